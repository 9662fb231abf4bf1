// SPDX-License-Identifier: Apache-2.0

import PortolanModel

/// Reads where data planes redirect to.
enum RedirectReading {
    /// A rule's redirect; `nil` where it is worked out in a way that only the data plane knows.
    static func neutral(_ redirect: Redirect, _ rule: Rule, _ plane: DataPlane) -> NeutralRedirect? {
        if let template = redirect.template { return template.contains("$") ? nginx(template, redirect) : literal(template, redirect) }
        var result = NeutralRedirect(status: redirect.status)
        switch plane.placeholders {
        case .alb:
            guard let scheme = kept(redirect.scheme, as: "#{protocol}"), let host = kept(redirect.host, as: "#{host}"),
                let path = kept(redirect.path, as: "/#{path}"), kept(redirect.query, as: "#{query}") != nil
            else { return nil }
            result.scheme = scheme.isEmpty ? nil : scheme.lowercased()
            result.host = host.isEmpty ? nil : host
            result.path = path.isEmpty ? nil : .full(path)
            if case .name(let port)? = redirect.port, port != "#{port}" { result.port = Int(port) }
        case .nginx, .none:
            result.scheme = redirect.scheme
            result.host = redirect.host
            if let path = redirect.path, !path.contains("$") { result.path = .full(path) }
        }
        if case .number(let port)? = redirect.port { result.port = port }
        if let rewrite = redirect.pathRewrite { result.path = RewriteReading.neutral(rewrite, rule, plane) }
        if let port = result.port, port == usual(result.scheme) { result.port = nil }
        return result
    }

    /// Nothing for a placeholder that keeps what the request has, the text for one that is plain, `nil` for a mixture.
    private static func kept(_ text: String?, as placeholder: String) -> String? {
        guard let text, text != placeholder else { return "" }
        return text.contains("#{") ? nil : text
    }

    private static func usual(_ scheme: String?) -> Int? { scheme == "https" ? 443 : scheme == "http" ? 80 : nil }

    private static func literal(_ url: String, _ redirect: Redirect) -> NeutralRedirect? {
        guard let separator = url.firstRange(of: "://") else {
            return url.hasPrefix("/") ? NeutralRedirect(status: redirect.status, path: .full(withoutQuery(url))) : nil
        }
        let scheme = url[..<separator.lowerBound].lowercased()
        let rest = url[separator.upperBound...]
        let end = rest.firstIndex { "/?#".contains($0) } ?? rest.endIndex
        let authority = rest[..<end].split(separator: ":", maxSplits: 1).map(String.init)
        guard let host = authority.first, !host.isEmpty, scheme == "http" || scheme == "https" else { return nil }
        let port = authority.count == 2 ? Int(authority[1]) : nil
        let path = withoutQuery(String(rest[end...]))
        return NeutralRedirect(
            status: redirect.status, scheme: scheme, host: host, port: port == usual(scheme) ? nil : port,
            path: .full(path.hasPrefix("/") ? path : "/"))
    }

    private static func withoutQuery(_ text: String) -> String { String(text.prefix { $0 != "?" && $0 != "#" }) }

    /// nginx's own locations, which ingress-nginx writes in a few forms only.
    private static func nginx(_ template: String, _ redirect: Redirect) -> NeutralRedirect? {
        let whole = ["$trimmed_request_uri", "$request_uri"]
        if let uri = whole.first(where: template.hasSuffix) {
            let front = String(template.dropLast(uri.count))
            switch front {
            case "https://$redirect_host", "https://$redirect_host:443", "https://$host":
                return NeutralRedirect(status: redirect.status, scheme: "https")
            case _ where front.hasPrefix("$scheme://") && front.hasSuffix(":$server_port"):
                let host = String(front.dropFirst(10).dropLast(13))
                return host.contains("$") ? nil : NeutralRedirect(status: redirect.status, host: host)
            default:
                guard !front.contains("$"), var result = literal(front, redirect) else { return nil }
                result.path = nil
                return result
            }
        }
        for front in ["$scheme://$http_host", "$scheme://$host"] where template.hasPrefix(front) {
            var path = String(template.dropFirst(front.count))
            if path.hasSuffix("$is_args$args") { path = String(path.dropLast(13)) }
            return path.contains("$") ? nil : NeutralRedirect(status: redirect.status, path: .full(withoutQuery(path)))
        }
        if template.hasSuffix("$is_args$args") { return literal(String(template.dropLast(13)), redirect) }
        return nil
    }
}
