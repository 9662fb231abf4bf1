// SPDX-License-Identifier: Apache-2.0

import PortolanGatewayAPI
import PortolanModel
import PortolanRegex

/// Says the neutral rules of one host in the words of the Gateway API.
struct GatewayRules {
    let target: GatewayTarget
    /// Whether rules whose restriction of who is let in would be lost are written all the same.
    let allowsOpen: Bool
    /// The Service's port for a name, where the input has the Service.
    let port: (_ service: String, _ port: PortValue?) -> Int?
    /// Whether a Service takes gRPC or HTTPS, by the home's pools.
    private(set) var losses: [MoveLoss] = []

    init(_ target: GatewayTarget, allowsOpen: Bool, port: @escaping (String, PortValue?) -> Int?) {
        self.target = target
        self.allowsOpen = allowsOpen
        self.port = port
    }

    /// A rule with the Ingress that it comes from.
    struct Placed: Hashable {
        var origin: ObjectReference
        var rule: GatewayRule
    }

    /// The rules of a host in their order.
    mutating func rules(of host: [NeutralRule], named name: String) -> [Placed] {
        let rules = Self.collapsed(host)
        let first = rules.lazy.compactMap(\.origin).first?.object
        // A prefix can be replaced in a prefix only; where one is, expressions that mean one are told as prefixes, which all rank alike.
        let usesPrefixes =
            rules.contains { rule in
                if case .prefix? = rule.pathRewrite { return true }
                return false
            } || !target.takesExpressions
        var result: [Placed] = []
        var taken: Set<GatewayRule.Match> = []
        for (index, rule) in rules.enumerated() {
            guard let origin = rule.origin?.object ?? first else { continue }
            for made in self.rules(rule, usesPrefixes: usesPrefixes, behind: rules[(index + 1)...], host: name) {
                var made = made
                made.matches.removeAll { !taken.insert($0).inserted }
                if !made.matches.isEmpty { result.append(Placed(origin: origin, rule: made)) }
            }
        }
        return Self.joined(result)
    }

    /// Rules of one answer that run up to one for all paths are that one.
    private static func collapsed(_ rules: [NeutralRule]) -> [NeutralRule] {
        guard let last = rules.last, last.path.form == .any, !last.isConditional, last.pathRewrite == nil else { return rules }
        let tail = rules.reversed().prefix { $0.answer == last.answer }.count
        return Array(rules.dropLast(tail)) + [last]
    }

    /// Neighbours that differ in their matches alone are one rule.
    private static func joined(_ rules: [Placed]) -> [Placed] {
        var result: [Placed] = []
        for one in rules {
            if let last = result.last, last.origin == one.origin, !one.rule.replacesPrefix, last.rule.answersLike(one.rule),
                last.rule.matches.count + one.rule.matches.count <= 8
            {
                result[result.count - 1].rule.matches += one.rule.matches
            } else {
                result.append(one)
            }
        }
        return result
    }

    // MARK: One rule

    private mutating func rules(
        _ rule: NeutralRule, usesPrefixes: Bool, behind: ArraySlice<NeutralRule>, host: String
    ) -> [GatewayRule] {
        guard let path = path(rule.path, usesPrefixes: usesPrefixes) else {
            lose(rule, host, "the path is told by an expression, which \(target.controller) is not known to take; it is left out")
            return []
        }
        var result: [GatewayRule] = []
        var base = made(rule, path, host)
        base.matches = matches(rule, path)
        if case .prefix(let value) = path {
            // What the prefix takes beside what was meant: the path without the slash at its end.
            if !rule.path.takes(value), !rule.isConditional, let next = behind.first(where: { $0.path.takes(value) && !$0.isConditional }) {
                var guarding = made(next, .exact(value), host)
                guarding.matches = matches(next, .exact(value))
                result.append(guarding)
            }
            // A replaced prefix never ends in a slash, where the path is the prefix alone.
            if let bare = bareRule(rule, base, value) { result.append(bare) }
        }
        return result + [base]
    }

    /// `/x` to `/y/` beside `/x/z` to `/y/z`, where the home's rule makes it so.
    private func bareRule(_ rule: NeutralRule, _ base: GatewayRule, _ value: String) -> GatewayRule? {
        guard case .regex(let pattern) = rule.path.form, case .prefix(_, let replacement)? = rule.pathRewrite, !replacement.isEmpty,
            pattern.contains("(/|$)"), case .forward = base.action
        else { return nil }
        var bare = base
        bare.pathChange = .full(replacement + "/")
        bare.matches = bare.matches.map { match in
            var match = match
            match.path = .exact(value)
            return match
        }
        return bare
    }

    /// The path of a match; `nil` where it cannot be told.
    private func path(_ path: NeutralPath, usesPrefixes: Bool) -> GatewayRule.Path? {
        let flag = path.ignoresCase ? "(?i)" : ""
        let keepsExpressions = target.takesExpressions && !usesPrefixes
        switch path.form {
        case .any: return .prefix("/")
        case .exact(let value):
            guard value.isGatewayPath else { return nil }
            return .exact(value)
        case .elements(let value): return value.isGatewayPath ? .prefix(value) : nil
        case .bytes(let value):
            let base = value.hasSuffix("/") ? String(value.dropLast()) : value
            guard base.isGatewayPath || base.isEmpty else { return nil }
            if !keepsExpressions || value.hasSuffix("/") { return .prefix(base.isEmpty ? "/" : base) }
            return .regex(flag + RegexText.quoted(value) + ".*")
        case .regex(let value):
            if keepsExpressions, RE2Syntax.accepts(value) { return .regex(flag + value) }
            if let prefix = Self.prefix(of: value), usesPrefixes { return .prefix(prefix) }
            return target.takesExpressions && RE2Syntax.accepts(value) ? .regex(flag + value) : nil
        }
    }

