// SPDX-License-Identifier: Apache-2.0

extension StringProtocol {
    /// The text without control characters and direction marks: what a manifest holds must not steer a terminal.
    public var printable: String {
        // Most texts are plain, and are seen to be at once.
        if utf8.allSatisfy({ 0x20...0x7E ~= $0 }) { return String(self) }
        guard unicodeScalars.contains(where: { !$0.isPrintable }) else { return String(self) }
        return String(String.UnicodeScalarView(unicodeScalars.map { $0.isPrintable ? $0 : "\u{FFFD}" }))
    }
}

extension Unicode.Scalar {
    /// Whether it is shown where it stands, and does nothing else.
    package var isPrintable: Bool {
        switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate: false
        default: true
        }
    }
}

extension String {
    /// The text as it may leave for a terminal or the log of a CI job: line breaks and, where they are ours, colours; nothing else that
    /// either obeys.
    ///
    /// - Parameter keepsColours: Whether `ESC [ digits m` stays.
    package func disarmed(keepsColours: Bool = false) -> String {
        (contains("://") ? withoutCredentials : self).split(separator: "\n", omittingEmptySubsequences: false).map { line in
            if line.utf8.allSatisfy({ 0x20...0x7E ~= $0 }) { return line.withoutCommands }
            return (keepsColours ? line.printableBesideColours : line.printable)[...].withoutCommands
        }.joined(separator: "\n")
    }
}

extension String {
    /// The text without user names and passwords in URLs.
    private var withoutCredentials: String {
        var parts = components(of: "://")
        for index in parts.indices.dropFirst() {
            let authority = parts[index].prefix { !"/?# \n\t\"'<>".contains($0) }
            guard let at = authority.lastIndex(of: "@") else { continue }
            parts[index] = "…" + parts[index][at...]
        }
        return parts.joined(separator: "://")
    }

    private func components(of separator: String) -> [String] {
        split(separator: separator, omittingEmptySubsequences: false).map(String.init)
    }
}

extension Substring {
    /// The line so that no CI takes it for a command: GitHub's `::error::` and `##[error]`, Azure's `##vso[…]`.
    fileprivate var withoutCommands: String {
        var line = String(self)
        for word in ["##[", "##vso["] where line.contains(word) {
            line = line.split(separator: word, omittingEmptySubsequences: false).joined(separator: "#\u{FFFD}" + word.dropFirst())
        }
        let body = line.drop { $0 == " " }
        guard body.hasPrefix("::") else { return line }
        let rest = body.dropFirst(2).drop { $0.isASCII && $0.isLetter || $0 == "-" }
        let isCommand = rest.startIndex > body.index(body.startIndex, offsetBy: 2) && (rest.hasPrefix("::") || rest.hasPrefix(" "))
        return isCommand ? "\u{FFFD}" + line : line
    }

    fileprivate var printableBesideColours: String {
        split(separator: "\u{1B}", omittingEmptySubsequences: false).enumerated().map { index, part in
            guard index > 0 else { return part.printable }
            let digits = part.dropFirst().prefix { $0.isASCII && ($0.isNumber || $0 == ";") }
            let isColour = part.first == "[" && part[digits.endIndex...].first == "m"
            return (isColour ? "\u{1B}" : "\u{FFFD}") + part.printable
        }.joined()
    }
}
