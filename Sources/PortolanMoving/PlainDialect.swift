// SPDX-License-Identifier: Apache-2.0

import PortolanModel

/// Ingresses for controllers that merge all of a class behind one proxy or gateway: one for all rules that want the same annotations.
struct PlainDialect: IngressDialect {
    let controller: String
    let settings: DialectSettings
    let words: any PlainWords

    /// The dialect of a controller; `nil` where its words are not known here.
    init?(_ controller: String, _ settings: DialectSettings) {
        switch controller {
        case "ingress-nginx": words = NGINXWords()
        case "agic": words = AGICWords()
        case "contour": words = ContourWords()
        case "haproxy": words = HAProxyWords()
        default: return nil
        }
        self.controller = controller
        self.settings = settings
    }

    private struct Bundle: Hashable {
        var namespace: String
        var annotations: [YAMLValue.Entry]
    }

    func output(_ routes: SourceRoutes, _ names: inout DialectNames) -> DialectOutput {
        var output = DialectOutput(losses: routes.losses)
        var bundles: [Bundle] = []
        var drafts: [Bundle: IngressDraft] = [:]
        var closed: Set<String> = []
        for host in routes.hosts {
            for rule in host.rules {
                guard !rule.isConditional else {
                    output.lose(
                        host, rule, "an Ingress of \(controller) has no conditions on headers, methods or queries: the rule is left out")
                    continue
                }
                let namespace = rule.origin?.object.namespace ?? "default"
                guard let target = target(rule, host, namespace, &closed, &output) else { continue }
                var annotations = words.annotations(for: rule, of: host, in: routes, &output)
                annotations += words.frame(of: host, in: routes)
                let bundle = Bundle(namespace: namespace, annotations: annotations)
                if drafts[bundle] == nil {
                    bundles.append(bundle)
                    var draft = IngressDraft(
                        name: names.unique(stem(routes, namespace), in: namespace), namespace: namespace, className: words.className)
                    draft.annotations = annotations
                    drafts[bundle] = draft
                }
                guard let path = words.path(of: rule) else {
                    output.lose(host, rule, "the path is told by an expression, which \(controller) does not take: it is left out")
                    continue
                }
                drafts[bundle]?.add(
                    IngressDraft.Path(path: path.text, type: path.type, service: target.service.serviceName, port: target.port),
                    of: host.pattern)
                if let secret = host.secret { drafts[bundle]?.secure(host.pattern, with: secret.name) }
            }
        }
        output.objects = bundles.compactMap { drafts[$0] }.filter { !$0.rules.isEmpty }.map(\.document)
        output.objects += closed.sorted().flatMap { ClosedService.documents(in: $0) }
        return output
    }

    private func target(
        _ rule: NeutralRule, _ host: SourceRoutes.Host, _ namespace: String, _ closed: inout Set<String>, _ output: inout DialectOutput
    ) -> (service: String, port: Int)? {
        let nowhere = (service: "\(namespace)/\(ClosedService.name)", port: ClosedService.port)
        switch rule.action {
        case .redirect where words.redirects:
            closed.insert(namespace)
            return nowhere
        case .redirect, .fixed:
            output.lose(
                host, rule, "\(controller) is not told here to redirect or to answer itself: it is sent to a Service with nothing behind it"
            )
            closed.insert(namespace)
            return nowhere
        case .forward(let backends):
            if !words.canKeep(rule.access) {
                guard settings.allowsOpen else {
                    output.lose(
                        host, rule,
                        "\(rule.access.words) at home, which \(controller) is not told here: it is sent to a Service with nothing behind it, so that nobody gets in; --allow-open writes it open",
                        .danger)
                    closed.insert(namespace)
                    return nowhere
                }
                output.lose(host, rule, "\(rule.access.words) at home; here it is open to everybody, as --allow-open wants it", .danger)
            }
            return single(backends, host, rule, settings, &output)
        }
    }
}

