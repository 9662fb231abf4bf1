// SPDX-License-Identifier: Apache-2.0

/// An amount of money, exact to a billionth of its currency's unit.
public struct Money: Hashable, Sendable {
    /// Billionths.
    public var nanos: Int64
    /// The currency's ISO 4217 code.
    public var currency: String

    /// Makes an amount from billionths.
    public init(nanos: Int64, currency: String) {
        self.nanos = nanos
        self.currency = currency
    }

    /// Reads a plain decimal such as `0.0225`; `nil` for a sign, an exponent, or more than a billion.
    public init?(decimal text: some StringProtocol, currency: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), let whole = Int64(parts[0]), (0...1_000_000_000).contains(whole),
            parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } })
        else { return nil }
        let fraction = parts.count == 2 ? String(parts[1].prefix(9)) : ""
        guard let billionths = Int64(fraction + String(repeating: "0", count: 9 - fraction.utf8.count)) else { return nil }
        self.init(nanos: whole * 1_000_000_000 + billionths, currency: currency)
    }

    /// The amount as a decimal with two places, or as many as it needs up to nine: `16.43`, `0.0225`.
    public func formatted(places: Int) -> String {
        let places = max(0, min(places, 9))
        var unit: Int64 = 1
        for _ in places..<9 { unit *= 10 }
        let rounded = (nanos + unit / 2) / unit
        var scale: Int64 = 1
        for _ in 0..<places { scale *= 10 }
        guard places > 0 else { return "\(rounded)" }
        let fraction = String(rounded % scale)
        return "\(rounded / scale).\(String(repeating: "0", count: places - fraction.count))\(fraction)"
    }
}

/// What one price is paid for.
public struct PriceItem: RawRepresentable, Hashable, Sendable {
    /// The word in price tables.
    public var rawValue: String

    /// Makes an item.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// The thing itself, with the rules or the size that it includes.
    public static let base = PriceItem(rawValue: "base")
    /// Each rule beyond those included.
    public static let rule = PriceItem(rawValue: "rule")
    /// A unit of traffic such as AWS's LCU; depends on use, hence in no monthly sum.
    public static let capacityUnit = PriceItem(rawValue: "capacity-unit")
}

/// One published price.
public struct Price: Hashable, Sendable {
    /// What one amount pays for.
    public enum Period: String, Hashable, Sendable {
        /// One hour.
        case hour
        /// One month, however long.
        case month
    }

    /// The product id of the exposure contract, or `aws-public-ipv4` and the like for addresses.
    public var product: String
    /// What of it; a size's name where the product comes in sizes.
    public var item: PriceItem
    /// The region in the cloud's own words; empty where the price is the same everywhere.
    public var region: String
    /// The amount for one period.
    public var amount: Money
    /// The period.
    public var period: Period
    /// Where it was published.
    public var provenance: Provenance

    /// Makes a price.
    public init(product: String, item: PriceItem, region: String, amount: Money, period: Period, provenance: Provenance) {
        self.product = product
        self.item = item
        self.region = region
        self.amount = amount
        self.period = period
        self.provenance = provenance
    }

    /// How many hours clouds reckon a month at: 365 days of 24 hours, over twelve.
    public static let hoursPerMonth: Int64 = 730

    /// What it comes to in a month.
    public var monthly: Money {
        Money(nanos: period == .hour ? amount.nanos * Self.hoursPerMonth : amount.nanos, currency: amount.currency)
    }
}
