// SPDX-License-Identifier: Apache-2.0

/// URLs as Go's `net/url` takes them apart, as far as the controller's checks look.
enum URLText {
    /// The scheme; `nil` where there is none, or the text is no URL.
    static func scheme(of text: String) -> String? {
        guard let colon = text.firstIndex(of: ":") else { return nil }
        let scheme = text[..<colon]
        guard let first = scheme.utf8.first, isLetter(first) else { return nil }
        let isScheme = scheme.utf8.allSatisfy { byte in
            isLetter(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || "+-.".utf8.contains(byte)
        }
        return isScheme ? scheme.lowercased() : nil
    }

    /// Why a text is no URL with scheme and host; `nil` where it is one (parser/main.go `StringToURL`).
    static func fault(_ text: String) -> String? {
        guard let scheme = scheme(of: text) else {
            return text.hasPrefix(":") ? "\(text) is not a valid URL: missing protocol scheme" : "url scheme is empty"
        }
        let rest = text.dropFirst(scheme.utf8.count + 1)
        guard rest.hasPrefix("//") else { return "url host is empty" }
        let host = rest.dropFirst(2).prefix { !"/?#".contains($0) }
        if host.isEmpty { return "url host is empty" }
        return host.contains("..") ? "invalid url host" : nil
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }
}
