// SPDX-License-Identifier: Apache-2.0

/// Whether bytes are JSON, as Go's `encoding/json` checks them.
enum JSONText {
    /// Whether bytes are one JSON object, or `null`, which Go takes for an empty one.
    static func isObject(_ bytes: [UInt8]) -> Bool {
        var scanner = JSONScanner(bytes: bytes)
        return scanner.isWholeObject()
    }
}

/// Reads JSON without keeping it; what is open stands in an array, so nesting costs no stack.
private struct JSONScanner {
    let bytes: [UInt8]
    private var index = 0
    /// Go's bound on nesting.
    private static let deepest = 10_000

    init(bytes: [UInt8]) { self.bytes = bytes }

    mutating func isWholeObject() -> Bool {
        skipBlanks()
        guard bytes.count > index, bytes[index] == UInt8(ascii: "{") || bytes[index...].starts(with: "null".utf8) else { return false }
        guard value() else { return false }
        skipBlanks()
        return index == bytes.count
    }

    /// One value, collections included.
    private mutating func value() -> Bool {
        var open: [UInt8] = []
        repeat {
            skipBlanks()
            guard let first = next() else { return false }
            if first == UInt8(ascii: "{") || first == UInt8(ascii: "[") {
                open.append(first)
                guard open.count <= Self.deepest else { return false }
                skipBlanks()
                guard peek == first + 2 else {
                    guard first == UInt8(ascii: "[") || key() else { return false }
                    continue
                }
                index += 1
                open.removeLast()
            } else {
                index -= 1
                guard scalar() else { return false }
            }
            guard closes(&open) else { return false }
        } while !open.isEmpty
        return true
    }

    /// What follows a value: the ends of what it ends, or a comma.
    private mutating func closes(_ open: inout [UInt8]) -> Bool {
        while let last = open.last {
            skipBlanks()
            guard let byte = next() else { return false }
            // In ASCII the closing bracket lies two behind the opening one.
            if byte == last + 2 {
                open.removeLast()
                continue
            }
            guard byte == UInt8(ascii: ",") else { return false }
            return last == UInt8(ascii: "[") || key()
        }
        return true
    }

    private mutating func key() -> Bool {
        skipBlanks()
        guard string() else { return false }
        skipBlanks()
        return next() == UInt8(ascii: ":")
    }

    private mutating func scalar() -> Bool {
        if peek == UInt8(ascii: "\"") { return string() }
        for word in ["true", "false", "null"] where bytes[index...].starts(with: word.utf8) {
            index += word.utf8.count
            return true
        }
        return number()
    }

    private mutating func string() -> Bool {
        guard next() == UInt8(ascii: "\"") else { return false }
        while let byte = next() {
            switch byte {
            case UInt8(ascii: "\""): return true
            case 0..<0x20: return false
            case UInt8(ascii: "\\"):
                guard let escape = next() else { return false }
                if escape == UInt8(ascii: "u") {
                    for _ in 0..<4 {
                        guard let digit = next(), isHexadecimal(digit) else { return false }
                    }
                } else if !"\"\\/bfnrt".utf8.contains(escape) {
                    return false
                }
            default: continue
            }
        }
        return false
    }

    private mutating func number() -> Bool {
        if peek == UInt8(ascii: "-") { index += 1 }
        if peek == UInt8(ascii: "0") {
            index += 1
        } else if !digits() {
            return false
        }
        if peek == UInt8(ascii: ".") {
            index += 1
            guard digits() else { return false }
        }
        guard let letter = peek, letter == UInt8(ascii: "e") || letter == UInt8(ascii: "E") else { return true }
        index += 1
        if let sign = peek, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") { index += 1 }
        return digits()
    }

    private mutating func digits() -> Bool {
        let start = index
        while let byte = peek, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { index += 1 }
        return index > start
    }

    private var peek: UInt8? { index < bytes.count ? bytes[index] : nil }

    private mutating func next() -> UInt8? {
        guard index < bytes.count else { return nil }
        defer { index += 1 }
        return bytes[index]
    }

    private mutating func skipBlanks() {
        while let byte = peek, [0x20, 0x09, 0x0a, 0x0d].contains(byte) { index += 1 }
    }

    private func isHexadecimal(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"), UInt8(ascii: "A")...UInt8(ascii: "F"): true
        default: false
        }
    }
}
