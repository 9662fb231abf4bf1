// SPDX-License-Identifier: Apache-2.0

// Values as Go's standard library reads them. Annotations reach every controller as text, and most mistakes in them are decided here.

/// Reads text as Go's standard library does.
public enum GoValue {
    /// `strconv.ParseBool`: `1 t T TRUE true True` and their opposites; `nil` for anything else.
    public static func bool(_ text: String) -> Bool? {
        switch text {
        case "1", "t", "T", "TRUE", "true", "True": true
        case "0", "f", "F", "FALSE", "false", "False": false
        default: nil
        }
    }

    /// `strconv.Atoi` or `strconv.ParseInt(text, 10, bits)`: an optional sign and decimal digits within range; `nil` otherwise.
    public static func int(_ text: String, bits: Int = 64) -> Int? {
        var digits = Substring(text).utf8
        if let sign = digits.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") { digits = digits.dropFirst() }
        guard !digits.isEmpty, digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }), let value = Int(text)
        else { return nil }
        guard bits < 64 else { return value }
        let bound = 1 << (bits - 1)
        return (-bound..<bound).contains(value) ? value : nil
    }

    /// `strconv.ParseUint(text, 10, bits)`: decimal digits without sign, within range; `nil` otherwise.
    public static func uint(_ text: String, bits: Int = 64) -> UInt? {
        guard !text.isEmpty, text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }), let value = UInt(text)
        else { return nil }
        guard bits < 64 else { return value }
        return value < 1 << UInt(bits) ? value : nil
    }

    /// The error of `strconv.Atoi` for a text that it does not take.
    public static func atoiError(_ text: String) -> GoError {
        var digits = Substring(text).utf8
        if let sign = digits.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") { digits = digits.dropFirst() }
        let isNumber = !digits.isEmpty && digits.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        return GoError("strconv.Atoi: parsing \"\(text)\": \(isNumber ? "value out of range" : "invalid syntax")")
    }

    /// `strings.Split(text, separator)`: empty parts are kept, and the empty text has one.
    public static func split(_ text: String, _ separator: Character = ",") -> [String] {
        text.split(separator: separator, omittingEmptySubsequences: false).map(String.init)
    }
}

extension StringProtocol {
    /// `strings.TrimSpace`: leading and trailing white space removed.
    public func trimmingSpaces() -> String {
        guard let first = firstIndex(where: { !$0.isWhitespace }), let last = lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(self[first...last])
    }
}
