// SPDX-License-Identifier: Apache-2.0

/// A scalar with its type, as `sigs.k8s.io/yaml` (go-yaml v2: YAML 1.1 with JSON's types) reads it.
public enum YAMLScalar: Hashable, Sendable {
    /// Nothing, `~` or `null`.
    case null
    /// A boolean; YAML 1.1 counts `yes`, `on`, `y` and their opposites.
    case bool(Bool)
    /// A whole number.
    case int(Int)
    /// Any other number.
    case float(Double)
    /// Text.
    case string(String)
}

extension YAMLNode {
    /// A scalar's typed value; `nil` for collections.
    public var scalar: YAMLScalar? {
        if let number = plainDecimal { return .int(number) }
        guard let text else { return nil }
        guard !isCertainlyText else { return .string(text) }
        return YAMLScalar(plain: text)
    }

    /// Whether the node is a null scalar.
    public var isNull: Bool { isPlain && !isCertainlyText && scalar == .null }
}

extension YAMLScalar {
    /// Reads a plain scalar (go-yaml v2 resolve.go: the fixed words, then numbers, else text).
    public init(plain text: String) {
        if let word = Self.words[text] {
            self = word
            return
        }
        guard let first = text.utf8.first, Self.mayStartNumber(first) else {
            self = .string(text)
            return
        }
        let digits = text.filter { $0 != "_" }
        if let int = Self.wholeNumber(digits) {
            self = .int(int)
        } else if Self.looksLikeFloat(digits), let float = Double(digits) {
            self = .float(float)
        } else {
            self = .string(text)
        }
    }

    private static let words: [String: YAMLScalar] = {
        var words: [String: YAMLScalar] = ["": .null, "~": .null, "null": .null, "Null": .null, "NULL": .null]
        for word in ["y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"] { words[word] = .bool(true) }
        for word in ["n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"] { words[word] = .bool(false) }
        for word in [".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"] { words[word] = .float(.infinity) }
        for word in ["-.inf", "-.Inf", "-.INF"] { words[word] = .float(-.infinity) }
        for word in [".nan", ".NaN", ".NAN"] { words[word] = .float(.nan) }
        return words
    }()

    private static func mayStartNumber(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-")
            || byte == UInt8(ascii: ".")
    }

    /// Go's `strconv.ParseInt(s, 0, 64)` and go-yaml's own binary form.
    private static func wholeNumber(_ text: String) -> Int? {
        var digits = Substring(text)
        var sign = ""
        if let first = digits.first, first == "-" || first == "+" {
            sign = first == "-" ? "-" : ""
            digits = digits.dropFirst()
        }
        guard digits.utf8.first.map({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) == true else { return nil }
        for (prefix, radix) in [("0x", 16), ("0X", 16), ("0b", 2), ("0B", 2), ("0o", 8), ("0O", 8)] where digits.hasPrefix(prefix) {
            let rest = digits.dropFirst(2)
            guard rest.first != "-", rest.first != "+" else { return nil }
            return Int(sign + rest, radix: radix)
        }
        if digits.utf8.count > 1, digits.hasPrefix("0") { return Int(sign + digits, radix: 8) }
        return Int(sign + digits)
    }

    /// go-yaml's `yamlStyleFloat`: `^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$`.
    private static func looksLikeFloat(_ text: String) -> Bool {
        var rest = Substring(text)
        if rest.first == "-" || rest.first == "+" { rest = rest.dropFirst() }
        let whole = rest.prefix { $0.isASCII && $0.isNumber }
        rest = rest.dropFirst(whole.count)
        if rest.first == "." {
            let fraction = rest.dropFirst().prefix { $0.isASCII && $0.isNumber }
            guard !whole.isEmpty || !fraction.isEmpty else { return false }
            rest = rest.dropFirst(1 + fraction.count)
        } else if whole.isEmpty {
            return false
        }
        guard let exponent = rest.first else { return true }
        guard exponent == "e" || exponent == "E" else { return false }
        rest = rest.dropFirst()
        if rest.first == "-" || rest.first == "+" { rest = rest.dropFirst() }
        return !rest.isEmpty && rest.allSatisfy { $0.isASCII && $0.isNumber }
    }
}
