// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel
import PortolanPortability

/// Ingresses in the words of Traefik (3.7): an Ingress for all rules that share Middlewares.
struct TraefikDialect: IngressDialect {
    let controller = "traefik"
    let settings: DialectSettings
    private static let prefix = "traefik.ingress.kubernetes.io/"

    /// Rules that share an Ingress.
    private struct Bundle: Hashable {
        var namespace: String
        var ports: SourceRoutes.Ports
        var middlewares: [TraefikMiddleware]
        var priority: Int?
    }

    func output(_ routes: SourceRoutes, _ names: inout DialectNames) -> DialectOutput {
        var output = DialectOutput(losses: routes.losses)
        var bundles: [Bundle] = []
        var drafts: [Bundle: IngressDraft] = [:]
        for host in routes.hosts {
            for (index, rule) in host.rules.enumerated() {
                guard !rule.isConditional else {
                    output.lose(host, rule, "an Ingress of Traefik has no conditions on headers, methods or queries: the rule is left out")
                    continue
                }
                guard let path = path(rule, host, &output), let target = target(rule, host, routes, &output) else { continue }
                var middlewares = middlewares(rule, host, routes, &output)
                if case .redirected(let status) = host.ports {
                    middlewares.insert(.secure(isPermanent: [301, 308].contains(status)), at: 0)
                }
                let namespace = rule.origin?.object.namespace ?? "default"
                let bundle = Bundle(
                    namespace: namespace, ports: host.ports, middlewares: middlewares, priority: priority(rule, at: index, in: host))
                if drafts[bundle] == nil {
                    bundles.append(bundle)
                    drafts[bundle] = IngressDraft(
                        name: names.unique(stem(routes, namespace), in: namespace), namespace: namespace, className: "traefik")
                }
                drafts[bundle]?.add(
                    IngressDraft.Path(path: path.text, type: path.type, service: target.service, port: target.port), of: host.pattern)
                if path.isExpression { drafts[bundle]?.annotate(Self.prefix + "router.pathmatcher", "PathRegexp") }
                if let secret = host.secret { drafts[bundle]?.secure(host.pattern, with: secret.name) }
            }
        }
        write(bundles, drafts, &names, &output)
        services(routes, &output)
        return output
    }

    private func write(_ bundles: [Bundle], _ drafts: [Bundle: IngressDraft], _ names: inout DialectNames, _ output: inout DialectOutput) {
        var known: [String: String] = [:]
        for bundle in bundles {
            guard var draft = drafts[bundle] else { continue }
            var references: [String] = []
            for middleware in bundle.middlewares {
                let key = "\(bundle.namespace) \(middleware)"
                if known[key] == nil {
                    let name = names.unique(middleware.stem, in: "\(bundle.namespace) Middleware")
                    known[key] = name
                    output.objects.append(middleware.document(name, bundle.namespace))
                }
                if let name = known[key] { references.append("\(bundle.namespace)-\(name)@kubernetescrd") }
            }
            if !references.isEmpty { draft.annotate(Self.prefix + "router.middlewares", references.joined(separator: ",")) }
            if bundle.ports == .secure { draft.annotate(Self.prefix + "router.entrypoints", "websecure") }
            if let priority = bundle.priority { draft.annotate(Self.prefix + "router.priority", String(priority)) }
            output.objects.append(draft.document)
        }
    }

    // MARK: Paths and their order

    private func path(_ rule: NeutralRule, _ host: SourceRoutes.Host, _ output: inout DialectOutput) -> (
        text: String, type: String, isExpression: Bool
    )? {
        let flag = rule.path.ignoresCase ? "(?i)" : ""
        switch rule.path.form {
        case .any: return ("/", "Prefix", false)
        case .exact(let value): return rule.path.ignoresCase ? expression("\(flag)^\(RegexText.quoted(value))$") : (value, "Exact", false)
        case .elements(let value): return expression("\(flag)^\(RegexText.quoted(value))(/|$)")
        case .bytes(let value): return rule.path.ignoresCase ? expression("\(flag)^\(RegexText.quoted(value))") : (value, "Prefix", false)
        case .regex(let value): return expression("\(flag)^\(value)$")
        }
    }

    /// An expression as the path of an Ingress, which must begin with a slash: nothing may stand in front of it, so a slash that never
    /// counts does.
    private func expression(_ text: String) -> (text: String, type: String, isExpression: Bool) {
        ("/*" + text, "ImplementationSpecific", true)
    }

    /// Longer rules are tried first in Traefik; where that is not the order at home, it is written.
    private func priority(_ rule: NeutralRule, at index: Int, in host: SourceRoutes.Host) -> Int? {
        guard rule.path.form != .any else { return nil }
        let length = textLength(rule.path)
        let isBehindLonger = host.rules[(index + 1)...].contains { later in
            later.path.mayMeet(rule.path) && textLength(later.path) >= length
        }
        return isBehindLonger ? 100_000 - min(index, 50_000) : nil
    }

    /// The length of the matcher that a path becomes: `Path`, `PathPrefix` or `PathRegexp` with brackets and quotes.
    private func textLength(_ path: NeutralPath) -> Int {
        let flag = path.ignoresCase ? 4 : 0
        switch path.form {
        case .any: return 15
        case .exact(let value): return path.ignoresCase ? 18 + flag + RegexText.quoted(value).utf8.count : 8 + value.utf8.count
        case .elements(let value): return 14 + 3 + 5 + flag + RegexText.quoted(value).utf8.count
        case .bytes(let value): return path.ignoresCase ? 17 + flag + RegexText.quoted(value).utf8.count : 14 + value.utf8.count
        case .regex(let value): return 18 + flag + value.utf8.count
        }
    }

