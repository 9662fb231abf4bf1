// SPDX-License-Identifier: Apache-2.0

import PortolanModel

/// What JSON has and YAML has not: halves of characters as escapes, and values that follow each other without `---`.
enum JSONDocuments {
    /// Whether a file's first value is a JSON object or array.
    static func begin(_ bytes: [UInt8]) -> Bool {
        let text = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
        let first = text.first { !isSpace($0) }
        return first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
    }

    /// Writes each pair of surrogate escapes as the character that it stands for, and a lone one as U+FFFD, as Go's decoder does.
    static func joiningSurrogates(in bytes: [UInt8]) -> [UInt8] {
        guard bytes.indices.contains(where: { surrogate(in: bytes, at: $0) != nil }) else { return bytes }
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var index = 0
        while index < bytes.count {
            guard bytes[index] == UInt8(ascii: "\\") else {
                result.append(bytes[index])
                index += 1
                continue
            }
            guard let high = surrogate(in: bytes, at: index) else {
                result += bytes[index..<min(index + 2, bytes.count)]
                index += 2
                continue
            }
            if high < 0xDC00, let low = surrogate(in: bytes, at: index + 6), low >= 0xDC00,
                let scalar = Unicode.Scalar(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00))
            {
                result += Array(String(Character(scalar)).utf8)
                index += 12
            } else {
                result += Array("\u{FFFD}".utf8)
                index += 6
            }
        }
        return result
    }

    /// Where the next value begins, if an error only says that something follows a whole value: at the head of a line.
    static func next(in bytes: ArraySlice<UInt8>, firstLine: Int, after error: YAMLError) -> Int? {
        let place = error.location
        guard error.message.contains("expected <document start>") else { return nil }
        var line = firstLine
        var start = bytes.startIndex
        while line < place.line - 1 {
            guard let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) else { return nil }
            start = end + 1
            line += 1
        }
        guard line > firstLine, bytes[start...].first == UInt8(ascii: "{"), place.column == 1 else { return nil }
        return start
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

    /// The code unit that `\uD800` to `\uDFFF` at an index stands for.
    private static func surrogate(in bytes: [UInt8], at index: Int) -> UInt32? {
        guard index + 6 <= bytes.count, bytes[index] == UInt8(ascii: "\\"), bytes[index + 1] == UInt8(ascii: "u"),
            bytes[index + 2] | 0x20 == UInt8(ascii: "d"),
            let unit = UInt32(String(decoding: bytes[(index + 2)..<(index + 6)], as: UTF8.self), radix: 16),
            (0xD800...0xDFFF).contains(unit)
        else { return nil }
        return unit
    }
}
