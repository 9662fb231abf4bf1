// SPDX-License-Identifier: Apache-2.0
import PortolanModel

/// A range as a row of the cache: `a.b.c.d/n`, and for IPv6 32 hexadecimal digits.
///
/// There are a hundred thousand of them, hence no `String` is made to read one.
enum PrefixRow {
    /// The row of a range.
    static func text(_ prefix: IPPrefix) -> String {
        guard prefix.family == .ipv6 else { return "\(prefix)" }
        return "\(hex(prefix.address.high))\(hex(prefix.address.low))/\(prefix.length)"
    }

    /// The range of a row; `nil` where it is none.
    static func prefix(_ row: ArraySlice<UInt8>) -> IPPrefix? {
        guard let slash = row.lastIndex(of: UInt8(ascii: "/")), let length = length(row[(slash + 1)...]) else { return nil }
        let address = slash - row.startIndex == 32 ? wide(row[..<slash]) : narrow(row[..<slash])
        guard let address, length <= address.bitCount else { return nil }
        return IPPrefix(address: address, length: length)
    }

    private static func hex(_ number: UInt64) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: 16 - digits.utf8.count) + digits
    }

    private static func length(_ digits: ArraySlice<UInt8>) -> Int? {
        guard (1...3).contains(digits.count) else { return nil }
        var length = 0
        for digit in digits {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
            length = length * 10 + Int(digit - UInt8(ascii: "0"))
        }
        return length
    }

    private static func narrow(_ text: ArraySlice<UInt8>) -> IPAddress? {
        var value: UInt64 = 0
        var octet: UInt64 = 0
        var digits = 0
        var dots = 0
        for byte in text {
            if byte == UInt8(ascii: ".") {
                guard digits > 0, dots < 3 else { return nil }
                value = value << 8 | octet
                octet = 0
                digits = 0
                dots += 1
            } else {
                guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
                octet = octet * 10 + UInt64(byte - UInt8(ascii: "0"))
                digits += 1
                guard octet <= 255 else { return nil }
            }
        }
        guard dots == 3, digits > 0 else { return nil }
        return IPAddress(family: .ipv4, high: 0, low: value << 8 | octet)
    }

    private static func wide(_ text: ArraySlice<UInt8>) -> IPAddress? {
        var high: UInt64 = 0
        var low: UInt64 = 0
        for byte in text {
            let digit: UInt8
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = byte - UInt8(ascii: "a") + 10
            default: return nil
            }
            high = high << 4 | low >> 60
            low = low << 4 | UInt64(digit)
        }
        return IPAddress(family: .ipv6, high: high, low: low)
    }
}
