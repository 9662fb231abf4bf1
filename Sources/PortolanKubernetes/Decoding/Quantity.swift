// SPDX-License-Identifier: Apache-2.0

import PortolanManifest

/// An amount of a resource, exact to a billionth, as the API server rounds it.
// Source: apimachinery v0.34.9 pkg/api/resource/quantity.go, suffix.go.
struct Quantity: Comparable {
    /// Billionths of the unit.
    let nanos: Int128

    static let zero = Quantity(nanos: 0)

    private static let billion: Int128 = 1_000_000_000
    /// What no amount exceeds: an int64's whole units.
    private static let limit = Int128(Int64.max) * billion

    init(nanos: Int128) { self.nanos = max(-Self.limit, min(nanos, Self.limit)) }

    /// Reads a signed decimal number and its suffix; `nil` for what is no quantity.
    init?(_ text: String) { self.init(text[...]) }

    /// Reads a part of a text.
    init?(_ text: Substring) {
        var rest = text.utf8
        let isNegative = rest.first == UInt8(ascii: "-")
        if isNegative || rest.first == UInt8(ascii: "+") { rest = rest.dropFirst() }
        let whole = rest.prefix(while: Self.isDigit)
        rest = rest.dropFirst(whole.count)
        var fraction = rest.prefix(0)
        if rest.first == UInt8(ascii: ".") {
            fraction = rest.dropFirst().prefix(while: Self.isDigit)
            rest = rest.dropFirst(1 + fraction.count)
        }
        guard whole.count + fraction.count > 0, let scale = Self.scale(Substring(rest)) else { return nil }
        var amount: Int128 = 0
        // Beyond these digits an amount is cut or rounded away, whatever its suffix.
        for byte in whole.drop(while: { $0 == UInt8(ascii: "0") }).prefix(30) { amount = amount * 10 + Self.value(byte) }
        if whole.drop(while: { $0 == UInt8(ascii: "0") }).count > 30 { amount = .max / 1_000_000_000_000 }
        let magnitude = Self.scaled(amount, Array(fraction.prefix(18)), by: scale)
        self.init(nanos: isNegative ? -magnitude : magnitude)
    }

    /// Whether there is no fraction of the unit.
    var isWhole: Bool { nanos % Self.billion == 0 }

    /// Reads what most amounts are, without making a text: digits, no zero in front, and a suffix; `nil` says only that a closer look is needed.
    init?(common bytes: UnsafeBufferPointer<UInt8>) {
        var (number, index): (Int, Int) = (0, 0)
        while index < bytes.count, index < 12, Self.isDigit(bytes[index]) {
            number = number * 10 + Int(bytes[index] - UInt8(ascii: "0"))
            index += 1
        }
        guard index > 0, bytes[0] != UInt8(ascii: "0") || index == 1 else { return nil }
        let unit: Int128
        switch (bytes.count - index, index < bytes.count ? bytes[index] : 0) {
        case (0, _): unit = Self.billion
        case (1, UInt8(ascii: "m")): unit = Self.billion / 1000
        case (1, UInt8(ascii: "M")): unit = Self.billion * 1_000_000
        case (1, UInt8(ascii: "G")): unit = Self.billion * 1_000_000_000
        case (2, UInt8(ascii: "K")) where bytes[index + 1] == UInt8(ascii: "i"): unit = Self.billion << 10
        case (2, UInt8(ascii: "M")) where bytes[index + 1] == UInt8(ascii: "i"): unit = Self.billion << 20
        case (2, UInt8(ascii: "G")) where bytes[index + 1] == UInt8(ascii: "i"): unit = Self.billion << 30
        default: return nil
        }
        self.init(nanos: Int128(number) * unit)
    }

    /// Rounded up to a thousandth.
    var roundedUp: Quantity {
        let thousandth = Self.billion / 1000
        let rest = nanos % thousandth
        return rest == 0 ? self : Quantity(nanos: nanos - rest + (rest > 0 ? thousandth : 0))
    }

    static func + (left: Self, right: Self) -> Quantity { Quantity(nanos: left.nanos + right.nanos) }

    static func < (left: Self, right: Self) -> Bool { left.nanos < right.nanos }

    /// What remains of dividing one amount by another; 0 where the other is.
    func remainder(dividingBy other: Quantity) -> Quantity { Quantity(nanos: other.nanos == 0 ? 0 : nanos % other.nanos) }

    // MARK: Scales

    private enum Scale {
        case binary(Int)
        case decimal(Int)
    }

    private static func scale(_ suffix: Substring) -> Scale? {
        if let scale = scales[suffix] { return scale }
        guard let first = suffix.utf8.first, first == UInt8(ascii: "e") || first == UInt8(ascii: "E") else { return nil }
        let digits = suffix.utf8.dropFirst()
        let unsigned = digits.first == UInt8(ascii: "+") || digits.first == UInt8(ascii: "-") ? digits.dropFirst() : digits
        guard !unsigned.isEmpty, unsigned.allSatisfy(isDigit) else { return nil }
        let exponent = unsigned.reduce(0) { min($0 * 10 + Int(value($1)), 1000) }
        return .decimal(digits.first == UInt8(ascii: "-") ? -exponent : exponent)
    }

    private static let scales: [Substring: Scale] = [
        "": .decimal(0), "n": .decimal(-9), "u": .decimal(-6), "m": .decimal(-3), "k": .decimal(3), "M": .decimal(6), "G": .decimal(9),
        "T": .decimal(12), "P": .decimal(15), "E": .decimal(18), "Ki": .binary(10), "Mi": .binary(20), "Gi": .binary(30),
        "Ti": .binary(40), "Pi": .binary(50), "Ei": .binary(60),
    ]

    /// Whole units and decimals behind the point in billionths, rounded up as the server rounds, cut where they are too many.
    private static func scaled(_ whole: Int128, _ fraction: [UInt8], by scale: Scale) -> Int128 {
        var digits = whole
        var exponent = 9
        for byte in fraction {
            guard digits < Int128.max / 100 else { break }
            digits = digits * 10 + value(byte)
            exponent -= 1
        }
        switch scale {
        case .decimal(let places):
            exponent += places
        case .binary(let bits):
            let (product, overflow) = digits.multipliedReportingOverflow(by: 1 << Int128(bits))
            if overflow { return limit }
            digits = product
        }
        while exponent > 0, digits != 0 {
            guard digits <= limit else { return limit }
            digits *= 10
            exponent -= 1
        }
        while exponent < 0, digits > 0 {
            digits = digits / 10 + (digits % 10 == 0 ? 0 : 1)
            exponent += 1
            if digits == 1, exponent < 0 { return 1 }
        }
        return digits
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    private static func value(_ byte: UInt8) -> Int128 { Int128(byte - UInt8(ascii: "0")) }
}

extension YAMLNode {
    /// A quantity, written as text or as a number; `nil` where absent.
    func quantity(_ name: String) -> Quantity? { field(name)?.decodedQuantity }

    var decodedQuantity: Quantity? {
        if let common = commonQuantity { return common }
        if let number = decodedInteger { return Quantity(nanos: Int128(number) * 1_000_000_000) }
        return text.flatMap { Quantity($0) }
    }

    /// The amount of a scalar that is written as most are.
    var commonQuantity: Quantity? { kind == .scalar ? withTextBytes { Quantity(common: $0) } : nil }
}
