// SPDX-License-Identifier: Apache-2.0

import PortolanModel

extension ALBRule {
    /// More combinations than this stand for a rule that AWS refuses anyhow: it takes five values.
    private static let mostElements = 64

    /// The elements of the contract that say the same: one for each combination of a path, header and query value.
    func elements() throws(Refusal) -> [Rule] {
        var rules = [bare]
        try spread(&rules, over: conditions.paths) { $0.path = $1 }
        try spread(&rules, over: conditions.hostExpressions) { $0.headers.append(ValueMatch(name: "Host", .regex, $1)) }
        for condition in conditions.further {
            switch condition {
            case .header(let name, let values, let isExpression):
                try spread(&rules, over: values) { $0.headers.append(ValueMatch(name: name, isExpression ? .regex : .pattern, $1)) }
            case .query(let values):
                try spread(&rules, over: values) { $0.query.append(ValueMatch(name: $1.key, .pattern, $1.value)) }
            case .methods(let methods):
                for index in rules.indices { rules[index].methods = both(rules[index].methods, methods) }
            case .sourceIP(let ranges):
                for index in rules.indices { rules[index].sourceRanges = both(rules[index].sourceRanges ?? [], ranges) }
            }
        }
        return rules
    }

    /// The rule without what has alternatives.
    private var bare: Rule {
        var rule = Rule(hosts: conditions.hosts.map { $0.lowercased() }, auth: authentication, origin: origin)
        switch action {
        case .forward(let forward):
            rule.backends = forward.targets.map(\.backend)
            if rule.backends.count == 1 { rule.backends[0].weight = nil }
            rule.settings = forward.settings
        case .redirect(let redirect): rule.redirect = redirect.redirect
        case .fixed(let fixed): rule.fixed = fixed
        }
        if let url = transforms.first(where: { $0.kind == .url }) {
            rule.rewrite = Rewrite(path: PathRewrite(.regex, url.replacement, expression: url.expression))
            rule.settings["UrlRewriteConfig.Regex"] = url.expression
            if rule.redirect?.path == nil { rule.redirect?.pathRewrite = rule.rewrite?.path }
        }
        if let host = transforms.first(where: { $0.kind == .host }) {
            rule.rewrite = Rewrite(host: host.replacement, path: rule.rewrite?.path, hostExpression: host.expression)
            rule.settings["HostHeaderRewriteConfig.Regex"] = host.expression
        }
        return rule
    }

    private func spread<Value>(_ rules: inout [Rule], over values: [Value], _ add: (inout Rule, Value) -> Void) throws(Refusal) {
        guard !values.isEmpty else { return }
        guard rules.count <= Self.mostElements / max(1, min(values.count, Self.mostElements)), values.count <= Self.mostElements else {
            throw Refusal(deploying: "AWS refuses a rule with \(conditions.valueCount) condition values: it takes five")
        }
        rules = rules.flatMap { rule in
            values.map { value in
                var copy = rule
                add(&copy, value)
                return copy
            }
        }
    }

    /// What holds where two conditions of one kind must both hold.
    private func both(_ first: [String], _ second: [String]) -> [String] {
        first.isEmpty ? second : first.filter(second.contains)
    }
}

extension ALBAction {
    /// The pools that it sends to.
    var pools: [String] {
        guard case .forward(let forward) = self else { return [] }
        return forward.targets.compactMap(\.pool)
    }
}
