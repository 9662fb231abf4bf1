// SPDX-License-Identifier: Apache-2.0

import PortolanModel
import PortolanProvider
import PortolanRegex

/// Why a rule is no rule.
struct RuleFault: Error {
    let message: String
}

/// Reads rules as Traefik does, which takes them for expressions of Go: calls with texts, joined by `&&`, `||`, `!` and brackets.
// Source: traefik 3.7.9, pkg/rules/parser.go and pkg/muxer/http/matcher.go; vulcand/predicate 1.3.0, parse.go.
struct RuleText {
    private enum Token: Equatable {
        case name(String)
        case text(String)
        case and, or, not, open, close, comma
        /// A line's end where an expression may end: Go puts a semicolon there.
        case lineEnd
    }

    /// How deep brackets may go; Go's own limit is higher, and nobody writes it.
    private static let depthLimit = 200

    private let tokens: [Token]
    private var place = 0
    private var depth = 0

    /// Reads a rule.
    static func read(_ text: String) throws(RuleFault) -> RuleCondition {
        var reader = RuleText(tokens: try scan(text))
        let condition = try reader.alternatives()
        if reader.peek == .lineEnd { reader.place += 1 }
        guard reader.place == reader.tokens.count else { throw RuleFault(message: "there is more behind the end of the rule") }
        return condition
    }

    private init(tokens: [Token]) { self.tokens = tokens }

    private var peek: Token? { place < tokens.count ? tokens[place] : nil }

    private mutating func take(_ token: Token) -> Bool {
        guard peek == token else { return false }
        place += 1
        return true
    }

    private mutating func alternatives() throws(RuleFault) -> RuleCondition {
        var parts = [try conjunction()]
        while take(.or) { parts.append(try conjunction()) }
        return parts.count == 1 ? parts[0] : .any(parts)
    }

    private mutating func conjunction() throws(RuleFault) -> RuleCondition {
        var parts = [try operand()]
        while take(.and) { parts.append(try operand()) }
        return parts.count == 1 ? parts[0] : .all(parts)
    }

    private mutating func operand() throws(RuleFault) -> RuleCondition {
        depth += 1
        defer { depth -= 1 }
        guard depth < Self.depthLimit else { throw RuleFault(message: "brackets go deeper than \(Self.depthLimit)") }
        if take(.not) { return .not(try operand()) }
        if take(.open) {
            let inner = try alternatives()
            guard take(.close) else { throw RuleFault(message: "a bracket is not closed") }
            return inner
        }
        guard case .name(let name)? = peek else { throw RuleFault(message: "expected a matcher") }
        place += 1
        guard take(.open) else { throw RuleFault(message: "expected a bracket behind \(name)") }
        var values: [String] = []
        while !take(.close) {
            guard case .text(let value)? = peek else { throw RuleFault(message: "\(name) takes texts in quotes") }
            place += 1
            values.append(value)
            if !take(.comma), peek != .close { throw RuleFault(message: "expected a comma or the end of \(name)") }
        }
        return try RuleMatcher.condition(name, values)
    }

    // MARK: Tokens

    private static func scan(_ text: String) throws(RuleFault) -> [Token] {
        var tokens: [Token] = []
        var rest = text.unicodeScalars[...]
        while let scalar = rest.first {
            rest = rest.dropFirst()
            switch scalar {
            case "\n":
                switch tokens.last {
                case .name?, .text?, .close?: tokens.append(.lineEnd)
                default: break
                }
            case " ", "\t", "\r": break
            case "(": tokens.append(.open)
            case ")": tokens.append(.close)
            case ",": tokens.append(.comma)
            case "&", "|":
                guard rest.first == scalar else { throw RuleFault(message: "\(scalar) alone is not supported") }
                rest = rest.dropFirst()
                tokens.append(scalar == "&" ? .and : .or)
            case "!":
                guard rest.first != "=" else { throw RuleFault(message: "!= is not supported") }
                tokens.append(.not)
            case "`":
                guard let end = rest.firstIndex(of: "`") else { throw RuleFault(message: "a raw text is not closed") }
                tokens.append(.text(String(rest[..<end]).replacing("\r", with: "")))
                rest = rest[end...].dropFirst()
            case "\"": tokens.append(.text(try quoted(&rest)))
            case _ where scalar == "_" || scalar.properties.isAlphabetic:
                let tail = rest.prefix { $0 == "_" || $0.properties.isAlphabetic || ("0"..."9").contains($0) }
                tokens.append(.name(String(scalar) + String(tail)))
                rest = rest.dropFirst(tail.count)
            default: throw RuleFault(message: "\"\(scalar)\" is not expected here")
            }
        }
        return tokens
    }

    /// The rest of a text in double quotes, with Go's escapes.
    private static func quoted(_ rest: inout Substring.UnicodeScalarView) throws(RuleFault) -> String {
        var result = String.UnicodeScalarView()
        while let scalar = rest.popFirst() {
            switch scalar {
            case "\"": return String(result)
            case "\n": throw RuleFault(message: "a text is not closed")
            case "\\":
                guard let escaped = rest.popFirst() else { throw RuleFault(message: "a text is not closed") }
                switch escaped {
                case "\\", "\"": result.append(escaped)
                case "n": result.append("\n")
                case "r": result.append("\r")
                case "t": result.append("\t")
                case "a": result.append("\u{7}")
                case "b": result.append("\u{8}")
                case "f": result.append("\u{c}")
                case "v": result.append("\u{b}")
                case "x", "u", "U":
                    let count = escaped == "x" ? 2 : escaped == "u" ? 4 : 8
                    let digits = rest.prefix(count)
                    guard digits.count == count, let value = UInt32(String(digits), radix: 16), let decoded = Unicode.Scalar(value) else {
                        throw RuleFault(message: "unknown escape sequence")
                    }
                    rest = rest.dropFirst(count)
                    result.append(decoded)
                default: throw RuleFault(message: "unknown escape sequence")
                }
            default: result.append(scalar)
            }
        }
        throw RuleFault(message: "a text is not closed")
    }
}
