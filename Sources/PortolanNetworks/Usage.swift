// SPDX-License-Identifier: Apache-2.0

public import PortolanModel
import PortolanProvider

/// How much an app is used in a month, as far as somebody knows it.
public struct Usage: Hashable, Sendable {
    /// What passes through, in both directions: megabytes (millions of bytes) in a month.
    public var megabytes: Int?
    /// Connections that begin, in a month; spread evenly.
    public var newConnections: Int?
    /// Connections that are open, on average.
    public var openConnections: Int?

    /// Makes a usage.
    public init(megabytes: Int? = nil, newConnections: Int? = nil, openConnections: Int? = nil) {
        self.megabytes = megabytes
        self.newConnections = newConnections
        self.openConnections = openConnections
    }

    /// Both together; what one of them does not say is not known of both.
    func plus(_ other: Usage) -> Usage {
        func sum(_ one: Int?, _ two: Int?) -> Int? {
            guard let one, let two else { return one ?? two }
            let (sum, overflow) = one.addingReportingOverflow(two)
            return overflow ? .max / 4 : sum
        }
        return Usage(
            megabytes: sum(megabytes, other.megabytes), newConnections: sum(newConnections, other.newConnections),
            openConnections: sum(openConnections, other.openConnections))
    }

    /// One of so many equal parts.
    public func share(of parts: Int) -> Usage {
        func part(_ whole: Int?) -> Int? { whole.map { $0 / max(1, parts) } }
        return Usage(megabytes: part(megabytes), newConnections: part(newConnections), openConnections: part(openConnections))
    }
}

/// A sum that lies between two amounts.
public struct MoneyRange: Hashable, Sendable {
    /// The least.
    public var from: Money
    /// The most; `nil` where not enough is known to say.
    public var to: Money?

    /// Adds another range of the same currency.
    func plus(_ other: MoneyRange) -> MoneyRange {
        var most: Money?
        if let to, let more = other.to { most = to.plus(more) }
        return MoneyRange(from: from.plus(other.from), to: most)
    }
}

/// What a use of load balancers costs besides what they cost without any.
public struct UsageCost: Hashable, Sendable {
    /// One thing that is paid by use.
    public struct Line: Hashable, Sendable {
        /// What is paid for.
        public var title: String
        /// The price of one.
        public var price: Price
        /// What it comes to in a month.
        public var amount: MoneyRange
    }

    /// The rows; none where use costs nothing, up to what is included.
    public var lines: [Line]
}

extension PriceList {
    /// What the use of load balancers that are paid for together costs in a month.
    ///
    /// A capacity unit is paid for by the hour, and each hour that dimension counts which needs most. Over a month the sum lies between the
    /// dimension that needs most on the whole, where all rise and fall together, and all of them added, where each is high when the others are
    /// low. Where a dimension is not known only the least can be said.
    func usageCost(_ usage: Usage, of cost: MonthlyCost, _ costs: ProductCosts) -> UsageCost {
        let items = (costs[cost.product]?.items ?? []).filter(\.isUsage)
        return UsageCost(
            lines: items.compactMap { item in
                guard let price = price(of: item, product: cost.product, region: cost.region) else { return nil }
                switch item.count {
                case .gigabyte:
                    guard let megabytes = usage.megabytes else { return nil }
                    let amount = price.amount.times(megabytes, over: 1_000)
                    return UsageCost.Line(title: item.title, price: price, amount: MoneyRange(from: amount, to: amount))
                case .capacityUnit(let unit):
                    let needs = usage.unitHours(unit)
                    let known = needs.compactMap { $0 }
                    guard !known.isEmpty else { return nil }
                    let least = price.amount.times(known.max() ?? 0, over: 1_000)
                    let most = needs.contains(nil) ? nil : price.amount.times(known.reduce(0, +), over: 1_000)
                    return UsageCost.Line(title: item.title, price: price, amount: MoneyRange(from: least, to: most))
                default: return nil
                }
            })
    }
}

extension Usage {
    /// How many thousandths of unit-hours each dimension needs in a month: traffic, new connections, open connections; `nil` for one that is not
    /// known.
    fileprivate func unitHours(_ unit: Catalogue.CapacityUnit) -> [Int?] {
        func thousandths(_ amount: Int?, _ enough: Int) -> Int? {
            guard let amount, enough > 0 else { return amount == nil ? nil : 0 }
            let (product, overflow) = amount.multipliedReportingOverflow(by: 1_000)
            return overflow ? .max / 4 : product / enough
        }
        return [
            thousandths(megabytes, unit.megabytesPerHour),
            thousandths(newConnections, unit.newConnections * 3_600),
            thousandths(openConnections.map { $0 * Int(Price.hoursPerMonth) }, unit.activeConnections),
        ]
    }
}
