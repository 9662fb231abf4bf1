// SPDX-License-Identifier: Apache-2.0

import PortolanModel

/// Writes the rules of a host as paths and actions of the AWS Load Balancer Controller.
struct ALBRuleWriter {
    let settings: DialectSettings
    let dialect: ALBDialect
    let namespace: String
    /// Whether paths as written are expressions in this Ingress.
    let usesExpressions: Bool
    private var number = 0
    private static let prefix = "alb.ingress.kubernetes.io/"

    init(settings: DialectSettings, dialect: ALBDialect, namespace: String, usesExpressions: Bool) {
        self.settings = settings
        self.dialect = dialect
        self.namespace = namespace
        self.usesExpressions = usesExpressions
    }

    /// Sends all requests of a host to HTTPS.
    mutating func redirect(_ host: SourceRoutes.Host, _ draft: inout IngressDraft) {
        let name = action(NeutralRedirect(status: 301, scheme: "https"), &draft)
        add(IngressDraft.Path(path: "/", type: "Prefix", service: name), host, &draft)
    }

    /// Writes a host's rules in their order.
    mutating func write(_ host: SourceRoutes.Host, _ routes: SourceRoutes, _ draft: inout IngressDraft, _ output: inout DialectOutput) {
        if usesExpressions { draft.annotate(Self.prefix + "use-regex-path-match", "true") }
        let own = host.rules.filter { ($0.origin?.object.namespace ?? namespace) == namespace }
        for rule in own { write(rule, host, &draft, &output) }
        // What no path of the host takes must not fall to rules for other hosts.
        let isCaught = host.rules.contains { $0.path.form == .any && !$0.isConditional }
        if !own.isEmpty, !isCaught, host.pattern != nil,
            routes.hosts.contains(where: { $0.pattern == nil || $0.pattern?.hasPrefix("*") == true })
        {
            let name = fixed(404, &draft)
            add(IngressDraft.Path(path: "/", type: "Prefix", service: name), host, &draft)
        }
        if let secret = host.secret, !secret.name.hasPrefix("PORTOLAN-FILL-IN-") { draft.secure(host.pattern, with: secret.name) }
    }

    private mutating func write(_ rule: NeutralRule, _ host: SourceRoutes.Host, _ draft: inout IngressDraft, _ output: inout DialectOutput)
    {
        guard let path = path(rule, host, &output) else { return }
        func add(_ service: String, _ port: Int?) {
            self.add(IngressDraft.Path(path: path.text, type: path.type, service: service, port: port), host, &draft)
        }
        let backend: (service: String, port: Int?)
        switch rule.action {
        case .redirect(let redirect):
            if ![301, 302].contains(redirect.status) {
                output.lose(host, rule, "it redirects with \(redirect.status) at home; an Application Load Balancer has 301 and 302 only")
            }
            if case .prefix? = redirect.path {
                output.lose(host, rule, "the path that it redirects to is worked out; here it stays as it is")
            }
            backend = (action(redirect, &draft), nil)
        case .fixed(let answer): backend = (fixed(answer.status, &draft), nil)
        case .forward(let backends):
            if rule.access.auth != nil {
                guard settings.allowsOpen else {
                    output.lose(
                        host, rule,
                        "\(rule.access.words) at home, which alb cannot be told here: it answers 403 to everybody; --allow-open writes it open",
                        .danger)
                    add(fixed(403, &draft), nil)
                    return
                }
                output.lose(host, rule, "\(rule.access.words) at home; here it is open to everybody, as --allow-open wants it", .danger)
            }
            lose(rule, host, &output)
            guard let target = forward(backends, rule, host, &draft, &output) else { return }
            backend = target
        }
        restrict(rule, &draft, path, host, deniesFirst: true)
        let conditions = conditions(rule)
        let transforms = transforms(rule)
        var name = backend.service
        if !conditions.isEmpty || !transforms.isEmpty, let port = backend.port {
            name = forward([(backend.service, port, nil)], &draft)
            add(name, nil)
        } else {
            add(name, backend.port)
        }
        if !conditions.isEmpty { draft.annotate(Self.prefix + "conditions.\(name)", JSONText.of(.list(conditions))) }
        if !transforms.isEmpty { draft.annotate(Self.prefix + "transforms.\(name)", JSONText.of(.list(transforms))) }
        restrict(rule, &draft, path, host, deniesFirst: false)
    }

