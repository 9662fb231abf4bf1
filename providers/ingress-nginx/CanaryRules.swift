// SPDX-License-Identifier: Apache-2.0

import PortolanModel

/// A location's Service with its canary: the conditions of header and cookie in the order in which they are asked, then the share.
///
/// Source: ingress-nginx v1.15.1 rootfs/etc/nginx/lua/balancer.lua:194.
struct CanaryRules {
    /// Hosts, path, access and settings.
    let rule: Rule
    let upstream: Upstream
    let upstreams: [String: Upstream]

    func rules() -> [Rule] {
        let primary = backend(upstream)
        // Only the first canary counts, and only where both have endpoints.
        guard upstream.destination.failure == nil, let name = upstream.alternatives.first, let canary = upstreams[name],
            canary.destination.failure == nil
        else { return [sending([primary])] }
        let shaping = canary.canary ?? Annotations.Canary(isEnabled: true)
        let conditions = headerRules(shaping, primary, backend(canary)) + cookieRules(shaping, primary, backend(canary))
        return conditions + [share(shaping, primary, backend(canary))]
    }

    private func backend(_ upstream: Upstream) -> WeightedBackend {
        let destination = upstream.destination
        return WeightedBackend(service: destination.service, port: destination.port, failure: destination.failure)
    }

    private func sending(_ backends: [WeightedBackend]) -> Rule {
        var rule = rule
        rule.backends = backends
        return rule
    }

    /// What the weight leaves to chance; a total below 100 counts as 100.
    private func share(_ canary: Annotations.Canary, _ primary: WeightedBackend, _ other: WeightedBackend) -> Rule {
        let total = max(100, canary.total)
        var rule: Rule
        if canary.weight <= 0 {
            rule = sending([primary])
        } else if canary.weight >= total {
            rule = sending([other])
        } else {
            var (primary, other) = (primary, other)
            primary.weight = total - canary.weight
            other.weight = canary.weight
            rule = sending([primary, other])
        }
        rule.settings["canary"] = other.service
        rule.settings["canary-by-header"] = canary.header
        rule.settings["canary-by-header-value"] = canary.headerValue
        rule.settings["canary-by-header-pattern"] = canary.headerPattern
        rule.settings["canary-by-cookie"] = canary.cookie
        return rule
    }

    private func condition(_ match: ValueMatch, _ backend: WeightedBackend) -> Rule {
        var rule = sending([backend])
        rule.headers.append(match)
        rule.isUnlisted = true
        return rule
    }

    private func headerRules(_ canary: Annotations.Canary, _ primary: WeightedBackend, _ other: WeightedBackend) -> [Rule] {
        guard let name = canary.header else { return [] }
        if let value = canary.headerValue { return [condition(ValueMatch(name: name, .exact, value), other)] }
        if let pattern = canary.headerPattern {
            return [condition(ValueMatch(name: name, .regex, "(?s).*(?:\(pattern)).*"), other)]
        }
        return [
            condition(ValueMatch(name: name, .exact, "always"), other), condition(ValueMatch(name: name, .exact, "never"), primary),
        ]
    }

    private func cookieRules(_ canary: Annotations.Canary, _ primary: WeightedBackend, _ other: WeightedBackend) -> [Rule] {
        guard let name = canary.cookie else { return [] }
        let quoted = name.map { "\\.+*?()|[]{}^$".contains($0) ? "\\\($0)" : String($0) }.joined()
        return [("always", other), ("never", primary)].map { value, backend in
            condition(ValueMatch(name: "Cookie", .regex, "(?s)(?:.*;)?\\s*(?i:\(quoted))=\(value)(?:;.*)?"), backend)
        }
    }
}
