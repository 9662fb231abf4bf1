// SPDX-License-Identifier: Apache-2.0
public import PortolanModel

/// What an app's load balancers cost in a month on one target, before any traffic.
public struct AppCost: Hashable, Sendable {
    /// The target's id.
    public var target: String
    /// The costs, by product; load balancers that are paid for together are one of them.
    public var costs: [MonthlyCost]
    /// The sums, one for each currency, sorted by it.
    public var totals: [Money]
    /// Products without a known price, so that the sum lacks them; each once, sorted.
    public var unpriced: [String]
}

extension PriceList {
    /// What load balancers cost on a target.
    ///
    /// - Parameters:
    ///   - balancers: All load balancers that the plan gives the app there.
    ///   - target: The target's id.
    ///   - region: The region; failing one the first whose prices are known.
    /// - Returns: The cost; `nil` where there are no load balancers.
    public func appCost(of balancers: [LoadBalancer], target: String, region: String? = nil) -> AppCost? {
        guard !balancers.isEmpty else { return nil }
        var costs: [MonthlyCost] = []
        var unpriced: Set<String> = []
        func add(_ product: String, _ use: ProductUse) {
            if let cost = monthlyCost(of: product, use: use, region: region) { costs.append(cost) } else { unpriced.insert(product) }
        }
        var pooled: [String: [LoadBalancer]] = [:]
        for balancer in balancers {
            if ProductTerms.of(balancer.product)?.pool == nil {
                add(balancer.product, ProductUse(balancer))
            } else {
                pooled[ProductTerms.poolKey(balancer.product), default: []].append(balancer)
            }
        }
        for (_, members) in pooled.sorted(by: { $0.key < $1.key }) {
            guard let product = members.map(\.product).min() else { continue }
            let uses = members.map { ProductUse($0) }
            let rules = ProductTerms.of(product)?.pool == .balancers ? members.count : uses.reduce(0) { $0 + $1.rules }
            add(product, ProductUse(rules: rules, publicIPv4: uses.reduce(0) { $0 + $1.publicIPv4 }))
        }
        var sums: [String: Int64] = [:]
        for cost in costs { sums[cost.total.currency, default: 0] += cost.total.nanos }
        let totals = sums.sorted { $0.key < $1.key }.map { Money(nanos: $0.value, currency: $0.key) }
        return AppCost(target: target, costs: costs, totals: totals, unpriced: unpriced.sorted())
    }
}
