// SPDX-License-Identifier: Apache-2.0

public import PortolanModel
import PortolanProvider

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
    /// Why they have none, each reason with its product, sorted.
    public var reasons: [String]

    /// The sums with the use that was foretold, one for each currency; `nil` where none was.
    public var withUsage: [MoneyRange]?
    /// The sums after adaptation, where the load balancers are others then and cost something else; `nil` where nothing changes.
    public var adapted: [Money]?

    /// Nothing is paid for as written, as where no controller creates anything; what is paid for comes with adaptation.
    public static func none(on target: String, adapted: [Money]) -> AppCost {
        AppCost(target: target, costs: [], totals: [], unpriced: [], reasons: [], adapted: adapted)
    }

    /// The regions that the prices are of, sorted; none where all hold everywhere.
    public var priceRegions: [String] { Set(costs.flatMap(\.priceRegions)).sorted() }

    /// Whether a price is of another region than the one that is asked for.
    public var isAbout: Bool { costs.contains(where: \.isAbout) }
}

extension PriceList {
    /// What load balancers cost on a target.
    ///
    /// - Parameters:
    ///   - balancers: All load balancers that the plan gives the app there; those that share an identity are one.
    ///   - target: The target's id.
    ///   - costs: What the target's products cost.
    ///   - region: The region; failing one the first whose prices are known.
    /// - Returns: The cost; `nil` where there are no load balancers.
    public func appCost(
        of balancers: [PaidLoadBalancer], target: String, _ costs: ProductCosts, region: String? = nil
    ) -> AppCost? {
        guard !balancers.isEmpty else { return nil }
        var sums: [MonthlyCost] = []
        var reasons: [String: Set<String>] = [:]
        for members in Self.paidTogether(balancers, costs) {
            do throws(Unpriced) {
                var cost = try monthlyCost(of: members, costs, region: region)
                let usages = members.compactMap(\.usage)
                if !usages.isEmpty { cost.usage = usageCost(usages.reduce(Usage()) { $0.plus($1) }, of: cost, costs) }
                sums.append(cost)
            } catch {
                for product in Set(members.map(\.balancer.product)) { reasons[product, default: []].insert(error.reason) }
            }
        }
        var totals: [String: Money] = [:]
        for cost in sums { totals[cost.total.currency] = totals[cost.total.currency]?.plus(cost.total) ?? cost.total }
        let unseen = balancers.filter { Self.isUnseen($0, costs) }.map(\.balancer.product)
        if !costs.areFree {
            for product in unseen {
                reasons[product, default: []].insert("the Service in front of it is not in the input, so its load balancer is not counted")
            }
        }
        return AppCost(
            target: target, costs: sums, totals: totals.sorted { $0.key < $1.key }.map(\.value), unpriced: reasons.keys.sorted(),
            reasons: reasons.flatMap { product, texts in texts.map { "\(product): \($0)" } }.sorted(),
            withUsage: Self.withUsage(sums))
    }

    /// Whether a proxy's own load balancer cannot be counted, because nobody has seen the Service in front of it.
    private static func isUnseen(_ paid: PaidLoadBalancer, _ costs: ProductCosts) -> Bool {
        guard paid.balancer.scope == nil, paid.through == nil, let cost = costs[paid.balancer.product] else { return false }
        return cost.items.isEmpty && cost.unknown == nil
    }

    /// The sums with use; `nil` where none was foretold.
    private static func withUsage(_ costs: [MonthlyCost]) -> [MoneyRange]? {
        guard costs.contains(where: { $0.usage != nil }) else { return nil }
        var sums: [String: MoneyRange] = [:]
        for cost in costs {
            let standing = MoneyRange(from: cost.total, to: cost.total)
            let whole = (cost.usage?.lines ?? []).filter { $0.amount.from.currency == cost.total.currency }
                .reduce(standing) { $0.plus($1.amount) }
            sums[cost.total.currency] = sums[cost.total.currency]?.plus(whole) ?? whole
        }
        return sums.sorted { $0.key < $1.key }.map(\.value)
    }

    /// Load balancers in the groups that they are paid for in: alone, or all of a pool; in the order of the plan, the pools last and sorted.
    private static func paidTogether(_ balancers: [PaidLoadBalancer], _ costs: ProductCosts) -> [[PaidLoadBalancer]] {
        var groups: [[PaidLoadBalancer]] = []
        var pools: [String: [PaidLoadBalancer]] = [:]
        var seen: Set<[String]> = []
        for paid in balancers {
            if let identity = paid.balancer.identity, !seen.insert([paid.balancer.product, identity]).inserted { continue }
            if let pool = costs[paid.balancer.product]?.pool { pools[pool, default: []].append(paid) } else { groups.append([paid]) }
        }
        return groups + pools.sorted { $0.key < $1.key }.map(\.value)
    }
}
