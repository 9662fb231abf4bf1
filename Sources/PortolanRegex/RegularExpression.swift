// SPDX-License-Identifier: Apache-2.0

import CPCRE2

/// A regular expression, compiled and matched by PCRE2: nginx's own engine, and a superset of RE2's syntax.
///
/// A match gives up after a bounded number of steps, since expressions and texts come from manifests.
public final class RegularExpression: Sendable {
    /// Why an expression cannot be compiled.
    public struct Fault: Error, Hashable, Sendable {
        /// PCRE2's own message.
        public var message: String
        /// The byte at which it gave up.
        public var offset: Int
    }

    /// How many steps a match may take; more counts as no match.
    private static let stepLimit: UInt32 = 200_000

    // Compiled code is never changed after it was made, so that several threads may read it.
    private nonisolated(unsafe) let code: OpaquePointer
    private nonisolated(unsafe) let context: OpaquePointer?

    /// Compiles an expression.
    ///
    /// - Parameters:
    ///   - pattern: The expression.
    ///   - ignoringCase: Whether letter case does not count.
    public init(_ pattern: String, ignoringCase: Bool = false) throws(Fault) {
        var error: Int32 = 0
        var offset = 0
        let bytes = Array(pattern.utf8)
        let options = ignoringCase ? UInt32(PCRE2_CASELESS) : 0
        guard let code = portolan_regex_compile(bytes, bytes.count, options, &error, &offset) else {
            throw Fault(message: Self.message(error), offset: offset)
        }
        self.code = code
        context = pcre2_match_context_create_8(nil)
        if let context {
            pcre2_set_match_limit_8(context, Self.stepLimit)
            pcre2_set_depth_limit_8(context, Self.stepLimit)
        }
    }

    deinit {
        pcre2_code_free_8(code)
        if let context { pcre2_match_context_free_8(context) }
    }

    /// Where an expression matched: the byte ranges of the whole and of each group; `nil` for a group that took no part.
    public struct Match: Hashable, Sendable {
        /// The whole match first, then the groups.
        public var ranges: [Range<Int>?]

        /// The bytes of the whole match.
        public var whole: Range<Int> { (ranges.first ?? nil) ?? 0..<0 }
    }

    /// The first match in a text, from a byte on.
    public func firstMatch(in text: String, from start: Int = 0) -> Match? {
        let bytes = Array(text.utf8)
        guard start <= bytes.count, let data = pcre2_match_data_create_from_pattern_8(code, nil) else { return nil }
        defer { pcre2_match_data_free_8(data) }
        let count = pcre2_match_8(code, bytes, bytes.count, start, 0, data, context)
        guard count > 0, let vector = pcre2_get_ovector_pointer_8(data) else { return nil }
        let groups = Int(pcre2_get_ovector_count_8(data))
        return Match(
            ranges: (0..<groups).map { group in
                // An unset group holds PCRE2_UNSET, which is all ones: -1 here.
                let low = vector[2 * group]
                let high = vector[2 * group + 1]
                return low >= 0 && low <= high && high <= bytes.count ? low..<high : nil
            })
    }

    /// An expression that matches a text as it is.
    public static func quoted(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            if "\\.+*?()|[]{}^$#-".unicodeScalars.contains(scalar) { result += "\\" }
            result.unicodeScalars.append(scalar)
        }
        return result
    }

    /// Whether it matches somewhere in a text.
    public func matches(_ text: String) -> Bool { firstMatch(in: text) != nil }

    /// Whether it matches somewhere in a text; `nil` where that takes too many steps to tell.
    public func matchesWithinLimit(_ text: String) -> Bool? {
        let bytes = Array(text.utf8)
        guard let data = pcre2_match_data_create_from_pattern_8(code, nil) else { return nil }
        defer { pcre2_match_data_free_8(data) }
        let count = pcre2_match_8(code, bytes, bytes.count, 0, 0, data, context)
        return count == PCRE2_ERROR_NOMATCH ? false : count >= 0 ? true : nil
    }

    /// Whether it matches a text as a whole.
    public func matchesWhole(_ text: String) -> Bool { firstMatch(in: text)?.whole == 0..<text.utf8.count }

    /// A replacement with the groups of a match put in: `$1`, `${1}`; `$$` is a dollar sign.
    public static func expand(_ template: String, _ match: Match, in text: String) -> String {
        let source = Array(text.utf8)
        let bytes = Array(template.utf8)
        var result: [UInt8] = []
        var index = 0
        while index < bytes.count {
            guard bytes[index] == UInt8(ascii: "$"), index + 1 < bytes.count else {
                result.append(bytes[index])
                index += 1
                continue
            }
            if bytes[index + 1] == UInt8(ascii: "$") {
                result.append(UInt8(ascii: "$"))
                index += 2
                continue
            }
            let braced = bytes[index + 1] == UInt8(ascii: "{")
            var end = index + (braced ? 2 : 1)
            var number = 0
            let first = end
            while end < bytes.count, end - first < 3, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[end]) {
                number = number * 10 + Int(bytes[end] - UInt8(ascii: "0"))
                end += 1
            }
            guard end > first, !braced || (end < bytes.count && bytes[end] == UInt8(ascii: "}")) else {
                result.append(bytes[index])
                index += 1
                continue
            }
            if number < match.ranges.count, let range = match.ranges[number] { result += source[range] }
            index = braced ? end + 1 : end
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// A text with its first match, or all, replaced.
    public func replacing(in text: String, with template: String, all: Bool) -> String {
        let source = Array(text.utf8)
        var result: [UInt8] = []
        var from = 0
        while let match = firstMatch(in: text, from: from) {
            result += source[min(from, match.whole.lowerBound)..<match.whole.lowerBound]
            result += Array(Self.expand(template, match, in: text).utf8)
            var next = match.whole.upperBound
            if match.whole.isEmpty {
                if next < source.count { result.append(source[next]) }
                next += 1
            }
            from = next
            if !all || from > source.count { break }
        }
        if from < source.count { result += source[from...] }
        return String(decoding: result, as: UTF8.self)
    }

    private static func message(_ error: Int32) -> String {
        var buffer = [UInt8](repeating: 0, count: 256)
        let length = pcre2_get_error_message_8(error, &buffer, buffer.count)
        return length > 0 ? String(decoding: buffer.prefix(Int(length)), as: UTF8.self) : "error \(error)"
    }
}