/// The words of one controller.
protocol PlainWords: Sendable {
    /// The usual class.
    var className: String { get }
    /// Whether a path may be redirected.
    var redirects: Bool { get }
    /// Whether it can be told to ask clients so.
    func canKeep(_ access: Access) -> Bool
    /// A path; `nil` where there is none.
    func path(of rule: NeutralRule) -> (text: String, type: String)?
    /// What a rule wants, and what of it cannot be had.
    func annotations(
        for rule: NeutralRule, of host: SourceRoutes.Host, in routes: SourceRoutes, _ output: inout DialectOutput
    ) -> [YAMLValue.Entry]
    /// What a host wants.
    func frame(of host: SourceRoutes.Host, in routes: SourceRoutes) -> [YAMLValue.Entry]
}

extension PlainWords {
    var redirects: Bool { false }

    func canKeep(_ access: Access) -> Bool { access.isOpen }

    /// Whole elements and exact paths as they are, all else as a prefix.
    func path(of rule: NeutralRule) -> (text: String, type: String)? {
        switch rule.path.form {
        case .any: return ("/", "Prefix")
        case .exact(let value): return (value, "Exact")
        case .elements(let value), .bytes(let value): return (value, "Prefix")
        case .regex(let value): return (rule.prefix ?? GatewayRules.prefix(of: value)).map { ($0, "Prefix") }
        }
    }

    /// Says what none of the plain dialects can be told.
    func loseRest(_ rule: NeutralRule, _ host: SourceRoutes.Host, _ output: inout DialectOutput, keepsRewrite: Bool, keepsHost: Bool) {
        if rule.pathRewrite != nil, !keepsRewrite {
            output.lose(host, rule, "the path cannot be rewritten here: the backend sees it as the client sends it")
        }
        if rule.hostRewrite != nil, !keepsHost { output.lose(host, rule, "the host that the backend sees cannot be changed here") }
        if !rule.requestHeaders.isEmpty || !rule.responseHeaders.isEmpty { output.lose(host, rule, "changed headers are not written") }
        if !rule.mirrors.isEmpty { output.lose(host, rule, "copies of requests are not sent") }
    }
}

/// Makes entries of what is there.
private func entries(_ prefix: String, _ pairs: [(String, String?)]) -> [YAMLValue.Entry] {
    pairs.compactMap { key, value in value.map { YAMLValue.Entry(prefix + key, .text($0)) } }
}

/// ingress-nginx 1.15.
struct NGINXWords: PlainWords {
    let className = "nginx"
    let redirects = true
    private static let prefix = "nginx.ingress.kubernetes.io/"

    func canKeep(_ access: Access) -> Bool { access.auth == nil }

    func path(of rule: NeutralRule) -> (text: String, type: String)? {
        if case .prefix(let base, _)? = rule.pathRewrite { return (RegexText.quoted(base) + "(/|$)(.*)", "ImplementationSpecific") }
        switch rule.path.form {
        case .any: return ("/", "Prefix")
        case .exact(let value): return (value, "Exact")
        case .elements(let value): return (value, "Prefix")
        case .bytes(let value): return value.hasSuffix("/") ? (value, "Prefix") : (RegexText.quoted(value), "ImplementationSpecific")
        case .regex(let value): return value.hasPrefix("/") ? (value + "$", "ImplementationSpecific") : nil
        }
    }

