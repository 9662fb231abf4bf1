// SPDX-License-Identifier: Apache-2.0

/// The words of a CEL expression.
enum CELToken: Hashable, Sendable {
    case name(String)
    case string(String)
    case int(Int)
    case double(Double)
    case symbol(String)
}

/// Cuts a CEL expression into words.
// Source: the language definition, github.com/google/cel-spec doc/langdef.md, "Syntax".
struct CELLexer {
    private var rest: Substring
    private var tokens: [CELToken] = []

    /// How long an expression may be.
    private static let longest = 20_000

    static func tokens(_ text: String) -> Result<[CELToken], CELFault> {
        guard text.utf8.count <= longest else { return .failure(.notJudged("the rule is longer than \(longest) bytes")) }
        var lexer = CELLexer(rest: text[...])
        while true {
            lexer.rest = lexer.rest.drop { $0.isWhitespace }
            guard let first = lexer.rest.first else { return .success(lexer.tokens) }
            guard lexer.next(first) else { return .failure(.notJudged("cannot read the rule at \(lexer.rest.prefix(20))")) }
        }
    }

    private init(rest: Substring) { self.rest = rest }

    private mutating func next(_ first: Character) -> Bool {
        if rest.hasPrefix("//") {
            rest = rest.drop { !$0.isNewline }
            return true
        }
        if let raw = ["r", "R"].first(where: { rest.hasPrefix($0 + "\"") || rest.hasPrefix($0 + "'") }) {
            rest = rest.dropFirst(raw.count)
            return string(isRaw: true)
        }
        if first == "\"" || first == "'" { return string(isRaw: false) }
        if first.isASCII, first.isNumber || (first == "." && rest.dropFirst().first?.isNumber == true) { return number() }
        if first.isASCII, first.isLetter || first == "_" {
            let name = rest.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
            rest = rest.dropFirst(name.count)
            tokens.append(.name(String(name)))
            return true
        }
        let symbols = [
            "==", "!=", "<=", ">=", "&&", "||", "<", ">", "+", "-", "*", "/", "%", "!", "?", ":", ".", ",", "(", ")", "[", "]", "{", "}",
        ]
        guard let symbol = symbols.first(where: { rest.hasPrefix($0) }) else { return false }
        rest = rest.dropFirst(symbol.count)
        tokens.append(.symbol(symbol))
        return true
    }

    private mutating func number() -> Bool {
        if rest.hasPrefix("0x") || rest.hasPrefix("0X") {
            let digits = rest.dropFirst(2).prefix(while: \.isHexDigit)
            guard let value = Int(digits, radix: 16) else { return false }
            rest = rest.dropFirst(2 + digits.count)
            tokens.append(.int(value))
            return true
        }
        let text = rest.prefix { $0.isASCII && ($0.isNumber || ".eE".contains($0)) }
        var digits = text
        var after = rest.dropFirst(text.count)
        if let last = text.last, "eE".contains(last), let sign = after.first, "+-".contains(sign) {
            let exponent = after.dropFirst().prefix { $0.isASCII && $0.isNumber }
            digits = rest[text.startIndex..<exponent.endIndex]
            after = rest[exponent.endIndex...]
        }
        rest = after
        // Unsigned numbers are not read.
        guard rest.first != "u", rest.first != "U" else { return false }
        if let value = Int(digits) {
            tokens.append(.int(value))
        } else if let value = Double(digits) {
            tokens.append(.double(value))
        } else {
            return false
        }
        return true
    }

    private mutating func string(isRaw: Bool) -> Bool {
        let quote = ["\"\"\"", "'''", "\"", "'"].first { rest.hasPrefix($0) } ?? "\""
        rest = rest.dropFirst(quote.count)
        var text = ""
        while !rest.hasPrefix(quote) {
            guard let character = rest.popFirst() else { return false }
            guard character == "\\", !isRaw else {
                text.append(character)
                continue
            }
            guard let escape = rest.popFirst(), let meaning = unescaped(escape) else { return false }
            text.append(meaning)
        }
        rest = rest.dropFirst(quote.count)
        tokens.append(.string(text))
        return true
    }

    private mutating func unescaped(_ escape: Character) -> Character? {
        let single: [Character: Character] = [
            "n": "\n", "t": "\t", "r": "\r", "\\": "\\", "\"": "\"", "'": "'", "`": "`", "?": "?", "a": "\u{7}", "b": "\u{8}", "f": "\u{c}",
            "v": "\u{b}",
        ]
        if let meaning = single[escape] { return meaning }
        guard let length = ["x": 2, "X": 2, "u": 4, "U": 8][escape] else { return nil }
        let digits = rest.prefix(length)
        guard digits.count == length, let value = UInt32(digits, radix: 16), let scalar = Unicode.Scalar(value) else { return nil }
        rest = rest.dropFirst(length)
        return Character(scalar)
    }
}
