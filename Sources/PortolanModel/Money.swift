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
        let rounded = nanos / unit + (nanos % unit >= (unit + 1) / 2 ? 1 : 0)
        var scale: Int64 = 1
        for _ in 0..<places { scale *= 10 }
        guard places > 0 else { return "\(rounded)" }
        let fraction = String(rounded % scale)
        return "\(rounded / scale).\(String(repeating: "0", count: places - fraction.count))\(fraction)"
    }

    /// The amount as a decimal with as many places as it needs, two at least: `0.0225`, `12.00`.
    public var decimal: String {
        var text = formatted(places: 9)
        while text.hasSuffix("0"), text.dropLast().split(separator: ".").last.map({ $0.utf8.count > 1 }) == true { text.removeLast() }
        return text
    }

    /// So many times the amount; what is too much to be held is held as the most that can be.
    public func times(_ quantity: Int) -> Money {
        let product = nanos.multipliedReportingOverflow(by: Int64(max(quantity, 0)))
        return Money(nanos: product.overflow ? Self.most : min(product.partialValue, Self.most), currency: currency)
    }

    /// So many parts of the amount, rounded to a billionth: `over` parts are the whole.
    public func times(_ quantity: Int, over parts: Int) -> Money {
        let parts = Int64(max(1, parts))
        let wide = nanos.multipliedFullWidth(by: Int64(max(quantity, 0)))
        guard wide.high >= 0, wide.high < parts else { return Money(nanos: Self.most, currency: currency) }
        let (quotient, remainder) = parts.dividingFullWidth(wide)
        return Money(nanos: min(quotient + (remainder * 2 >= parts ? 1 : 0), Self.most), currency: currency)
    }

    /// The sum with another amount of the same currency.
    public func plus(_ other: Money) -> Money {
        let sum = nanos.addingReportingOverflow(other.nanos)
        return Money(nanos: sum.overflow ? Self.most : min(sum.partialValue, Self.most), currency: currency)
    }

    /// Nine billion: more than any sum that means something, and far enough from overflow for rounding.
    private static let most: Int64 = 9_000_000_000_000_000_000
}