    func annotations(
        for rule: NeutralRule, of host: SourceRoutes.Host, in routes: SourceRoutes, _ output: inout DialectOutput
    ) -> [YAMLValue.Entry] {
        loseRest(rule, host, &output, keepsRewrite: true, keepsHost: true)
        var pairs: [(String, String?)] = []
        var isExpression = false
        switch rule.path.form {
        case .bytes(let value): isExpression = !value.hasSuffix("/")
        case .regex: isExpression = true
        default: break
        }
        switch rule.pathRewrite {
        case .prefix(_, let replacement)?: pairs.append(("rewrite-target", replacement + "/$2"))
        case .full(let text)?: pairs.append(("rewrite-target", text))
        case .regex(_, let template)?: pairs.append(("rewrite-target", template))
        case nil: if isExpression { pairs.append(("use-regex", "true")) }
        }
        if case .redirect(let redirect) = rule.action {
            var path = "/"
            if case .full(let text)? = redirect.path { path = text }
            let port = redirect.port.map { ":\($0)" } ?? ""
            let url = "\(redirect.scheme ?? "https")://\(redirect.host ?? host.pattern ?? "localhost")\(port)\(path)"
            let isPermanent = [301, 308].contains(redirect.status)
            pairs.append((isPermanent ? "permanent-redirect" : "temporal-redirect", url))
            pairs.append((isPermanent ? "permanent-redirect-code" : "temporal-redirect-code", String(redirect.status)))
            if redirect.path == nil { output.lose(host, rule, "the path of the request is not carried over by its redirect") }
        }
        pairs.append(("upstream-vhost", rule.hostRewrite))
        pairs.append(("allowlist-source-range", rule.access.allowed.map { $0.joined(separator: ",") }))
        if !rule.access.denied.isEmpty { pairs.append(("denylist-source-range", rule.access.denied.joined(separator: ","))) }
        if let cors = rule.cors {
            pairs.append(("enable-cors", "true"))
            pairs.append(("cors-allow-origin", cors.origins.joined(separator: ", ")))
            if !cors.methods.isEmpty { pairs.append(("cors-allow-methods", cors.methods.joined(separator: ", "))) }
            if !cors.headers.isEmpty { pairs.append(("cors-allow-headers", cors.headers.joined(separator: ", "))) }
            if !cors.allowsCredentials { pairs.append(("cors-allow-credentials", "false")) }
            pairs.append(("cors-max-age", cors.maxAge.map(String.init)))
        }
        if case .forward(let backends) = rule.action, let pool = backends.first.flatMap({ routes.pool(of: $0.service) }) {
            if ["HTTPS", "GRPC", "GRPCS"].contains(pool.protocol) { pairs.append(("backend-protocol", pool.protocol)) }
        }
        return entries(Self.prefix, pairs)
    }

    func frame(of host: SourceRoutes.Host, in routes: SourceRoutes) -> [YAMLValue.Entry] {
        switch host.ports {
        case .both, .secure: entries(Self.prefix, [("ssl-redirect", "false")])
        case .plain, .redirected: []
        }
    }
}

/// Azure's Application Gateway Ingress Controller.
struct AGICWords: PlainWords {
    let className = "azure-application-gateway"
    private static let prefix = "appgw.ingress.kubernetes.io/"

    /// A prefix is one of bytes there unless it ends in a slash.
    func path(of rule: NeutralRule) -> (text: String, type: String)? {
        switch rule.path.form {
        case .any: return ("/", "Prefix")
        case .exact(let value): return (value, "Exact")
        case .elements(let value): return (value, "Prefix")
        case .bytes(let value): return (value + "*", "ImplementationSpecific")
        case .regex(let value): return (rule.prefix ?? GatewayRules.prefix(of: value)).map { ($0, "Prefix") }
        }
    }

    func annotations(
        for rule: NeutralRule, of host: SourceRoutes.Host, in routes: SourceRoutes, _ output: inout DialectOutput
    ) -> [YAMLValue.Entry] {
        loseRest(rule, host, &output, keepsRewrite: true, keepsHost: true)
        if rule.cors != nil { output.lose(host, rule, "the policy for other origins cannot be told agic: the app must answer for it") }
        var pairs: [(String, String?)] = []
        switch rule.pathRewrite {
        case .prefix(_, let replacement)?: pairs.append(("backend-path-prefix", replacement + "/"))
        case .full(let text)?: pairs.append(("backend-path-prefix", text))
        case .regex?: output.lose(host, rule, "the path that the backend sees is worked out by an expression, which agic cannot")
        case nil: break
        }
        pairs.append(("backend-hostname", rule.hostRewrite))
        if case .forward(let backends) = rule.action, let pool = backends.first.flatMap({ routes.pool(of: $0.service) }) {
            if pool.protocol == "HTTPS" { pairs.append(("backend-protocol", "https")) }
            if pool.settings["affinity"] == "cookie" { pairs.append(("cookie-based-affinity", "true")) }
        }
        return entries(Self.prefix, pairs)
    }

