// SPDX-License-Identifier: Apache-2.0

/// Percent encoding of paths and queries (RFC 3986, 2.1).
enum PercentCoding {
    /// A text with everything decoded that is encoded well.
    static func decoded(_ text: String) -> String { decoded(text) { _ in true } }

    /// A text with only those characters decoded that never need encoding.
    static func decodedUnreserved(_ text: String) -> String { decoded(text, where: isUnreserved) }

    /// A text with everything decoded but the reserved characters (RFC 3986, 2.2) and the percent sign.
    static func decodedNotReserved(_ text: String) -> String {
        decoded(text) { byte in !":/?#[]@!$&'()*+,;=%".utf8.contains(byte) }
    }

    /// A text whose escapes are in capitals.
    static func uppercased(_ text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: "%")) else { return text }
        var bytes = Array(text.utf8)
        for index in bytes.indices where bytes[index] == UInt8(ascii: "%") {
            for place in index + 1..<min(index + 3, bytes.count) where (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(bytes[place]) {
                bytes[place] -= 32
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// A path with those bytes encoded that nginx encodes on the way to a backend (`ngx_escape_uri`, `NGX_ESCAPE_URI`).
    static func encodedPath(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var result: [UInt8] = []
        for byte in text.utf8 {
            if byte <= 0x20 || byte >= 0x7f || byte == UInt8(ascii: "#") || byte == UInt8(ascii: "%") || byte == UInt8(ascii: "?") {
                result += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            } else {
                result.append(byte)
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    private static func decoded(_ text: String, where takes: (UInt8) -> Bool) -> String {
        let bytes = Array(text.utf8)
        guard bytes.contains(UInt8(ascii: "%")) else { return text }
        var result: [UInt8] = []
        var index = 0
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "%"), index + 2 < bytes.count, let high = digit(bytes[index + 1]),
                let low = digit(bytes[index + 2]), takes(high << 4 | low)
            {
                result.append(high << 4 | low)
                index += 3
            } else {
                result.append(bytes[index])
                index += 1
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }

    static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"):
            true
        default: false
        }
    }
}
