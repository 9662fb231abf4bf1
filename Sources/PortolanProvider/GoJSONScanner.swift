// SPDX-License-Identifier: Apache-2.0

/// The state machine behind `GoJSON`.
///
/// Source: Go 1.24 encoding/json/scanner.go and decode.go.
struct GoJSONScanner {
    /// Go's `maxNestingDepth`.
    private static let maxDepth = 10_000

    private let bytes: [UInt8]
    private var position = 0
    private var records: [GoJSON.Record] = []
    /// The collections that are open, innermost last, as indexes into `records`.
    private var open: [Int] = []

    init(_ text: String) { bytes = Array(text.utf8) }

    mutating func scan(ignoringRest: Bool = false) throws(GoError) -> [GoJSON.Record] {
        try value(key: nil)
        while let current = open.last {
            let isObject = records[current].kind == .object
            let isFirst = records.count == current + 1
            skipSpace()
            if !isFirst || peek() == closing(isObject) {
                guard let byte = peek() else { throw Self.end }
                position += 1
                if byte == closing(isObject) {
                    records[current].end = records.count
                    open.removeLast()
                    continue
                }
                guard byte == UInt8(ascii: ",") else {
                    throw unexpected(byte, isObject ? "after object key:value pair" : "after array element")
                }
            }
            try value(key: isObject ? memberKey() : nil)
        }
        skipSpace()
        if !ignoringRest, let byte = peek() { throw unexpected(byte, "after top-level value") }
        return records
    }

    private func closing(_ isObject: Bool) -> UInt8 { isObject ? UInt8(ascii: "}") : UInt8(ascii: "]") }

    private mutating func memberKey() throws(GoError) -> String {
        skipSpace()
        guard let byte = peek() else { throw Self.end }
        guard byte == UInt8(ascii: "\"") else { throw unexpected(byte, "looking for beginning of object key string") }
        let key = try string()
        skipSpace()
        guard let colon = peek() else { throw Self.end }
        guard colon == UInt8(ascii: ":") else { throw unexpected(colon, "after object key") }
        position += 1
        return key
    }

    /// Reads a scalar whole, or opens a collection.
    private mutating func value(key: String?) throws(GoError) {
        skipSpace()
        guard let byte = peek() else { throw Self.end }
        var record = GoJSON.Record(kind: .null, text: "", key: key, end: records.count + 1)
        switch byte {
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            guard open.count < Self.maxDepth else { throw GoError("exceeded max depth") }
            record.kind = byte == UInt8(ascii: "{") ? .object : .array
            open.append(records.count)
            position += 1
        case UInt8(ascii: "\""):
            record.kind = .string
            record.text = try string()
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            record.kind = .number
            record.text = try number()
        case UInt8(ascii: "t"): try literal("true", .bool, &record)
        case UInt8(ascii: "f"): try literal("false", .bool, &record)
        case UInt8(ascii: "n"): try literal("null", .null, &record)
        default: throw unexpected(byte, "looking for beginning of value")
        }
        records.append(record)
    }

    private mutating func literal(_ word: String, _ kind: GoJSON.Kind, _ record: inout GoJSON.Record) throws(GoError) {
        for expected in word.utf8 {
            guard let byte = peek() else { throw Self.end }
            guard byte == expected else {
                throw unexpected(byte, "in literal \(word) (expecting '\(Character(Unicode.Scalar(expected)))')")
            }
            position += 1
        }
        record.kind = kind
        record.text = word
    }

    private mutating func number() throws(GoError) -> String {
        let start = position
        if peek() == UInt8(ascii: "-") { position += 1 }
        if peek() == UInt8(ascii: "0") { position += 1 } else { try digits("in numeric literal") }
        if peek() == UInt8(ascii: ".") {
            position += 1
            try digits("after decimal point in numeric literal")
        }
        if let byte = peek(), byte | 0x20 == UInt8(ascii: "e") {
            position += 1
            if let sign = peek(), sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") { position += 1 }
            try digits("in exponent of numeric literal")
        }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private mutating func digits(_ place: String) throws(GoError) {
        guard let byte = peek() else { throw Self.end }
        guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { throw unexpected(byte, place) }
        while let byte = peek(), (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { position += 1 }
    }

    private mutating func string() throws(GoError) -> String {
        var units: [UInt8] = []
        position += 1
        while let byte = peek() {
            position += 1
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: units, as: UTF8.self)
            case UInt8(ascii: "\\"): try escape(into: &units)
            case ..<0x20:
                position -= 1
                throw unexpected(byte, "in string literal")
            default: units.append(byte)
            }
        }
        throw Self.end
    }

    private mutating func escape(into units: inout [UInt8]) throws(GoError) {
        guard let byte = peek() else { throw Self.end }
        guard byte != UInt8(ascii: "u") else {
            position += 1
            return try unicodeEscape(into: &units)
        }
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): units.append(byte)
        case UInt8(ascii: "b"): units.append(0x08)
        case UInt8(ascii: "f"): units.append(0x0c)
        case UInt8(ascii: "n"): units.append(0x0a)
        case UInt8(ascii: "r"): units.append(0x0d)
        case UInt8(ascii: "t"): units.append(0x09)
        default: throw unexpected(byte, "in string escape code")
        }
        position += 1
    }

    /// A surrogate pair makes one character; half of one makes U+FFFD, as in Go's `unquote`.
    private mutating func unicodeEscape(into units: inout [UInt8]) throws(GoError) {
        var code = try hexadecimal()
        if (0xd800..<0xdc00).contains(code), peek() == UInt8(ascii: "\\"), peek(1) == UInt8(ascii: "u") {
            let before = position
            position += 2
            let low = try hexadecimal()
            if (0xdc00..<0xe000).contains(low) { code = 0x10000 + (code - 0xd800) << 10 + (low - 0xdc00) } else { position = before }
        }
        units.append(contentsOf: String(Character(Unicode.Scalar(code) ?? "\u{fffd}")).utf8)
    }

    private mutating func hexadecimal() throws(GoError) -> UInt32 {
        var code: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = peek() else { throw Self.end }
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                throw unexpected(byte, "in \\u hexadecimal character escape")
            }
            code = code << 4 | UInt32(digit)
            position += 1
        }
        return code
    }

    private mutating func skipSpace() {
        while let byte = peek(), byte == 0x20 || byte == 0x09 || byte == 0x0a || byte == 0x0d { position += 1 }
    }

    private func peek(_ ahead: Int = 0) -> UInt8? { position + ahead < bytes.count ? bytes[position + ahead] : nil }

    private static let end = GoError("unexpected end of JSON input")

    private func unexpected(_ byte: UInt8, _ place: String) -> GoError {
        let shown =
            switch byte {
            case UInt8(ascii: "'"): "'\\''"
            case UInt8(ascii: "\""): "'\"'"
            case UInt8(ascii: "\n"): "'\\n'"
            case UInt8(ascii: "\t"): "'\\t'"
            case UInt8(ascii: "\r"): "'\\r'"
            default: "'\(Character(Unicode.Scalar(byte)))'"
            }
        return GoError("invalid character \(shown) \(place)")
    }
}
