// SPDX-License-Identifier: Apache-2.0

import PortolanModel

/// Reads a data plane's rules as neutral ones, and says what cannot be read so.
struct NeutralReader {
    let plane: DataPlane
    let isTLS: Bool
    /// What no neutral rule says, with the object that asks for it.
    private(set) var losses: [MoveLoss] = []

    init(_ plane: DataPlane, isTLS: Bool) {
        self.plane = plane
        self.isTLS = isTLS
    }

    /// The rules of a host in their order, without those that never get a request.
    mutating func rules(of host: [Rule]) -> [NeutralRule] {
        var result: [NeutralRule] = []
        let asksForCertificate = host.contains { $0.auth?.kind == "client-certificate" }
        for rule in host {
            // What a client without certificate gets stands in front of the rules that ask for one.
            // Paths that the controller keeps for itself are nobody's wish.
            if rule.origin == nil, rule.isUnlisted, rule.fixed != nil, rule.path != nil { continue }
            if asksForCertificate, rule.isUnlisted, rule.path == nil, rule.backends.isEmpty { continue }
            for read in self.rules(rule) where !result.contains(where: { $0.shadows(read) }) { result.append(read) }
        }
        // What the data plane answers itself where no rule is left is what every data plane does.
        while let last = result.last, case .fixed(let fixed) = last.action, fixed.status == 404, fixed.body == nil { result.removeLast() }
        return result
    }

    private mutating func rules(_ rule: Rule) -> [NeutralRule] {
        // A preflight rule, and the copies of rules for allowed origins: their policy stands in the rules themselves.
        if rule.isUnlisted, rule.describesOrigins { return [] }
        if let condition = rule.condition {
            guard let parts = ConditionParts.alternatives(condition) else {
                lose(rule, "its condition cannot be said in another controller's words, so the rule is left out")
                return []
            }
            return parts.compactMap { part in
                var plain = rule
                plain.condition = nil
                plain.path = part.path
                plain.methods = part.methods
                plain.headers = part.headers
                plain.query = part.query
                plain.sourceRanges = part.sources ?? rule.sourceRanges
                return neutral(plain)
            }
        }
        return neutral(rule).map { [$0] } ?? []
    }

    private mutating func neutral(_ rule: Rule) -> NeutralRule? {
        let path = NeutralPath(rule.path, on: plane)
        guard let action = action(of: rule, path) else { return nil }
        var result = NeutralRule(path: path, action: action)
        result.methods = rule.methods
        result.headers = rule.headers.filter { $0.kind != .present || $0.name != nil }
        result.query = rule.query
        result.settings = rule.settings
        result.origin = rule.origin
        result.access = Access(auth: rule.auth, allowed: plane.refusesSources ? rule.sourceRanges : nil, denied: rule.deniedRanges)
        if !plane.refusesSources, let ranges = rule.sourceRanges { result.access.allowed = ranges }
        guard case .forward = action else { return result }
        result.requestHeaders = rule.requestHeaders
        result.responseHeaders = rule.responseHeaders
        result.mirrors = rule.mirrors
        result.cors = rule.cors ?? rule.describedCORS
        if result.cors != nil {
            result.responseHeaders.set.removeAll { $0.name.lowercased().hasPrefix("access-control-") }
        }
        if rule.rewrite?.hostExpression == nil { result.hostRewrite = rule.rewrite?.host }
        if rule.rewrite?.hostExpression != nil { lose(rule, "the host that the backend sees is worked out by an expression") }
        if let rewrite = rule.rewrite?.path { result.pathRewrite = RewriteReading.neutral(rewrite, rule, plane) }
        take(rule.steps, of: rule, into: &result)
        return result
    }

    /// What a rule does; `nil` where no other controller can be told so.
    private mutating func action(of rule: Rule, _ path: NeutralPath) -> NeutralRule.Action? {
        if rule.steps.isEmpty, let redirect = rule.redirect {
            if let neutral = RedirectReading.neutral(redirect, rule, plane) { return .redirect(neutral) }
            lose(
                rule, "its redirect to \(redirect.template ?? redirect.path ?? "another URL") cannot be said in another controller's words")
            return .fixed(FixedAnswer(status: 500))
        }
        for step in rule.steps {
            guard case .redirect(let redirect) = step else { continue }
            switch redirect.kind {
            case .scheme(let scheme, let port):
                // Over the scheme that it leads to, it does nothing.
                if (scheme == "https") == isTLS { continue }
                return .redirect(
                    NeutralRedirect(
                        status: redirect.status ?? (redirect.isPermanent ? 301 : 302), scheme: scheme, host: nil,
                        port: port.flatMap { Int($0) }, path: nil))
            case .pattern(let expression, let template):
                lose(rule, "its redirect from \(expression) to \(template) is worked out from the whole URL")
                return .fixed(FixedAnswer(status: 500))
            }
        }
        if let fixed = rule.fixed { return .fixed(fixed) }
        return .forward(rule.backends)
    }

    private mutating func take(_ steps: [RuleStep], of rule: Rule, into result: inout NeutralRule) {
        for step in steps {
            switch step {
            case .path(let change):
                guard let rewrite = RewriteReading.neutral(change, result.path, after: result.pathRewrite) else {
                    lose(rule, "the path that the backend sees is changed in a way that no other controller can be told")
                    continue
                }
                result.pathRewrite = rewrite
            case .redirect: continue
            case .admit(let ranges, _): result.access.allowed = ranges
            case .authenticate(let check):
                result.access.auth = rule.auth ?? Authentication(check.scheme.lowercased(), challenge: check.challenge)
            case .headers(let request, let response, let host):
                result.requestHeaders.merge(request)
                result.responseHeaders.merge(response)
                if let host { result.hostRewrite = host }
            }
        }
    }

    private mutating func lose(_ rule: Rule, _ words: String) {
        let place = rule.origin.map { "\($0.object.kind) \($0.object.namespace)/\($0.object.name)" } ?? "the load balancer"
        losses.append(MoveLoss(.loss, "\(place), \(rule.path?.value ?? "/"): \(words)"))
    }
}

extension Rule {
    /// Whether it is one of the rules that a data plane makes of a policy for other origins.
    fileprivate var describesOrigins: Bool {
        headers.contains { $0.name?.lowercased() == "origin" } || (methods == ["OPTIONS"] && fixed?.status == 204)
    }
}

extension NeutralRule {
    /// Whether another rule behind this one never gets a request.
    func shadows(_ other: NeutralRule) -> Bool {
        guard path.covers(other.path) else { return false }
        if !isConditional { return true }
        return path == other.path && methods == other.methods && headers == other.headers && query == other.query
    }
}

extension HeaderChanges {
    /// Makes further changes behind these.
    mutating func merge(_ other: HeaderChanges) {
        set += other.set
        add += other.add
        remove += other.remove
    }
}