    /// Denies around the rule: sources that may not ask before it, all that are not let in behind it.
    private mutating func restrict(
        _ rule: NeutralRule, _ draft: inout IngressDraft, _ path: (text: String, type: String), _ host: SourceRoutes.Host, deniesFirst: Bool
    ) {
        guard deniesFirst ? !rule.access.denied.isEmpty : rule.access.allowed != nil else { return }
        let name = fixed(403, &draft)
        if deniesFirst {
            draft.annotate(Self.prefix + "conditions.\(name)", JSONText.of(.list([Self.source(rule.access.denied)])))
        }
        add(IngressDraft.Path(path: path.text, type: path.type, service: name), host, &draft)
    }

    private func lose(_ rule: NeutralRule, _ host: SourceRoutes.Host, _ output: inout DialectOutput) {
        if !rule.requestHeaders.isEmpty { output.lose(host, rule, "changed headers of requests cannot be told alb") }
        if !rule.responseHeaders.isEmpty { output.lose(host, rule, "changed headers of answers cannot be told alb") }
        if rule.cors != nil { output.lose(host, rule, "the policy for other origins cannot be told alb: the app must answer for it") }
        if !rule.mirrors.isEmpty { output.lose(host, rule, "copies of requests cannot be sent by alb") }
    }

    // MARK: Paths

    private func path(_ rule: NeutralRule, _ host: SourceRoutes.Host, _ output: inout DialectOutput) -> (text: String, type: String)? {
        switch rule.path.form {
        case .any: return ("/", "Prefix")
        case .exact(let value): return value.contains { "*?".contains($0) } ? nil : (value, "Exact")
        case .elements(let value): return (value, "Prefix")
        case .bytes(let value):
            if usesExpressions { return ("/^\(RegexText.quoted(value))", "ImplementationSpecific") }
            return (value + "*", "ImplementationSpecific")
        case .regex(let value):
            if let prefix = rule.prefix { return (prefix, "Prefix") }
            guard usesExpressions else {
                output.lose(host, rule, "the path is told by an expression, beside one that is a prefix; it is left out")
                return nil
            }
            return ("/^\(rule.path.ignoresCase ? "(?i)" : "")\(value)$", "ImplementationSpecific")
        }
    }

    /// Adds a path so that it is tried behind those before it: of one entry exact paths come first, then the longest prefix.
    private func add(_ path: IngressDraft.Path, _ host: SourceRoutes.Host, _ draft: inout IngressDraft) {
        func rank(_ path: IngressDraft.Path) -> Int {
            path.type == "Exact" ? 0 : path.type == "Prefix" ? 2000 - min(path.path.utf8.count, 1999) : 3000
        }
        if let last = draft.rules.last, last.host == host.pattern, let before = last.paths.last, rank(before) <= rank(path) {
            draft.rules[draft.rules.count - 1].paths.append(path)
        } else {
            draft.rules.append(IngressDraft.Rule(host: host.pattern, paths: [path]))
        }
    }

    // MARK: Actions

    private mutating func name(_ word: String) -> String {
        number += 1
        return "\(word)-\(number)"
    }

    private mutating func fixed(_ status: Int, _ draft: inout IngressDraft) -> String {
        let name = name("answer")
        let config = YAMLValue.object([("contentType", .text("text/plain")), ("statusCode", .text(String(status)))])
        draft.annotate(
            Self.prefix + "actions.\(name)", JSONText.of(.object([("type", .text("fixed-response")), ("fixedResponseConfig", config)])))
        return name
    }

    private mutating func action(_ redirect: NeutralRedirect, _ draft: inout IngressDraft) -> String {
        let name = name("redirect")
        var path: YAMLValue?
        if case .full(let text)? = redirect.path { path = .text(text) }
        let scheme = redirect.scheme?.uppercased()
        let port = redirect.port.map(String.init) ?? (scheme == "HTTPS" ? "443" : scheme == "HTTP" ? "80" : nil)
        let isPermanent = [301, 308].contains(redirect.status)
        let config = YAMLValue.object([
            ("protocol", scheme.map { .text($0) }), ("host", redirect.host.map { .text($0) }), ("port", port.map { .text($0) }),
            ("path", path), ("statusCode", .text(isPermanent ? "HTTP_301" : "HTTP_302")),
        ])
        draft.annotate(
            Self.prefix + "actions.\(name)", JSONText.of(.object([("type", .text("redirect")), ("redirectConfig", config)])))
        return name
    }

