// SPDX-License-Identifier: Apache-2.0

public import PortolanModel

/// What one price is paid for.
public struct PriceItem: RawRepresentable, Hashable, Sendable {
    /// The word in price tables.
    public var rawValue: String

    /// Makes an item.
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// One published price.
public struct Price: Hashable, Sendable {
    /// What one amount pays for.
    public enum Period: String, Hashable, Sendable {
        /// One hour.
        case hour
        /// One month, however long.
        case month
        /// No time: an amount of use.
        case once
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
        period == .hour ? amount.times(Int(Self.hoursPerMonth)) : amount
    }
}