    /// The prefix that an expression stands for: a text, and then anything.
    static func prefix(of expression: String) -> String? {
        let (literal, rest) = RegexText.split(expression)
        let tails: Set<String> = [
            "(/|$)(.*)", "(?:/|$)(.*)", "(.*)", "/(.*)", "?(.*)", "(/?)(.*)", "(/(.*))?", "(/.*)?", "(/.*)", "(|/.*)", ".*", "/.*", "(.+)",
            "(/|$)", "(/|$).*", "/?(.*)", "/?.*", "(/|$)(.+)", "(/?|$)(.*)", "/*(.*)", "(/|/.*)?", "(/.*)?.*",
        ]
        guard tails.contains(rest) else { return nil }
        let base = literal.hasSuffix("/") ? String(literal.dropLast()) : literal
        return base.isEmpty ? "/" : base.isGatewayPath ? base : nil
    }

    private func matches(_ rule: NeutralRule, _ path: GatewayRule.Path) -> [GatewayRule.Match] {
        let methods: [String?] = rule.methods.isEmpty ? [nil] : rule.methods
        return methods.map { method in
            GatewayRule.Match(path: path, method: method, headers: rule.headers.map(\.asExpression), query: rule.query.map(\.asExpression))
        }
    }

    private mutating func made(_ rule: NeutralRule, _ path: GatewayRule.Path, _ host: String) -> GatewayRule {
        var result = GatewayRule(matches: [], action: action(of: rule, path, host))
        result.access = rule.access
        guard case .forward(let backends) = rule.action else { return result }
        if !target.canKeep(rule.access) {
            guard allowsOpen else {
                loses(
                    .danger, rule, host,
                    "\(rule.access.words) at home, which \(target.controller) cannot be told here: it is written without backends and answers 500, so that nobody gets in; --allow-open writes it open"
                )
                result.action = .closed(reason: rule.access.words, backends: backends)
                result.access = Access()
                return result
            }
            loses(.danger, rule, host, "\(rule.access.words) at home; here it is open to everybody, as --allow-open wants it")
            result.access = Access()
        }
        result.hostRewrite = rule.hostRewrite
        if rule.hostRewrite != nil, !target.has("HTTPRouteHostRewrite") { lack("HTTPRouteHostRewrite", rule, host) }
        result.pathChange = pathChange(rule, path, host)
        result.requestHeaders = rule.requestHeaders
        result.responseHeaders = rule.responseHeaders
        if !rule.responseHeaders.isEmpty, !target.has("HTTPRouteResponseHeaderModification") {
            lack("HTTPRouteResponseHeaderModification", rule, host)
            result.responseHeaders = HeaderChanges()
        }
        if let cors = rule.cors {
            if target.has("HTTPRouteCORS") { result.cors = cors } else { lack("HTTPRouteCORS", rule, host) }
        }
        mirrors(of: rule, host, into: &result)
        result.timeout = timeout(of: rule, host)
        return result
    }

    private mutating func mirrors(of rule: NeutralRule, _ host: String, into result: inout GatewayRule) {
        guard !rule.mirrors.isEmpty else { return }
        for mirror in rule.mirrors {
            guard mirror.contains("/"), !mirror.contains("://"), let number = port(mirror, nil) else {
                lose(rule, host, "copies of its requests went to \(mirror); a Gateway sends copies to a Service of the input only")
                continue
            }
            guard target.has("HTTPRouteRequestMirror") else {
                lack("HTTPRouteRequestMirror", rule, host)
                continue
            }
            result.mirrors.append(WeightedBackend(service: mirror, port: .number(number)))
        }
    }

    /// A time that was raised so that long requests get through.
    private mutating func timeout(of rule: NeutralRule, _ host: String) -> Int? {
        let names = ["proxy_read_timeout", "proxy_send_timeout"]
        let seconds = names.compactMap { rule.settings[$0] }.compactMap { Int($0.hasSuffix("s") ? $0.dropLast() : $0[...]) }
        guard let most = seconds.max(), most > 60 else { return nil }
        guard target.has("HTTPRouteRequestTimeout") else {
            lack("HTTPRouteRequestTimeout", rule, host)
            return nil
        }
        return most
    }

    // MARK: Losses

    mutating func lack(_ feature: String, _ rule: NeutralRule, _ host: String) {
        let isKnown = target.report?.support(of: feature) == .unsupported
        loses(
            .loss, rule, host,
            "it needs \(feature), which \(target.controller) \(isKnown ? "reports as unsupported" : "was never tested for")")
    }

    mutating func lose(_ rule: NeutralRule, _ host: String, _ words: String) { loses(.loss, rule, host, words) }

    private mutating func loses(_ weight: MoveLoss.Weight, _ rule: NeutralRule, _ host: String, _ words: String) {
        losses.append(MoveLoss(weight, "\(host)\(rule.path.words): \(words)"))
    }
}
