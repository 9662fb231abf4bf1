// SPDX-License-Identifier: Apache-2.0

import PortolanProvider

/// Kubernetes' label selector syntax, as far as it decides whether a selector is one.
///
/// Source: k8s.io/apimachinery v0.35, pkg/labels/selector.go
enum LabelSelector {
    /// Why a text is no selector, in the parser's own words; `nil` where it is one.
    static func error(in text: String) -> String? {
        var parser = Parser(tokens: Lexer.tokens(of: text))
        do {
            try parser.selector()
            return nil
        } catch {
            return error.message
        }
    }
}

private enum Token: Equatable {
    case end
    case symbol(String)
    case invalid(String)
    case word(String)

    var text: String {
        switch self {
        case .end: ""
        case .symbol(let text), .word(let text): text
        case .invalid(let text): "error expected: keyword found '\(text)'"
        }
    }

    var isWord: Bool { if case .word = self { true } else { false } }
}

private enum Lexer {
    static func tokens(of text: String) -> [Token] {
        let bytes = Array(text.utf8)
        var tokens: [Token] = []
        var index = 0
        while index < bytes.count {
            // The lexer takes a zero byte for the end of the text.
            guard bytes[index] != 0 else { break }
            if isSpace(bytes[index]) {
                index += 1
            } else if isSpecial(bytes[index]) {
                tokens.append(symbol(bytes, &index))
            } else {
                let end = bytes[index...].firstIndex { isSpace($0) || isSpecial($0) || $0 == 0 } ?? bytes.count
                tokens.append(.word(String(decoding: bytes[index..<end], as: UTF8.self)))
                index = end
            }
        }
        return tokens + [.end]
    }

    /// The longest run of special characters that is a symbol.
    private static func symbol(_ bytes: [UInt8], _ index: inout Int) -> Token {
        let symbols = [")", ",", "!", "==", "=", ">", "<", "!=", "("]
        var run = ""
        var found: String?
        while index < bytes.count, isSpecial(bytes[index]) {
            let longer = run + String(Character(Unicode.Scalar(bytes[index])))
            if symbols.contains(longer) { found = longer } else if found != nil { break }
            run = longer
            index += 1
        }
        return found.map { .symbol($0) } ?? .invalid(run)
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0d).contains(byte) && byte != 0x0b && byte != 0x0c }

    private static func isSpecial(_ byte: UInt8) -> Bool { "=!(),><".utf8.contains(byte) }
}

private struct Parser {
    let tokens: [Token]
    var index = 0

    init(tokens: [Token]) { self.tokens = tokens }

    private var next: Token { index < tokens.count ? tokens[index] : .end }

    private mutating func consume() -> Token {
        defer { index += 1 }
        return next
    }

    mutating func selector() throws(GoError) {
        while next != .end {
            guard next.isWord || next == .symbol("!") else {
                throw GoError("found '\(next.text)', expected: !, identifier, or 'end of string'")
            }
            do {
                try requirement()
            } catch {
                throw GoError("unable to parse requirement: \(error.message)")
            }
            let token = consume()
            guard token != .end else { return }
            guard token == .symbol(",") else { throw GoError("found '\(token.text)', expected: ',' or 'end of string'") }
            guard next.isWord || next == .symbol("!") else { throw GoError("found '\(next.text)', expected: identifier after ','") }
        }
    }

    private mutating func requirement() throws(GoError) {
        let isNegated = next == .symbol("!")
        if isNegated { index += 1 }
        guard case .word(let key) = consume() else { throw GoError("found '\(tokens[index - 1].text)', expected: identifier") }
        guard LabelName.isKey(key) else { throw GoError("<nil>: Invalid value: \"\(key)\": a label key has a form of its own") }
        if next == .end || next == .symbol(",") { return }
        // A `!` in front of a key that has an operator is read and forgotten.
        let values = try self.values()
        for value in values where !LabelName.isValue(value) {
            throw GoError("values[0][\(key)]: Invalid value: \"\(value)\": a valid label has a form of its own")
        }
    }

    private mutating func values() throws(GoError) -> [String] {
        let token = consume()
        switch token {
        case .word("in"), .word("notin"): return try set()
        case .symbol("="), .symbol("=="), .symbol("!="): return [try exactValue()]
        case .symbol(">"), .symbol("<"):
            let value = try exactValue()
            guard GoValue.int(value) != nil else {
                throw GoError("values[0]: Invalid value: \"\(value)\": for 'Gt', 'Lt' operators, the value must be an integer")
            }
            return [value]
        default: throw GoError("found '\(token.text)', expected: in, notin, =, ==, !=, gt, lt")
        }
    }

    private mutating func exactValue() throws(GoError) -> String {
        if next == .end || next == .symbol(",") { return "" }
        guard case .word(let value) = consume() else { throw GoError("found '\(tokens[index - 1].text)', expected: identifier") }
        return value
    }

    private mutating func set() throws(GoError) -> [String] {
        let bracket = consume()
        guard bracket == .symbol("(") else { throw GoError("found '\(bracket.text)' expected: '('") }
        if next == .symbol(")") {
            index += 1
            return [""]
        }
        guard next.isWord || next == .symbol(",") else { throw GoError("found '\(next.text)', expected: ',', ')' or identifier") }
        var values: [String] = []
        while true {
            switch consume() {
            case .word(let value):
                values.append(value)
                guard next == .symbol(",") || next == .symbol(")") else { throw GoError("found '\(next.text)', expected: ',' or ')'") }
            case .symbol(","): break
            case .symbol(")"): return values
            case let token: throw GoError("found '\(token.text)', expected: ',', or identifier")
            }
        }
    }
}

/// The form of label keys and values.
///
/// Source: k8s.io/apimachinery pkg/api/validate/content
private enum LabelName {
    static func isKey(_ key: String) -> Bool {
        let parts = GoValue.split(key, "/")
        switch parts.count {
        case 1: return isName(parts[0])
        case 2: return isSubdomain(parts[0]) && isName(parts[1])
        default: return false
        }
    }

    static func isValue(_ value: String) -> Bool { value.isEmpty || isName(value) }

    private static func isName(_ name: String) -> Bool {
        guard (1...63).contains(name.utf8.count), let first = name.utf8.first, let last = name.utf8.last else { return false }
        return isAlphanumeric(first) && isAlphanumeric(last) && name.utf8.allSatisfy { isAlphanumeric($0) || "-_.".utf8.contains($0) }
    }

    private static func isSubdomain(_ name: String) -> Bool {
        guard (1...253).contains(name.utf8.count) else { return false }
        return GoValue.split(name, ".").allSatisfy { label in
            guard let first = label.utf8.first, let last = label.utf8.last else { return false }
            return isLowerAlphanumeric(first) && isLowerAlphanumeric(last)
                && label.utf8.allSatisfy { isLowerAlphanumeric($0) || $0 == UInt8(ascii: "-") }
        }
    }

    private static func isLowerAlphanumeric(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        isLowerAlphanumeric(byte) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
    }
}
