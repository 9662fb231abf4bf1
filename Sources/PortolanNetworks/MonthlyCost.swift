// SPDX-License-Identifier: Apache-2.0

public import PortolanModel
import PortolanProvider

/// What load balancers that are paid for together cost in a month before any traffic: one mostly, or all of a cluster that share a price.
public struct MonthlyCost: Hashable, Sendable {
    /// One row of the sum.
    public struct Line: Hashable, Sendable {
        /// What is paid for: `load balancer`, `rule beyond the included 5`, `public IPv4 address`.
        public var title: String
        /// How many of it.
        public var quantity: Int
        /// The price of one, with region, source and date.
        public var price: Price
        /// Quantity × monthly price.
        public var amount: Money
    }

    /// The product.
    public var product: String
    /// The region that is asked for: by the manifest, or by the user; `nil` where nobody names one.
    public var region: String?
    /// The rows; none where the product costs nothing.
    public var lines: [Line]
    /// Their sum.
    public var total: Money
    /// What the sum leaves out or assumes.
    public var notes: [String]
    /// What the use that was foretold costs besides; `nil` where none was.
    public var usage: UsageCost?

    /// The regions that its prices are of, sorted; none where they hold everywhere.
    public var priceRegions: [String] { Set(lines.map(\.price.region)).subtracting([""]).sorted() }

    /// Whether a price is another region's than the one asked for.
    public var isAbout: Bool { region != nil && priceRegions.contains { $0 != region } }
}

/// Why there is no sum.
struct Unpriced: Error {
    let reason: String
}

extension PriceList {
    /// What load balancers that are paid for together cost in a month before any traffic.
    ///
    /// - Parameters:
    ///   - members: The load balancers, all of products with a cost.
    ///   - costs: What the products cost.
    ///   - named: The region that the user names.
    func monthlyCost(of members: [PaidLoadBalancer], _ costs: ProductCosts, region named: String?) throws(Unpriced) -> MonthlyCost {
        guard let first = members.min(by: { $0.balancer.product < $1.balancer.product }), let cost = costs[first.balancer.product] else {
            throw Unpriced(reason: "no price is known")
        }
        if let reason = cost.unknown { throw Unpriced(reason: reason) }
        let product = first.balancer.product
        let region = cost.region.flatMap { first.balancer.settings[$0] } ?? named
        let size = cost.size.map { first.size($0) }
        if let size, !cost.items.contains(where: { $0.size == size }) { throw Unpriced(reason: "no price of the size \(size) is known") }
        var lines: [MonthlyCost.Line] = []
        for item in cost.items where item.size == nil || item.size == size {
            guard !item.isUsage else { continue }
            let quantity = quantity(of: item, members, costs)
            guard quantity > 0 else { continue }
            guard let price = price(of: item, product: product, region: region) else {
                throw Unpriced(reason: "no price of the \(item.title) is known")
            }
            lines.append(MonthlyCost.Line(title: item.title, quantity: quantity, price: price, amount: price.monthly.times(quantity)))
        }
        let currencies = Set(lines.map(\.amount.currency))
        guard currencies.count < 2 else { throw Unpriced(reason: "its prices are in \(currencies.sorted().joined(separator: " and "))") }
        let none = Money(nanos: 0, currency: currencies.first ?? cost.items.first?.prices.first?.amount.currency ?? "USD")
        var result = MonthlyCost(
            product: product, region: region, lines: lines, total: lines.reduce(none) { $0.plus($1.amount) }, notes: cost.notes,
            usage: nil)
        if result.isAbout, let region {
            let others = result.priceRegions.filter { $0 != region }.joined(separator: ", ")
            result.notes.append("no price of \(region) is known: reckoned with that of \(others)")
        }
        return result
    }

    /// How many of an item are paid for beyond what is included, over all members that their products sell it with.
    private func quantity(of item: Catalogue.CostItem, _ members: [PaidLoadBalancer], _ costs: ProductCosts) -> Int {
        if item.count == .pool { return 1 }
        var sum = 0
        var shared: Set<[String]> = []
        for member in members {
            guard
                let own = costs[member.balancer.product]?.items.first(where: {
                    $0.id == item.id && $0.product == item.product && $0.size == item.size
                })
            else { continue }
            let counted = member.quantity(of: own.count)
            // Load balancers that name the same address have it once.
            if own.count == .publicIPv4, counted > 0, !member.requested.isEmpty, !shared.insert(member.requested.sorted()).inserted {
                continue
            }
            sum += min(counted, 1_000_000)
        }
        guard sum + item.extra > 0 else { return 0 }
        let steps = (sum + item.extra + item.step - 1) / item.step
        return max(0, steps - item.included)
    }
}

extension Catalogue.CostItem {
    /// Whether it is paid by use, and so in no sum before traffic.
    var isUsage: Bool {
        switch count {
        case .gigabyte, .capacityUnit: true
        default: false
        }
    }
}
