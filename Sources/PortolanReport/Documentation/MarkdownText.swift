// SPDX-License-Identifier: Apache-2.0

import PortolanModel

/// Text in a Markdown document: what a catalogue holds is shown as it is, and never read as markup.
package enum MarkdownText {
    /// Running text, in a paragraph or in a table's cell: one line, nothing in it that Markdown, HTML or a terminal would obey.
    package static func escaped(_ text: String) -> String {
        var result = ""
        // Scalar by scalar, as Markdown reads it: a combining mark behind a backtick would make another character of it.
        for scalar in oneLine(text).unicodeScalars {
            switch scalar {
            case "\\", "`", "*", "_", "[", "]", "|", "~", "#", "$": result += "\\\(scalar)"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "&": result += "&amp;"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// Text in a code span.
    ///
    /// A table splits its row at every bar first, one in a code span too, so bars are escaped there.
    package static func code(_ text: String) -> String {
        let text = oneLine(text)
        guard !text.isEmpty else { return "`\"\"`" }
        var longest = 0
        var run = 0
        for scalar in text.unicodeScalars {
            run = scalar == "`" ? run + 1 : 0
            longest = max(longest, run)
        }
        let fence = String(repeating: "`", count: longest + 1)
        let pad = text.unicodeScalars.first == "`" || text.unicodeScalars.last == "`" ? " " : ""
        var cell = ""
        for scalar in text.unicodeScalars { cell += scalar == "|" ? "\\|" : String(scalar) }
        return fence + pad + cell + pad + fence
    }

    /// A link; the text alone where the address is none that a browser should follow.
    static func link(_ text: String, to address: String) -> String {
        let isPlain = address.unicodeScalars.allSatisfy { $0.isASCII && $0.value > 0x20 && !"<>()|\\`\"".unicodeScalars.contains($0) }
        let isFollowed = address.hasPrefix("https://") || address.hasPrefix("http://")
        return isPlain && isFollowed ? "[\(escaped(text))](\(address))" : "\(escaped(text)) (\(escaped(address)))"
    }

    /// A table; nothing where it has no rows.
    ///
    /// Columns that are empty in every row are left out.
    package static func table(_ titles: [String], _ rows: [[String]]) -> [String] {
        guard !rows.isEmpty else { return [] }
        let kept = titles.indices.filter { column in column == 0 || rows.contains { !$0[column].isEmpty } }
        let line = { (cells: [String]) in "| " + kept.map { cells[$0] }.joined(separator: " | ") + " |" }
        return [line(titles), "|" + String(repeating: " --- |", count: kept.count)] + rows.map(line)
    }

    private static func oneLine(_ text: String) -> String {
        text.split(whereSeparator: \.isWhitespace).joined(separator: " ").printable
    }
}
