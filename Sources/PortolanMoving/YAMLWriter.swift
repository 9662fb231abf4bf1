// SPDX-License-Identifier: Apache-2.0

import PortolanModel

/// A value to be written as YAML, its keys in the order given.
package indirect enum YAMLValue: Hashable, Sendable {
    /// A text, quoted where it could be taken for something else.
    case text(String)
    /// A whole number.
    case number(Int)
    /// True or false.
    case boolean(Bool)
    /// A mapping.
    case map([Entry])
    /// A list.
    case list([YAMLValue])

    /// A key with its value.
    package struct Entry: Hashable, Sendable {
        /// The key; empty for a comment alone.
        package var key: String
        /// The value.
        package var value: YAMLValue
        /// Lines of a comment in front of it.
        package var comment: [String]

        /// Makes an entry.
        package init(_ key: String, _ value: YAMLValue, comment: [String] = []) {
            self.key = key
            self.value = value
            self.comment = comment
        }
    }

    /// A mapping of what is there.
    static func object(_ entries: [(String, YAMLValue?)]) -> YAMLValue {
        .map(entries.compactMap { key, value in value.map { Entry(key, $0) } })
    }

    /// A list of texts; `nil` where it is empty.
    static func texts(_ texts: [String]) -> YAMLValue? { texts.isEmpty ? nil : .list(texts.map { .text($0) }) }

    /// The value as a document of block style.
    package var document: String { lines(0).joined(separator: "\n") + "\n" }

    private var isScalar: Bool {
        switch self {
        case .text, .number, .boolean: true
        case .map(let entries): entries.isEmpty
        case .list(let values): values.isEmpty
        }
    }

    private var scalar: String {
        switch self {
        case .text(let text): text.yamlPlainOrQuoted
        case .number(let number): String(number)
        case .boolean(let value): String(value)
        case .map: "{}"
        case .list: "[]"
        }
    }

    /// The lines, each indented.
    private func lines(_ depth: Int) -> [String] {
        let indent = String(repeating: " ", count: depth)
        switch self {
        case .map(let entries) where !entries.isEmpty:
            return entries.flatMap { entry -> [String] in
                let comment = entry.comment.map { "\(indent)# \($0.withoutLineBreaks)" }
                guard !entry.key.isEmpty else { return comment }
                let key = "\(indent)\(entry.key.yamlPlainOrQuoted):"
                if entry.value.isScalar { return comment + ["\(key) \(entry.value.scalar)"] }
                return comment + [key] + entry.value.lines(depth + 2)
            }
        case .list(let values) where !values.isEmpty:
            return values.flatMap { value -> [String] in
                if value.isScalar { return ["\(indent)- \(value.scalar)"] }
                var lines = value.lines(depth + 2)
                // The dash takes the place of the indent of the first line that is no comment.
                guard let first = lines.firstIndex(where: { !$0.drop { $0 == " " }.hasPrefix("#") }) else { return lines }
                lines[first] = "\(indent)- \(lines[first].dropFirst(depth + 2))"
                return lines
            }
        default: return [indent + scalar]
        }
    }
}

extension String {
    /// The text without line breaks and control characters, for a comment.
    var withoutLineBreaks: String {
        String(
            String.UnicodeScalarView(
                unicodeScalars.map {
                    $0.value < 32 || (127..<160).contains($0.value) || $0.properties.generalCategory == .format || $0.value == 0x2028
                        || $0.value == 0x2029 ? " " : $0
                }))
    }

    /// The text as a YAML scalar: plain where nobody can take it for anything else, else in double quotes.
    package var yamlPlainOrQuoted: String {
        let isPlain =
            !isEmpty
            && utf8.allSatisfy { byte in
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                    || "-./_".utf8.contains(byte)
            }
        let first = utf8.first ?? 0
        let startsPlainly = (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(first | 0x20) || first == UInt8(ascii: "/")
        let words: Set<String> = ["y", "n", "yes", "no", "on", "off", "true", "false", "null"]
        if isPlain, startsPlainly, !words.contains(lowercased()) { return self }
        var result = "\""
        for scalar in unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case _
            where scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value) || scalar.properties.generalCategory == .format
                || (0x2028...0x2029).contains(scalar.value):
                let hex = String(scalar.value, radix: 16)
                result +=
                    scalar.value > 0xFFFF
                    ? "\\U" + String(repeating: "0", count: 8 - hex.count) + hex
                    : "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
