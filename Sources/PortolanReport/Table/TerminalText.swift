// SPDX-License-Identifier: Apache-2.0

/// Text for a terminal: as wide as it may be, coloured or not, and with nothing in it that a terminal would obey.
public struct TerminalStyle: Sendable {
    /// Columns to keep within; `nil` for no bound (a pipe, a file).
    public var width: Int?
    /// Whether to colour.
    public var isColoured: Bool

    /// Makes a style.
    public init(width: Int? = nil, isColoured: Bool = false) {
        self.width = width
        self.isColoured = isColoured
    }

    /// Colours that carry meaning beside the words, never instead of them.
    enum Colour: String {
        case bold = "1"
        case dim = "2"
        case red = "31"
        case green = "32"
        case yellow = "33"
    }

    func paint(_ text: String, _ colour: Colour) -> String {
        isColoured && !text.isEmpty ? "\u{1B}[\(colour.rawValue)m\(text)\u{1B}[0m" : text
    }
}

extension String {
    /// Breaks into lines of at most so many characters, at spaces where it can.
    package func wrapped(to width: Int) -> [String] {
        guard count > width, width > 0 else { return [self] }
        var lines: [String] = []
        var line = ""
        for word in split(separator: " ") {
            var word = Substring(word)
            if !line.isEmpty, line.count + 1 + word.count > width {
                lines.append(line)
                line = ""
            }
            while word.count > width {
                if !line.isEmpty { lines.append(line) }
                lines.append(String(word.prefix(width)))
                line = ""
                word = word.dropFirst(width)
            }
            line += line.isEmpty ? String(word) : " " + word
        }
        if !line.isEmpty { lines.append(line) }
        return lines
    }

    /// The text as lines within a width, what does not fit indented further than its line begins.
    package func hanging(within width: Int?) -> [String] {
        guard let width else { return [self] }
        return split(separator: "\n", omittingEmptySubsequences: false).flatMap { line -> [String] in
            guard line.count > width else { return [String(line)] }
            let margin = line.prefix { $0 == " " }.count
            let indent = String(repeating: " ", count: min(margin, 8))
            let parts = String(line.dropFirst(margin)).wrapped(to: max(20, width - indent.count - 2))
            return parts.enumerated().map { $0.offset == 0 ? indent + $0.element : indent + "  " + $0.element }
        }
    }

    func padded(to width: Int) -> String { self + String(repeating: " ", count: Swift.max(0, width - count)) }
}
