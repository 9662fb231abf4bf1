// SPDX-License-Identifier: Apache-2.0

import PortolanManifest
public import PortolanModel

extension Catalogue {
    /// A limit or quota of a product.
    public struct Limit: Hashable, Sendable {
        /// What is limited: `listeners`, `source-ranges` and others.
        public var name: String
        /// How many.
        public var value: Int
        /// For each what: `load balancer`, `region` and others.
        public var per: String
        /// Whether the cloud raises it on request.
        public var adjustable: Bool
        /// What of a plan is held against it; `nil` where a plan does not show it.
        public var counts: LimitCount?
        /// The settings that a load balancer has where the limit holds; none where it always does.
        public var when: Settings
        /// The name of the account's quota that takes its place where it was fetched.
        public var quota: String?
        /// Where it was read.
        public var source: String
    }

    /// What of a plan can be held against a limit.
    public enum LimitCount: String, Hashable, Sendable, CaseIterable {
        /// The listeners of a load balancer.
        case listeners
        /// The listeners of a load balancer on each family, over all load balancers of the product.
        case listenersByFamily = "listeners-by-family"
        /// The pools of a load balancer: one a listener, or those that its rules send to.
        case targetGroups = "target-groups"
        /// The target groups of all load balancers of the product.
        case allTargetGroups = "all-target-groups"
        /// The nodes or pods that a load balancer sends to, counted once for each of its pools.
        case targets
        /// The nodes that a load balancer sends to, each once.
        case nodes
        /// The certificates of a load balancer beside the default one of each listener.
        case certificates
        /// The security groups that a load balancer is given.
        case securityGroups = "security-groups"
        /// The size of a load balancer in units or nodes: the number that its cost counts by a setting.
        case units
        /// The load balancers of the product.
        case loadBalancers = "load-balancers"
    }
}

extension CatalogueReader {
    mutating func limit(_ row: YAMLNode) -> Catalogue.Limit {
        check(row, keys: ["name", "value", "per", "adjustable", "counts", "when", "quota", "source"])
        var value = 0
        if case .int(let number)? = row.value("value")?.scalar {
            value = number
        } else {
            fail(row, "a limit needs a whole number as value")
        }
        let counts = Catalogue.LimitCount.allCases.map(\.rawValue).joined(separator: ", ")
        return Catalogue.Limit(
            name: required(row, "name") ?? "", value: value, per: required(row, "per") ?? "", adjustable: flag(row, "adjustable") ?? false,
            counts: choice(row, "counts", Catalogue.LimitCount.init(rawValue:), "one of \(counts)"), when: settings(row, "when"),
            quota: optional(row, "quota"), source: required(row, "source") ?? "")
    }

    /// `65300-65310`.
    mutating func portRange(_ row: YAMLNode, _ key: String) -> ClosedRange<Int>? {
        guard let node = row.value(key) else { return nil }
        let parts = (node.text ?? "").split(separator: "-").map { Int($0) }
        guard parts.count == 2, let first = parts[0], let last = parts[1], (1...65_535).contains(first), (first...65_535).contains(last)
        else {
            fail(node, "\"\(key)\" needs two ports with a hyphen between, 65300-65310 say")
            return nil
        }
        return first...last
    }
}
