// SPDX-License-Identifier: Apache-2.0

/// The dialect of Go's `regexp` and of RE2, which lacks what cannot be matched in linear time.
package enum RE2Syntax {
    /// Whether an expression is one of RE2's: PCRE2 takes it, and it has no lookaround, back reference, atomic group, possessive repetition,
    /// recursion, comment, or repetition of more than 1000.
    // Source: github.com/google/re2/wiki/Syntax; Go 1.24, regexp/syntax/parse.go.
    package static func accepts(_ expression: String) -> Bool {
        guard (try? RegularExpression(expression)) != nil else { return false }
        let bytes = Array(expression.utf8)
        var index = 0
        var isInClass = false
        var afterRepetition = false
        while index < bytes.count {
            let byte = bytes[index]
            let next = index + 1 < bytes.count ? bytes[index + 1] : 0
            var isRepetition = false
            switch byte {
            case UInt8(ascii: "\\"):
                if next == UInt8(ascii: "Q") {
                    // Everything up to \E is text.
                    while index + 1 < bytes.count, !(bytes[index] == UInt8(ascii: "\\") && bytes[index + 1] == UInt8(ascii: "E")) {
                        index += 1
                    }
                } else if !isEscape(next, inClass: isInClass) {
                    return false
                }
                index += 1
            case UInt8(ascii: "["): if !isInClass { isInClass = true } else if next == UInt8(ascii: ":") { index += 1 }
            case UInt8(ascii: "]"): isInClass = false
            case _ where isInClass: break
            case UInt8(ascii: "("):
                if next == UInt8(ascii: "*") || (next == UInt8(ascii: "?") && !isGroup(bytes[(index + 2)...])) { return false }
                if next == UInt8(ascii: "?") { index += 1 }
            case UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "?"):
                // A `?` behind a repetition makes it lazy; any other is one repetition too many.
                if afterRepetition, byte != UInt8(ascii: "?") { return false }
                isRepetition = !afterRepetition
            case UInt8(ascii: "{"):
                let numbers = bytes[(index + 1)...].prefix { $0 != UInt8(ascii: "}") }.split(separator: UInt8(ascii: ","))
                let counts = numbers.map { Int(String(decoding: $0, as: UTF8.self)) }
                if !counts.isEmpty, counts.allSatisfy({ $0 != nil }) {
                    if afterRepetition || counts.contains(where: { ($0 ?? 0) > 1000 }) { return false }
                    isRepetition = true
                    index += bytes[(index + 1)...].prefix { $0 != UInt8(ascii: "}") }.count + 1
                }
            default: break
            }
            afterRepetition = isRepetition
            index += 1
        }
        return true
    }

    private static func isGroup(_ rest: ArraySlice<UInt8>) -> Bool {
        let text = String(decoding: rest.prefix(3), as: UTF8.self)
        if text.hasPrefix("P<") || text.hasPrefix(":") { return true }
        if text.hasPrefix("<") { return !text.hasPrefix("<=") && !text.hasPrefix("<!") }
        // Flags, with or without a group behind them.
        return rest.prefix { ":)".utf8.contains($0) == false }.allSatisfy { "imsU-".utf8.contains($0) } && !text.isEmpty
    }

    private static func isEscape(_ byte: UInt8, inClass: Bool) -> Bool {
        switch byte {
        case UInt8(ascii: "1")...UInt8(ascii: "9"): false
        case UInt8(ascii: "a")...UInt8(ascii: "z"):
            "afnrtvxpdsw".utf8.contains(byte) || (byte == UInt8(ascii: "b") && !inClass) || byte == UInt8(ascii: "z")
        case UInt8(ascii: "A")...UInt8(ascii: "Z"):
            "PDSW".utf8.contains(byte) || ("ABQE".utf8.contains(byte) && !inClass) || (byte == UInt8(ascii: "C") && !inClass)
        default: true
        }
    }
}