    private mutating func forward(_ targets: [(service: String, port: Int, weight: Int?)], _ draft: inout IngressDraft) -> String {
        let name = name("forward")
        let groups = targets.map { target in
            YAMLValue.object([
                ("serviceName", .text(target.service)), ("servicePort", .number(target.port)),
                ("weight", target.weight.map { .number($0) }),
            ])
        }
        let action = YAMLValue.object([
            ("type", .text("forward")), ("forwardConfig", .object([("targetGroups", .list(groups))])),
        ])
        draft.annotate(Self.prefix + "actions.\(name)", JSONText.of(action))
        return name
    }

    /// The Service of a rule, or an action that shares requests among several.
    private mutating func forward(
        _ backends: [WeightedBackend], _ rule: NeutralRule, _ host: SourceRoutes.Host, _ draft: inout IngressDraft,
        _ output: inout DialectOutput
    ) -> (service: String, port: Int?)? {
        let live = backends.filter { $0.weight != 0 }
        guard live.count > 1 else {
            return dialect.single(live, host, rule, settings, &output).map { ($0.service.serviceName, $0.port) }
        }
        // Weights go up to 999 (elasticloadbalancing, TargetGroupTuple).
        let most = max(1, live.compactMap(\.weight).max() ?? 1)
        let targets = live.compactMap { backend -> (service: String, port: Int, weight: Int?)? in
            guard let port = settings.port(backend.service, backend.port) else { return nil }
            let weight = min(backend.weight ?? 1, 1_000_000)
            return (backend.service.serviceName, port, most > 999 ? weight * 999 / most : weight)
        }
        return targets.count == live.count ? (forward(targets, &draft), nil) : nil
    }

    // MARK: Conditions and transforms

    private static func source(_ ranges: [String]) -> YAMLValue {
        .object([("field", .text("source-ip")), ("sourceIPConfig", .object([("values", .texts(ranges.map(\.asPrefix)))]))])
    }

    private func conditions(_ rule: NeutralRule) -> [YAMLValue] {
        var result: [YAMLValue] = []
        for header in rule.headers {
            let values: (String, YAMLValue?) =
                header.kind == .regex
                ? ("regexValues", .texts([header.value])) : ("values", .texts([header.kind == .present ? "*" : header.value]))
            result.append(
                .object([
                    ("field", .text("http-header")),
                    ("httpHeaderConfig", .object([("httpHeaderName", .text(header.name ?? "")), values])),
                ]))
        }
        if !rule.methods.isEmpty {
            result.append(
                .object([("field", .text("http-request-method")), ("httpRequestMethodConfig", .object([("values", .texts(rule.methods))]))])
            )
        }
        if !rule.query.isEmpty {
            let pairs = rule.query.map {
                YAMLValue.object([("key", $0.name.map { .text($0) }), ("value", .text($0.kind == .present ? "*" : $0.value))])
            }
            result.append(.object([("field", .text("query-string")), ("queryStringConfig", .object([("values", .list(pairs))]))]))
        }
        if let allowed = rule.access.allowed, !allowed.isEmpty { result.append(Self.source(allowed)) }
        return result
    }

    private func transforms(_ rule: NeutralRule) -> [YAMLValue] {
        func rewrite(_ type: String, _ key: String, _ regex: String, _ replace: String) -> YAMLValue {
            let pair = YAMLValue.object([("regex", .text(regex)), ("replace", .text(replace))])
            return .object([("type", .text(type)), (key, .object([("rewrites", .list([pair]))]))])
        }
        var result: [YAMLValue] = []
        switch rule.pathRewrite {
        case .full(let text)?: result.append(rewrite("url-rewrite", "urlRewriteConfig", "^.*$", text))
        case .prefix(let base, let replacement)?:
            result.append(rewrite("url-rewrite", "urlRewriteConfig", "^\(RegexText.quoted(base))/?(.*)$", replacement + "/$1"))
        case .regex(let pattern, let template)?: result.append(rewrite("url-rewrite", "urlRewriteConfig", "^\(pattern)$", template))
        case nil: break
        }
        if let host = rule.hostRewrite { result.append(rewrite("host-header-rewrite", "hostHeaderRewriteConfig", "^.*$", host)) }
        return result
    }
}

extension NeutralRule {
    /// The prefix that an expression stands for where a prefix is replaced; `nil` where it is none.
    var prefix: String? {
        guard case .regex = path.form, case .prefix(let base, _)? = pathRewrite else { return nil }
        return base.isEmpty ? "/" : base
    }
}
