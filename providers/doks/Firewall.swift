// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel
import PortolanProvider

/// The load balancer's own firewall: `ip:…` and `cidr:…` rules, which the controller passes on unread.
struct Firewall {
    let allow: [String]
    let deny: [String]

    var settings: Settings {
        var settings = Settings()
        for (name, rules) in [("firewall.allow", allow), ("firewall.deny", deny)] {
            let text = rules.joined(separator: ",")
            settings[name] = text.isEmpty ? nil : text
        }
        return settings
    }

    /// The CIDRs that may connect; `nil` where no rule limits clients of these families.
    ///
    /// What is no address is left to DigitalOcean.
    func sourceRanges(for families: [IPFamily]) -> [String]? {
        let ranges = Set(allow.compactMap(Self.range))
        let letsAllIn = (families.isEmpty ? [.ipv4] : families).allSatisfy { family in
            ranges.contains { $0.family == family && $0.length == 0 }
        }
        guard !ranges.isEmpty, !letsAllIn else { return nil }
        return ranges.sorted { ($0.address, $0.length) < ($1.address, $1.length) }.map(\.description)
    }

    private static func range(_ rule: String) -> IPPrefix? {
        if rule.hasPrefix("cidr:") { return SourceRanges.sloppy(String(rule.dropFirst(5)))?.masked }
        guard rule.hasPrefix("ip:"), let address = IPAddress(rule.dropFirst(3)) else { return nil }
        return IPPrefix(address: address, length: address.bitCount)
    }
}

extension LoadBalancerRequest {
    /// The rules: those of the annotations, save that the Service's source ranges stand in for the allow rules.
    ///
    /// The ranges are sent in no particular order; here they are sorted. Source: loadbalancers.go:1224
    func firewall() throws(GoError) -> Firewall {
        let deny = rules(.denyRules)
        guard !service.loadBalancerSourceRanges.isEmpty, release.has(DOKSFeature.sourceRanges) else {
            return Firewall(allow: rules(.allowRules), deny: deny)
        }
        guard let ranges = SourceRanges.parse(service.loadBalancerSourceRanges) else {
            throw GoError(
                "failed to get source range rules: failed to parse spec.loadBalancerSourceRanges "
                    + "[\(service.loadBalancerSourceRanges.map { "\"\($0)\"" }.joined(separator: " "))]: "
                    + "invalid CIDR address (expected format for an IP address is 10.0.0.0/24)")
        }
        return Firewall(allow: ranges.map { "cidr:\($0)" }.sorted(), deny: deny)
    }

    // Source: loadbalancers.go:1534
    private func rules(_ key: AnnotationKey) -> [String] {
        guard let text = service[key], !text.isEmpty else { return [] }
        return GoValue.split(text).map { $0.trimmingSpaces() }
    }
}
