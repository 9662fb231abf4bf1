// SPDX-License-Identifier: Apache-2.0

/// Durations as Go's `time.ParseDuration` reads them: numbers with units, `1h30m` or `-1.5s`.
package enum GoDuration {
    /// Why a text is no duration.
    package enum Fault: Error {
        /// It has another form, or is longer than 292 years.
        case invalid
        /// A number stands without a unit, and is not 0.
        case missingUnit
        /// A unit that Go does not know.
        case unknownUnit(String)
    }

    /// Whether a text is a duration.
    static func isDuration(_ text: Substring) -> Bool { nanoseconds(text) != nil }

    /// How long a duration is in nanoseconds; `nil` for what is none.
    package static func nanoseconds(_ text: some StringProtocol) -> Int? { try? parse(String(text)) }

    /// How long a duration is, in nanoseconds.
    package static func parse(_ text: String) throws(Fault) -> Int {
        var rest = Substring(text).utf8
        let isNegative = rest.first == UInt8(ascii: "-")
        if isNegative || rest.first == UInt8(ascii: "+") { rest = rest.dropFirst() }
        if rest.elementsEqual("0".utf8) { return 0 }
        guard !rest.isEmpty else { throw .invalid }
        var total: UInt = 0
        while !rest.isEmpty {
            let start = rest.count
            guard let number = leadingInteger(&rest) else { throw .invalid }
            let hasInteger = rest.count < start
            let fraction = leadingFraction(&rest)
            guard hasInteger || fraction.hasDigits else { throw .invalid }
            let end = rest.firstIndex { $0 == UInt8(ascii: ".") || isDigit($0) } ?? rest.endIndex
            guard end > rest.startIndex else { throw .missingUnit }
            let name = String(Substring(rest[..<end]))
            rest = rest[end...]
            guard let unit = units[name] else { throw .unknownUnit(name) }
            let (whole, overflow) = number.multipliedReportingOverflow(by: unit)
            guard !overflow, whole <= 1 << 63 else { throw .invalid }
            total &+= whole &+ UInt(Double(fraction.value) * (Double(unit) / fraction.scale))
            guard total <= 1 << 63 else { throw .invalid }
        }
        if isNegative { return 0 &- Int(bitPattern: total) }
        guard total < 1 << 63 else { throw .invalid }
        return Int(total)
    }

    private static let units: [String: UInt] = [
        "ns": 1, "us": 1000, "\u{b5}s": 1000, "\u{3bc}s": 1000, "ms": 1_000_000, "s": 1_000_000_000, "m": 60_000_000_000,
        "h": 3_600_000_000_000,
    ]

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    /// Digits before a point or unit; `nil` where they are more than 63 bits hold, or something else than digits or a point follows.
    private static func leadingInteger(_ rest: inout Substring.UTF8View) -> UInt? {
        guard let first = rest.first, first == UInt8(ascii: ".") || isDigit(first) else { return nil }
        var value: UInt = 0
        while let byte = rest.first, isDigit(byte) {
            guard value <= (1 << 63) / 10 else { return nil }
            value = value * 10 + UInt(byte - UInt8(ascii: "0"))
            guard value <= 1 << 63 else { return nil }
            rest = rest.dropFirst()
        }
        return value
    }

    /// Digits after a point; those beyond 63 bits do not count.
    private static func leadingFraction(_ rest: inout Substring.UTF8View) -> (value: UInt, scale: Double, hasDigits: Bool) {
        guard rest.first == UInt8(ascii: ".") else { return (0, 1, false) }
        rest = rest.dropFirst()
        var value: UInt = 0
        var scale = 1.0
        var hasDigits = false
        var isFull = false
        while let byte = rest.first, isDigit(byte) {
            hasDigits = true
            rest = rest.dropFirst()
            guard !isFull, value <= (1 << 63 - 1) / 10 else {
                isFull = true
                continue
            }
            value = value * 10 + UInt(byte - UInt8(ascii: "0"))
            scale *= 10
        }
        return (value, scale, hasDigits)
    }
}
