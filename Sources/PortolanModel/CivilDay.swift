// SPDX-License-Identifier: Apache-2.0

/// A day of the Gregorian calendar, as a number that days can be counted with.
public struct CivilDay: Hashable, Sendable, Comparable {
    /// Days since 1970-01-01.
    public let number: Int

    /// Reads `2026-11-23`; `nil` for what is no day.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].utf8.count == 4, parts[1].utf8.count == 2, parts[2].utf8.count == 2,
            parts.allSatisfy({ $0.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } }),
            let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2]), (1...12).contains(month)
        else { return nil }
        let isLeap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0
        let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        guard (1...lengths[month - 1]).contains(day) else { return nil }
        // Years begin in March, so that a leap day is a year's last.
        let shifted = month <= 2 ? year - 1 : year
        let ordinal = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        number = 365 * shifted + shifted / 4 - shifted / 100 + shifted / 400 + ordinal - 719_468
    }

    /// The day of a time in UTC.
    public init(secondsSince1970 seconds: Int) { number = seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400 }

    /// Orders days.
    public static func < (left: Self, right: Self) -> Bool { left.number < right.number }
}
