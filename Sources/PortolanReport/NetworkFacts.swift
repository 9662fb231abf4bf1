// SPDX-License-Identifier: Apache-2.0

import PortolanModel
public import PortolanNetworks
public import PortolanPlan
import PortolanProvider

/// What the clouds publish, as far as it concerns a plan: costs, and the address pools of the regions that are named.
public struct NetworkFacts: Sendable {
    /// The addresses that a cloud's region gives out.
    public struct Pool: Hashable, Sendable {
        /// The cloud's name.
        public var cloud: String
        /// Its region.
        public var region: String
        /// The published ranges, with source and date.
        public var ranges: [PublishedRanges]

        /// Makes a pool.
        public init(cloud: String, region: String, ranges: [PublishedRanges]) {
            self.cloud = cloud
            self.region = region
            self.ranges = ranges
        }
    }

    /// The costs, in the order of the targets; a target without load balancers has none.
    public var costs: [AppCost]
    /// The pools, in the order in which the regions are named.
    public var pools: [Pool]

    /// No facts.
    public static let none = NetworkFacts(costs: [], pools: [])

    /// Puts facts together.
    public init(costs: [AppCost], pools: [Pool]) {
        self.costs = costs
        self.pools = pools
    }

    /// The monthly costs of a plan.
    ///
    /// - Parameters:
    ///   - plan: The plan.
    ///   - prices: What is known of prices.
    ///   - regions: The region by cloud (`aws`).
    public static func costs(of plan: Plan, prices: PriceList, regions: [String: String]) -> [AppCost] {
        plan.targets.enumerated().compactMap { index, target in
            let balancers = plan.endpoints.flatMap { $0.exposures[index].loadBalancers }
            return prices.appCost(of: balancers, target: target.id, region: regions[target.catalogue.provider])
        }
    }
}

extension AppCost {
    /// The sum in words: `16.43 USD`, `free`, `16.43 USD + ?` where a price is not known.
    public var words: String {
        let sums = totals.filter { $0.nanos != 0 }.map { "\($0.formatted(places: 2)) \($0.currency)" }
        guard unpriced.isEmpty else { return (sums + ["?"]).joined(separator: " + ") }
        return sums.isEmpty ? "free" : sums.joined(separator: " + ")
    }
}
