// SPDX-License-Identifier: Apache-2.0

import PortolanModel

extension DataPlane.PathCleaning {
    /// A path as the rules see it.
    func cleaned(_ path: String) -> String {
        var result = path
        if decodes { result = PercentCoding.decoded(result) } else if decodesUnreserved { result = PercentCoding.decodedUnreserved(result) }
        if uppercasesEscapes { result = PercentCoding.uppercased(result) }
        if resolvesDots {
            result = Self.withoutDots(result, mergingSlashes: mergesSlashes, dropsTrailing: dropsTrailingDots)
        }
        if mergesSlashes, result.contains("//") { result = Self.merged(result) }
        return result
    }

    private static func merged(_ path: String) -> String {
        var result: [UInt8] = []
        for byte in path.utf8 where byte != UInt8(ascii: "/") || result.last != byte { result.append(byte) }
        return String(decoding: result, as: UTF8.self)
    }

    /// `.` and `..` resolved; a path never leaves its root.
    private static func withoutDots(_ path: String, mergingSlashes: Bool, dropsTrailing: Bool) -> String {
        guard path.utf8.contains(UInt8(ascii: ".")) else { return path }
        var kept: [Substring] = []
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        for (index, part) in parts.enumerated() {
            let isLast = index == parts.count - 1
            switch part {
            case ".": if isLast, !dropsTrailing { kept.append("") }
            case "..":
                if mergingSlashes { while kept.count > 1, kept.last == "" { kept.removeLast() } }
                if kept.count > 1 { kept.removeLast() }
                if isLast, !dropsTrailing { kept.append("") }
            default: kept.append(part)
            }
        }
        let result = kept.joined(separator: "/")
        return result.hasPrefix("/") ? result : "/" + result
    }
}

/// Matching with `*` for any text and `?` for one character.
enum Wildcard {
    /// Whether a pattern takes a text as a whole; linear in both but for the last `*`.
    static func matches(_ pattern: String, _ text: String, ignoringCase: Bool = false) -> Bool {
        let pattern = Array((ignoringCase ? pattern.lowercased() : pattern).utf8)
        let text = Array((ignoringCase ? text.lowercased() : text).utf8)
        var (p, t) = (0, 0)
        var star: (pattern: Int, text: Int)?
        while t < text.count {
            if p < pattern.count, pattern[p] == UInt8(ascii: "*") {
                star = (p, t)
                p += 1
            } else if p < pattern.count, pattern[p] == UInt8(ascii: "?") || pattern[p] == text[t] {
                p += 1
                t += 1
            } else if let last = star {
                star = (last.pattern, last.text + 1)
                p = last.pattern + 1
                t = last.text + 1
            } else {
                return false
            }
        }
        return pattern[p...].allSatisfy { $0 == UInt8(ascii: "*") }
    }
}

extension DataPlane.HostWildcard {
    /// Whether a host pattern takes a host; both in lower case.
    func matches(_ pattern: String, _ host: String) -> Bool {
        guard pattern.contains("*") || (self == .text && pattern.contains("?")) else { return pattern == host }
        switch self {
        case .text: return Wildcard.matches(pattern, host)
        case .labels, .oneLabel:
            guard pattern.hasPrefix("*.") else { return pattern == "*" }
            let suffix = pattern.dropFirst()
            guard host.hasSuffix(suffix), host.utf8.count > suffix.utf8.count else { return false }
            return self == .labels || !host.dropLast(suffix.count).contains(".")
        }
    }
}
