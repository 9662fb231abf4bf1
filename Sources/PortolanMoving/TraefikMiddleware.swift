// SPDX-License-Identifier: Apache-2.0

import PortolanModel

/// A Middleware of Traefik.
enum TraefikMiddleware: Hashable {
    case secure(isPermanent: Bool)
    case redirect(NeutralRedirect)
    case allow([String])
    case forwardAuth(String)
    case cors(CrossOrigin)
    case headers(HeaderChanges, HeaderChanges, host: String?)
    case path(NeutralRewrite)
    case rate(Int, burst: Int?)
    case inFlight(Int)
    case body(Int)

    /// What it is called after.
    var stem: String {
        switch self {
        case .secure: "https"
        case .redirect: "redirect"
        case .allow(let ranges): ranges.isEmpty ? "closed" : "sources"
        case .forwardAuth: "sign-in"
        case .cors: "origins"
        case .headers: "headers"
        case .path: "path"
        case .rate: "rate"
        case .inFlight: "connections"
        case .body: "body"
        }
    }

    /// The object.
    func document(_ name: String, _ namespace: String) -> YAMLValue {
        .object([
            ("apiVersion", .text("traefik.io/v1alpha1")), ("kind", .text("Middleware")),
            ("metadata", .object([("name", .text(name)), ("namespace", .text(namespace))])), ("spec", .object([spec])),
        ])
    }

    private var spec: (String, YAMLValue?) {
        switch self {
        case .secure(let isPermanent):
            return (
                "redirectScheme",
                .object([
                    ("scheme", .text("https")), ("permanent", .boolean(isPermanent)),
                ])
            )
        case .redirect(let redirect): return ("redirectRegex", Self.redirection(redirect))
        // No client has an address of this machine's own, so that nobody gets in.
        case .allow(let ranges):
            return ("ipAllowList", .object([("sourceRange", .texts(ranges.isEmpty ? ["127.0.0.1/32"] : ranges.map(\.asPrefix)))]))
        case .forwardAuth(let address): return ("forwardAuth", .object([("address", .text(address))]))
        case .cors(let policy):
            return (
                "headers",
                .object([
                    ("accessControlAllowOriginList", .texts(policy.origins)), ("accessControlAllowMethods", .texts(policy.methods)),
                    ("accessControlAllowHeaders", .texts(policy.headers)), ("accessControlExposeHeaders", .texts(policy.exposedHeaders)),
                    ("accessControlAllowCredentials", policy.allowsCredentials ? .boolean(true) : nil),
                    ("accessControlMaxAge", policy.maxAge.map { .number($0) }), ("addVaryHeader", .boolean(true)),
                ])
            )
        case .headers(let request, let response, let host):
            var asked = request.set + request.add + request.remove.map { Header($0, "") }
            if let host { asked.append(Header("Host", host)) }
            let answered = response.set + response.add + response.remove.map { Header($0, "") }
            return (
                "headers",
                .object([("customRequestHeaders", Self.map(asked)), ("customResponseHeaders", Self.map(answered))])
            )
        case .path(let rewrite): return Self.path(rewrite)
        case .rate(let average, let burst):
            return ("rateLimit", .object([("average", .number(average)), ("burst", burst.map { .number($0) })]))
        case .inFlight(let most):
            return (
                "inFlightReq",
                .object([("amount", .number(most)), ("sourceCriterion", .object([("ipStrategy", .object([("depth", .number(0))]))]))])
            )
        case .body(let bytes): return ("buffering", .object([("maxRequestBodyBytes", .number(bytes))]))
        }
    }

    private static func map(_ headers: [Header]) -> YAMLValue? {
        headers.isEmpty ? nil : .map(headers.map { YAMLValue.Entry($0.name, .text($0.value)) })
    }

    private static func path(_ rewrite: NeutralRewrite) -> (String, YAMLValue?) {
        switch rewrite {
        case .full(let text): return ("replacePath", .object([("path", .text(text))]))
        case .prefix(let base, let replacement):
            let regex = "^\(RegexText.quoted(base))/?(.*)$"
            return ("replacePathRegex", .object([("regex", .text(regex)), ("replacement", .text(replacement + "/${1}"))]))
        case .regex(let pattern, let template):
            return ("replacePathRegex", .object([("regex", .text("^\(pattern)$")), ("replacement", .text(Self.braced(template)))]))
        }
    }

    /// A template whose groups are told from the text behind them, as Go wants it.
    private static func braced(_ template: String) -> String {
        var result = ""
        var rest = template[...]
        while let character = rest.popFirst() {
            guard character == "$" else {
                result.append(character)
                continue
            }
            let digits = rest.prefix { $0.isNumber }
            result += digits.isEmpty ? "$$" : "${\(digits)}"
            rest = rest.dropFirst(digits.count)
        }
        return result
    }

    /// A redirect by the whole URL: scheme, host and the rest are groups.
    private static func redirection(_ redirect: NeutralRedirect) -> YAMLValue {
        let scheme = redirect.scheme ?? "${1}"
        let host = redirect.host ?? "${2}"
        let port = redirect.port.map { ":\($0)" } ?? ""
        var regex = "^(https?)://([^/:]+)(?::[0-9]+)?(/.*)?$"
        var path = "${3}"
        if case .full(let text)? = redirect.path {
            regex = "^(https?)://([^/:]+)(?::[0-9]+)?(?:/[^?]*)?(\\?.*)?$"
            path = text
        }
        return .object([
            ("regex", .text(regex)), ("replacement", .text("\(scheme)://\(host)\(port)\(path)")),
            ("permanent", .boolean([301, 308].contains(redirect.status))),
        ])
    }
}
