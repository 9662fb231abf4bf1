// SPDX-License-Identifier: Apache-2.0
public import PortolanModel

/// What a load balancer costs in a month before any traffic.
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
    /// The rows; none where the product costs nothing.
    public var lines: [Line]
    /// Their sum.
    public var total: Money
    /// What the sum leaves out or assumes.
    public var notes: [String]
}

/// How much of a product is used.
public struct ProductUse: Hashable, Sendable {
    /// Rules: listeners, or forwarding rules' ports.
    public var rules: Int
    /// Public IPv4 addresses.
    public var publicIPv4: Int
    /// Sizes or nodes of the product that are bought together (`size_unit`).
    public var units: Int
    /// The size's name where the product comes in sizes.
    public var size: String?

    /// Makes a use; one of everything is the usual case.
    public init(rules: Int = 1, publicIPv4: Int = 1, units: Int = 1, size: String? = nil) {
        self.rules = rules
        self.publicIPv4 = publicIPv4
        self.units = units
        self.size = size
    }

    /// The use that a planned load balancer makes: one address a subnet where subnets are named and the cloud gives each its own.
    public init(_ balancer: LoadBalancer) {
        let isPublicIPv4 = balancer.scope == .public && balancer.families.contains(.ipv4)
        let perSubnet = balancer.product.hasPrefix("aws-") ? max(1, balancer.subnets.count) : 1
        self.init(
            rules: balancer.listeners.count, publicIPv4: isPublicIPv4 ? perSubnet : 0,
            units: balancer.settings["size_unit"].flatMap { Int($0) }.map { min(max($0, 1), 1000) } ?? 1,
            size: balancer.settings["load_balancer_type"])
    }
}

/// All prices that are known, fetched ones before built-in ones.
public struct PriceList: Hashable, Sendable {
    private var byKey: [Key: [Price]] = [:]

    private struct Key: Hashable, Sendable {
        var product: String
        var item: PriceItem
    }

    /// Makes a list; of prices for the same thing in the same region the first counts.
    public init(_ prices: [Price]) {
        for price in prices { byKey[Key(product: price.product, item: price.item), default: []].append(price) }
    }

    /// The price of an item in a region; failing that one that holds everywhere, failing that the first known region's.
    public func price(_ product: String, _ item: PriceItem, region: String?) -> Price? {
        let known = byKey[Key(product: product, item: item)] ?? []
        return known.first { $0.region == region } ?? known.first { $0.region.isEmpty } ?? known.first
    }

    /// What a product costs in a month; `nil` where no price is known or the use is of a size without one.
    public func monthlyCost(of product: String, use: ProductUse, region: String? = nil) -> MonthlyCost? {
        guard let terms = ProductTerms.of(product) else { return nil }
        guard !terms.isFree else {
            return MonthlyCost(product: product, lines: [], total: Money(nanos: 0, currency: "USD"), notes: terms.notes)
        }
        let size = use.size ?? terms.defaultSize
        guard let base = price(product, size.map { PriceItem(rawValue: $0) } ?? .base, region: region) else { return nil }
        var lines = [line(terms.baseTitle, max(1, use.units), base)]
        if let included = terms.includedRules, use.rules > included {
            guard let rule = price(product, .rule, region: region) else { return nil }
            lines.append(line("rule beyond the included \(included)", use.rules - included, rule))
        }
        if let address = terms.addressProduct, use.publicIPv4 > 0 {
            guard let price = price(address, .base, region: region) else { return nil }
            lines.append(line("public IPv4 address", use.publicIPv4, price))
        }
        // Prices in two currencies have no sum.
        guard lines.allSatisfy({ $0.amount.currency == base.amount.currency }) else { return nil }
        let total = Money(nanos: lines.reduce(0) { $0 + $1.amount.nanos }, currency: base.amount.currency)
        return MonthlyCost(product: product, lines: lines, total: total, notes: terms.notes + regionNotes(lines, region))
    }

    private func line(_ title: String, _ quantity: Int, _ price: Price) -> MonthlyCost.Line {
        let quantity = min(max(quantity, 0), 10_000)
        let monthly = price.monthly
        let amount = monthly.nanos.multipliedReportingOverflow(by: Int64(quantity))
        return MonthlyCost.Line(
            title: title, quantity: quantity, price: price,
            amount: Money(nanos: amount.overflow ? .max / 4 : amount.partialValue, currency: monthly.currency))
    }

    private func regionNotes(_ lines: [MonthlyCost.Line], _ region: String?) -> [String] {
        guard let region else { return [] }
        let others = Set(lines.map(\.price.region)).subtracting(["", region]).sorted()
        return others.isEmpty ? [] : ["no price of \(region) is known: reckoned with that of \(others.joined(separator: ", "))"]
    }
}