    func frame(of host: SourceRoutes.Host, in routes: SourceRoutes) -> [YAMLValue.Entry] {
        var pairs: [(String, String?)] = []
        if case .redirected = host.ports { pairs.append(("ssl-redirect", "true")) }
        if let timeout = routes.timeout { pairs.append(("request-timeout", String(timeout))) }
        if routes.isPrivate { pairs.append(("use-private-ip", "true")) }
        return entries(Self.prefix, pairs)
    }
}

/// Contour, whose Ingresses know little; its HTTPProxies know more.
struct ContourWords: PlainWords {
    let className = "contour"

    /// Paths with characters of an expression are expressions there.
    func path(of rule: NeutralRule) -> (text: String, type: String)? {
        switch rule.path.form {
        case .any: ("/", "Prefix")
        case .exact(let value): (value, "Exact")
        case .elements(let value): (value, "Prefix")
        case .bytes(let value): (value, "ImplementationSpecific")
        case .regex(let value): value.hasPrefix("/") ? (value, "ImplementationSpecific") : nil
        }
    }

    func annotations(
        for rule: NeutralRule, of host: SourceRoutes.Host, in routes: SourceRoutes, _ output: inout DialectOutput
    ) -> [YAMLValue.Entry] {
        loseRest(rule, host, &output, keepsRewrite: false, keepsHost: false)
        if rule.cors != nil { output.lose(host, rule, "the policy for other origins is an HTTPProxy's there, and not written") }
        return entries("projectcontour.io/", [("response-timeout", routes.timeout.map { "\($0)s" })])
    }

    func frame(of host: SourceRoutes.Host, in routes: SourceRoutes) -> [YAMLValue.Entry] {
        guard case .redirected = host.ports else { return [] }
        return entries("ingress.kubernetes.io/", [("force-ssl-redirect", "true")])
    }
}

/// HAProxy Technologies' controller.
struct HAProxyWords: PlainWords {
    let className = "haproxy"
    private static let prefix = "haproxy.org/"

    func canKeep(_ access: Access) -> Bool { access.auth == nil && access.denied.isEmpty }

    func annotations(
        for rule: NeutralRule, of host: SourceRoutes.Host, in routes: SourceRoutes, _ output: inout DialectOutput
    ) -> [YAMLValue.Entry] {
        loseRest(rule, host, &output, keepsRewrite: true, keepsHost: false)
        if rule.cors != nil { output.lose(host, rule, "the policy for other origins is not written") }
        var pairs: [(String, String?)] = []
        switch rule.pathRewrite {
        case .prefix(let base, let replacement)?:
            pairs.append(("path-rewrite", "\(RegexText.quoted(base))/?(.*) \(replacement)/\\1"))
        case .full(let text)?: pairs.append(("path-rewrite", text))
        case .regex?: output.lose(host, rule, "the path that the backend sees is worked out by an expression, which is not written")
        case nil: break
        }
        pairs.append(("allow-list", rule.access.allowed.map { $0.joined(separator: ",") }))
        pairs.append(("timeout-server", routes.timeout.map { "\($0)s" }))
        return entries(Self.prefix, pairs)
    }

    func frame(of host: SourceRoutes.Host, in routes: SourceRoutes) -> [YAMLValue.Entry] {
        switch host.ports {
        case .both: entries(Self.prefix, [("ssl-redirect", "false")])
        case .redirected(let status):
            entries(Self.prefix, [("ssl-redirect", "true"), ("ssl-redirect-code", String(status)), ("ssl-redirect-port", "443")])
        case .plain, .secure: []
        }
    }
}
