// SPDX-License-Identifier: Apache-2.0

import PortolanModel

/// A router as a rule of a listener: what of it the contract's fields express stands in them.
struct RuleDrawing {
    let built: RouterTable.Built
    let entryPoint: EntryPoint

    func rule() -> Rule {
        let router = built.router
        var rule = Rule(origin: router.origin)
        if let shape = RuleShape(router.condition) {
            rule.hosts = shape.hosts
            rule.path = shape.path
            rule.methods = shape.methods
            rule.headers = shape.headers
            rule.query = shape.query
            rule.sourceRanges = shape.sources
            if shape.needsCondition { rule.condition = router.condition }
        } else {
            rule.condition = router.condition
            rule.settings["rule"] = router.rule
        }
        rule.backends = built.target.backends
        rule.mirrors = built.target.mirrors
        rule.fixed = built.target.fixed
        rule.rewrite = built.target.host.map { Rewrite(host: $0) }
        rule.settings.merge(built.target.settings)
        if router.priority != 0 { rule.settings["priority"] = String(router.priority) }
        if !router.middlewares.isEmpty {
            rule.settings["middlewares"] = router.middlewares.map(router.provider.qualified).joined(separator: ",")
        }
        rule.steps = built.effect.steps
        describeSteps(&rule)
        return rule
    }

    /// Fills in the fields that describe the steps.
    private func describeSteps(_ rule: inout Rule) {
        rule.auth = built.effect.external
        var pathChange: PathChange?
        for step in built.effect.steps {
            switch step {
            case .path(let change): pathChange = change
            case .admit(let ranges, _): rule.sourceRanges = ranges
            case .authenticate(let check): rule.auth = Authentication(check.scheme.lowercased(), challenge: check.challenge)
            case .headers(let request, let response, _):
                rule.requestHeaders = HeaderChanges(
                    set: rule.requestHeaders.set + request.set, remove: rule.requestHeaders.remove + request.remove)
                rule.responseHeaders = HeaderChanges(
                    set: rule.responseHeaders.set + response.set, remove: rule.responseHeaders.remove + response.remove)
            case .redirect(let redirect):
                guard let shown = shown(redirect) else { continue }
                rule.redirect = shown
                // One to another port of the same scheme lets through who names that port already.
                guard shown.scheme != scheme else { continue }
                rule.backends = []
                return
            }
        }
        if case .replace(let path)? = pathChange {
            rule.rewrite = Rewrite(host: rule.rewrite?.host, path: PathRewrite(.full, path))
        }
    }

    /// What clients of the entry point speak.
    private var scheme: String { entryPoint == .web ? "http" : "https" }

    /// The redirect that answers a GET; `nil` for one whose outcome depends on the URL, or is the URL itself.
    private func shown(_ redirect: URLRedirect) -> Redirect? {
        guard case .scheme(let wanted, let port) = redirect.kind else { return nil }
        let number = port.flatMap { Int($0) }
        if wanted == scheme, port == nil || number == entryPoint.port { return nil }
        return Redirect(
            status: redirect.status ?? (redirect.isPermanent ? 301 : 302), scheme: wanted,
            port: number.map { .number($0) } ?? port.map { .name($0) })
    }
}

/// A condition in the fields of a rule.
struct RuleShape {
    var hosts: [String] = []
    var path: PathMatch?
    var methods: [String] = []
    var headers: [ValueMatch] = []
    var query: [ValueMatch] = []
    var sources: [String]?
    /// Whether the fields say it, but the evaluator reads them otherwise.
    var needsCondition = false

    /// Takes a condition apart; `nil` where the fields cannot express it.
    init?(_ condition: RuleCondition) {
        let parts: [RuleCondition] = if case .all(let parts) = condition { parts } else { [condition] }
        for part in parts { guard take(part) else { return nil } }
    }

    private mutating func take(_ part: RuleCondition) -> Bool {
        switch part {
        case .all(let parts): return parts.allSatisfy { take($0) }
        case .any(let parts): return takeChoice(parts)
        case .host(let host):
            guard hosts.isEmpty else { return false }
            if host != "*" { hosts = [host] }
        case .path(let match):
            guard path == nil else { return false }
            path = match
        case .method(let method):
            guard methods.isEmpty else { return false }
            methods = [method]
        case .header(let match):
            headers.append(match)
            needsCondition = needsCondition || match.kind == .regex
        case .query(let match):
            query.append(match)
            needsCondition = needsCondition || match.kind == .regex
        case .source(let ranges):
            guard sources == nil else { return false }
            sources = ranges
            needsCondition = true
        case .not, .hostMatch: return false
        }
        return true
    }

    /// Several hosts, several methods, or the two paths of a strict prefix.
    private mutating func takeChoice(_ parts: [RuleCondition]) -> Bool {
        let names = parts.compactMap { part in if case .host(let host) = part { host } else { nil } }
        if names.count == parts.count, hosts.isEmpty, !names.contains("*") {
            hosts = names
            return true
        }
        let verbs = parts.compactMap { part in if case .method(let method) = part { method } else { nil } }
        if verbs.count == parts.count, methods.isEmpty {
            methods = verbs
            return true
        }
        let paths = parts.compactMap { part in if case .path(let path) = part { path } else { nil } }
        guard paths.count == 2, parts.count == 2, path == nil, paths[0].kind == .exact, paths[1].kind == .prefix,
            paths[1].value == paths[0].value + "/"
        else { return false }
        path = PathMatch(.segments, paths[0].value)
        return true
    }
}