    // MARK: Backends

    /// The Service; for a rule that answers itself any Service of the host, since a path must name one.
    private func target(
        _ rule: NeutralRule, _ host: SourceRoutes.Host, _ routes: SourceRoutes, _ output: inout DialectOutput
    ) -> (service: String, port: Int)? {
        if case .forward(let backends) = rule.action {
            return single(backends, host, rule, settings, &output).map { ($0.service.serviceName, $0.port) }
        }
        let namespace = rule.origin?.object.namespace ?? "default"
        let own = routes.group.ingresses.flatMap { ingress in ingress.backends.map { (ingress.metadata.namespace, $0) } }
        for (place, backend) in own where place == namespace {
            guard let service = backend.service else { continue }
            let written = backend.port.map(PortValue.init)
            if let port = settings.port("\(place)/\(service)", written) { return (service, port) }
        }
        output.lose(host, rule, "there is no Service that a path without one could name: it is left out")
        return nil
    }

    private func middlewares(
        _ rule: NeutralRule, _ host: SourceRoutes.Host, _ routes: SourceRoutes, _ output: inout DialectOutput
    ) -> [TraefikMiddleware] {
        var result: [TraefikMiddleware] = []
        switch rule.action {
        case .redirect(let redirect):
            if ![301, 302].contains(redirect.status) {
                output.lose(host, rule, "it redirects with \(redirect.status) at home; Traefik sends 301 or 302 to a GET")
            }
            return [.redirect(redirect)]
        case .fixed(let answer):
            output.lose(host, rule, "it answers \(answer.status) itself at home; here everybody gets 403")
            return [.allow([])]
        case .forward: break
        }
        if !rule.access.denied.isEmpty || !(rule.access.auth == nil || rule.access.auth?.kind == "external") {
            guard settings.allowsOpen else {
                output.lose(
                    host, rule,
                    "\(rule.access.words) at home, which is not written for Traefik: it answers 403 to everybody until a Middleware of yours asks for it; --allow-open writes it open",
                    .danger)
                return [.allow([])]
            }
            output.lose(host, rule, "\(rule.access.words) at home; here it is open to everybody, as --allow-open wants it", .danger)
        } else if let auth = rule.access.auth {
            guard let address = auth.settings["url"] ?? auth.settings["address"], !address.contains("$") else {
                output.lose(host, rule, "\(rule.access.words) at home, and its address is not known: it answers 403 to everybody", .danger)
                return [.allow([])]
            }
            result.append(.forwardAuth(address))
            output.lose(host, rule, "who is not signed in gets the answer of \(address), and is not sent to a page to sign in")
        }
        if let allowed = rule.access.allowed { result.append(.allow(allowed)) }
        if let cors = rule.cors { result.append(.cors(cors)) }
        if !rule.requestHeaders.isEmpty || !rule.responseHeaders.isEmpty || rule.hostRewrite != nil {
            result.append(.headers(rule.requestHeaders, rule.responseHeaders, host: rule.hostRewrite))
        }
        if let rewrite = rule.pathRewrite { result.append(.path(rewrite)) }
        if let rate = rule.settings["limit_req.rate"], rate.hasSuffix("r/s"), let average = Int(rate.dropLast(3)) {
            result.append(.rate(average, burst: rule.settings["limit_req.burst"].flatMap { Int($0) }))
        }
        if let most = rule.settings["limit_conn"].flatMap({ Int($0) }) { result.append(.inFlight(most)) }
        if let size = rule.settings["client_max_body_size"].flatMap(Self.bytes) { result.append(.body(size)) }
        if !rule.mirrors.isEmpty { output.lose(host, rule, "an Ingress of Traefik sends no copies of requests") }
        return result
    }

    /// A size as nginx writes it, in bytes; `nil` where there is no limit.
    private static func bytes(_ text: String) -> Int? {
        let factor = ["k": 1 << 10, "m": 1 << 20, "g": 1 << 30][text.last?.lowercased() ?? ""] ?? 1
        guard let number = Int(factor == 1 ? text[...] : text.dropLast()), number > 0 else { return nil }
        let (bytes, overflow) = number.multipliedReportingOverflow(by: factor)
        return overflow ? nil : bytes
    }

    private func services(_ routes: SourceRoutes, _ output: inout DialectOutput) {
        for pool in routes.group.exposure.loadBalancers.flatMap(\.backends) {
            switch pool.protocol {
            case "HTTPS", "GRPCS": output.annotate(pool.service, Self.prefix + "service.serversscheme", "https")
            case "GRPC": output.annotate(pool.service, Self.prefix + "service.serversscheme", "h2c")
            default: break
            }
            guard pool.settings["affinity"] == "cookie" else { continue }
            output.annotate(pool.service, Self.prefix + "service.sticky.cookie", "true")
            for (from, to) in [
                ("session-cookie-name", "name"), ("session-cookie-samesite", "samesite"), ("session-cookie-max-age", "maxage"),
            ] {
                guard let value = pool.settings[from] else { continue }
                output.annotate(pool.service, Self.prefix + "service.sticky.cookie.\(to)", to == "samesite" ? value.lowercased() : value)
            }
        }
    }
}
