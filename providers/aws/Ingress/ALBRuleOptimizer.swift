// SPDX-License-Identifier: Apache-2.0

import PortolanModel
import PortolanProvider

/// What the controller leaves out of a listener's rules: redirects that lead to themselves, and what stands behind a redirect that takes
/// all of it.
///
/// Source: aws-load-balancer-controller 3.5.0, pkg/ingress/rule_optimizer.go
struct ALBRuleOptimizer {
    let port: Int
    let `protocol`: String
    let release: ControllerRelease

    func optimized(_ rules: [ALBRule]) -> [ALBRule] {
        var redirects = Redirects(seesExpressions: seesExpressions)
        return rules.filter { rule in
            guard !isLoop(rule), !redirects.cover(rule.conditions) else { return false }
            if case .redirect = rule.action { redirects.add(rule.conditions) }
            return true
        }
    }

    /// Whether a path by expression is looked at; where it is not, the rule counts as one for any path.
    private var seesExpressions: Bool { release.has(ALBFeature.redirectsByExpression) }

    private func isLoop(_ rule: ALBRule) -> Bool {
        guard case .redirect(let redirect) = rule.action, !rule.conditions.hasPathExpressions || !seesExpressions else { return false }
        let patterns = rule.conditions.hasPathExpressions ? [] : rule.conditions.pathPatterns
        func keeps(_ value: String?, _ own: String...) -> Bool { value.map(own.contains) ?? true }
        return keeps(redirect.port, "#{port}", String(port)) && keeps(redirect.protocol, "#{protocol}", `protocol`)
            && keeps(redirect.query, "#{query}") && (keeps(redirect.host, "#{host}") || rule.conditions.hosts.contains(redirect.host ?? ""))
            && (keeps(redirect.path, "/#{path}") || patterns.contains(redirect.path ?? ""))
    }

    /// The conditions of redirects by one of their hosts and paths, so that a rule is held against few of them.
    private struct Redirects {
        private struct Key: Hashable {
            var host: String?
            var path: String?
        }

        private struct Sets {
            var hosts: Set<String>
            var paths: Set<String>
        }

        let seesExpressions: Bool
        private var entries: [Sets] = []
        private var places: [Key: [Int]] = [:]

        init(seesExpressions: Bool) { self.seesExpressions = seesExpressions }

        private func patterns(_ conditions: ALBConditions) -> [String] {
            conditions.hasPathExpressions && !seesExpressions ? [] : conditions.pathPatterns
        }

        /// Takes a redirect with conditions on host and path alone; one with others covers nothing.
        mutating func add(_ conditions: ALBConditions) {
            guard conditions.further.isEmpty else { return }
            let patterns = patterns(conditions)
            let takesAnyPath = patterns.isEmpty || patterns.contains("/*")
            let entry = Sets(hosts: Set(conditions.hosts), paths: takesAnyPath ? [] : Set(patterns))
            for host in entry.hosts.isEmpty ? [nil] : entry.hosts.map(Optional.some) {
                for path in entry.paths.isEmpty ? [nil] : entry.paths.map(Optional.some) {
                    places[Key(host: host, path: path), default: []].append(entries.count)
                }
            }
            entries.append(entry)
        }

        /// Whether one of the redirects takes every host and path of a rule, compared as texts.
        func cover(_ conditions: ALBConditions) -> Bool {
            let patterns = patterns(conditions)
            let keys = [
                Key(), Key(host: conditions.hosts.first), Key(path: patterns.first),
                Key(host: conditions.hosts.first, path: patterns.first),
            ]
            return keys.lazy.flatMap { places[$0] ?? [] }.contains { index in
                let entry = entries[index]
                let coversHosts = entry.hosts.isEmpty || (!conditions.hosts.isEmpty && entry.hosts.isSuperset(of: conditions.hosts))
                return coversHosts && (entry.paths.isEmpty || (!patterns.isEmpty && entry.paths.isSuperset(of: patterns)))
            }
        }
    }
}
