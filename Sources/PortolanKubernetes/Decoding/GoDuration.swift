// SPDX-License-Identifier: Apache-2.0

/// Durations as Go's `time.ParseDuration` reads them.
enum GoDuration {
    /// Whether a text is a duration, such as `1h30m` or `-1.5s`.
    static func isDuration(_ text: Substring) -> Bool { nanoseconds(text) != nil }

    private static let units: [Substring: Double] = [
        "ns": 1, "us": 1e3, "µs": 1e3, "μs": 1e3, "ms": 1e6, "s": 1e9, "m": 60e9, "h": 3600e9,
    ]

    /// How long a duration is; `nil` for what is none, or is longer than 292 years.
    static func nanoseconds(_ text: Substring) -> Int? {
        var rest = text
        let isNegative = rest.first == "-"
        if isNegative || rest.first == "+" { rest = rest.dropFirst() }
        if rest == "0" { return 0 }
        guard !rest.isEmpty else { return nil }
        var total = 0.0
        while !rest.isEmpty {
            let number = rest.prefix { $0 == "." || ($0.isASCII && $0.isNumber) }
            rest = rest.dropFirst(number.count)
            let unit = rest.prefix { $0 != "." && !($0.isASCII && $0.isNumber) }
            rest = rest.dropFirst(unit.count)
            guard number.contains(where: \.isNumber), number.count(where: { $0 == "." }) <= 1, let length = units[unit],
                let amount = Double("0\(number)\(number.contains(".") ? "0" : "")")
            else { return nil }
            total += amount * length
        }
        return Int(exactly: (isNegative ? -total : total).rounded())
    }
}
