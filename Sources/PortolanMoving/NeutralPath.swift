// SPDX-License-Identifier: Apache-2.0

package import PortolanModel
import PortolanRegex

/// Which paths a rule takes, in words of no data plane.
package struct NeutralPath: Hashable, Sendable {
    /// How the paths are told.
    package enum Form: Hashable, Sendable {
        /// All paths.
        case any
        /// This path and no other.
        case exact(String)
        /// Whole path elements: `/a` takes `/a`, `/a/` and `/a/b`, not `/ab`.
        case elements(String)
        /// Bytes: `/a` takes `/ab`, and `/a/` does not take `/a`.
        case bytes(String)
        /// An expression that the whole path must match.
        case regex(String)
    }

    /// How the paths are told.
    package var form: Form
    /// Whether letter case does not count.
    package var ignoresCase: Bool

    /// Makes a path.
    package init(_ form: Form, ignoresCase: Bool = false) {
        self.form = form
        self.ignoresCase = ignoresCase
    }

    /// Reads a rule's path as its data plane does.
    package init(_ match: PathMatch?, on plane: DataPlane) {
        guard let match else {
            self.init(.any)
            return
        }
        let ignoresCase = plane.ignoresPathCase
        switch match.kind {
        case .exact: self.init(.exact(match.value), ignoresCase: ignoresCase)
        case .segments:
            let base = match.value.hasSuffix("/") ? String(match.value.dropLast()) : match.value
            self.init(base.isEmpty ? .any : .elements(base), ignoresCase: ignoresCase)
        case .prefix: self.init(match.value == "/" || match.value.isEmpty ? .any : .bytes(match.value), ignoresCase: ignoresCase)
        case .pattern: self.init(Self.pattern(match.value), ignoresCase: ignoresCase)
        case .regex: self = Self.expression(match.value, plane)
        }
    }

    /// A pattern with `*` and `?`: mostly a text with one `*` at its end.
    private static func pattern(_ text: String) -> Form {
        if text == "*" || text == "/*" { return .any }
        let stars = text.filter { $0 == "*" || $0 == "?" }.count
        if stars == 0 { return .exact(text) }
        if stars == 1, text.hasSuffix("*") { return .bytes(String(text.dropLast())) }
        return .regex(text.map { $0 == "*" ? ".*" : $0 == "?" ? "." : RegexText.quoted(String($0)) }.joined())
    }

    /// An expression, as one that the whole path must match.
    private static func expression(_ written: String, _ plane: DataPlane) -> NeutralPath {
        var text = written[...]
        var ignoresCase = plane.ignoresPathCase
        if text.hasPrefix("(?i)") {
            ignoresCase = true
            text = text.dropFirst(4)
        }
        let isAnchored = text.hasPrefix("^") || plane.regexMatch != .anywhere
        let isWhole = plane.regexMatch == .whole
        if text.hasPrefix("^") { text = text.dropFirst() }
        let ends = text.hasSuffix("$") && !text.hasSuffix("\\$")
        if ends { text = text.dropLast() }
        let body = String(text)
        if isAnchored, let literal = RegexText.literal(body) {
            if ends || isWhole { return NeutralPath(.exact(literal), ignoresCase: ignoresCase) }
            return NeutralPath(literal == "/" || literal.isEmpty ? .any : .bytes(literal), ignoresCase: ignoresCase)
        }
        let grouped = RegexText.hasAlternatives(body) ? "(?:\(body))" : body
        let open = ends || isWhole || grouped.hasSuffix(".*") || grouped.hasSuffix("(.*)")
        return NeutralPath(.regex((isAnchored ? "" : ".*") + grouped + (open ? "" : ".*")), ignoresCase: ignoresCase)
    }

    // MARK: What it takes

    /// Whether it takes a path.
    package func takes(_ path: String) -> Bool {
        let path = ignoresCase ? path.lowercased() : path
        func lower(_ text: String) -> String { ignoresCase ? text.lowercased() : text }
        switch form {
        case .any: return true
        case .exact(let value): return path == lower(value)
        case .elements(let value): return path == lower(value) || path.hasPrefix(lower(value) + "/")
        case .bytes(let value): return path.hasPrefix(lower(value))
        case .regex(let value):
            return (try? RegularExpression("^(?:\(value))$", ignoringCase: ignoresCase))?.matches(path) ?? false
        }
    }

    /// Whether some path may be taken by both.
    package func mayMeet(_ other: NeutralPath) -> Bool {
        func front(_ path: NeutralPath) -> (text: String, isOpen: Bool) {
            switch path.form {
            case .any: ("", true)
            case .exact(let value): (value, false)
            case .elements(let value), .bytes(let value): (value, true)
            case .regex(let value): (RegexText.split(value).literal, true)
            }
        }
        let (one, two) = (front(self), front(other))
        let (left, right) = ignoresCase || other.ignoresCase ? (one.text.lowercased(), two.text.lowercased()) : (one.text, two.text)
        if !one.isOpen { return other.takes(one.text) }
        if !two.isOpen { return takes(two.text) }
        return left.hasPrefix(right) || right.hasPrefix(left)
    }

    /// Whether it surely takes all that another takes.
    package func covers(_ other: NeutralPath) -> Bool {
        if form == .any { return true }
        if other.ignoresCase, !ignoresCase { return false }
        switch (form, other.form) {
        case (_, .any): return false
        case (_, .exact(let value)): return takes(value)
        case (.elements(let own), .elements(let value)): return value == own || value.hasPrefix(own + "/")
        case (.elements(let own), .bytes(let value)): return value.hasPrefix(own + "/")
        case (.bytes(let own), .elements(let value)), (.bytes(let own), .bytes(let value)): return value.hasPrefix(own)
        case (.regex(let own), .regex(let value)): return own == value
        default: return false
        }
    }
}

/// Texts of regular expressions.
enum RegexText {
    private static let special = Set("\\.+*?()|[]{}^$")

    /// A text as an expression that takes it and nothing else.
    static func quoted(_ text: String) -> String { text.map { special.contains($0) ? "\\\($0)" : String($0) }.joined() }

    /// The text that an expression takes, where it takes one only; a dot is taken for the dot that was meant.
    static func literal(_ expression: String) -> String? {
        var result = ""
        var rest = expression[...]
        while let character = rest.popFirst() {
            if character == "\\" {
                guard let next = rest.popFirst(), !next.isLetter, !next.isNumber else { return nil }
                result.append(next)
            } else if special.contains(character), character != "." {
                return nil
            } else {
                result.append(character)
            }
        }
        return result
    }

    /// Whether an expression has alternatives outside of groups.
    static func hasAlternatives(_ expression: String) -> Bool {
        var depth = 0
        var isInClass = false
        var rest = expression[...]
        while let character = rest.popFirst() {
            switch character {
            case "\\": _ = rest.popFirst()
            case "[": isInClass = true
            case "]": isInClass = false
            case "(" where !isInClass: depth += 1
            case ")" where !isInClass: depth -= 1
            case "|" where !isInClass && depth == 0: return true
            default: break
            }
        }
        return false
    }

    /// The literal text in front of an expression's first special character, and the rest.
    static func split(_ expression: String) -> (literal: String, rest: String) {
        var literal = ""
        var rest = expression[...]
        while let character = rest.first {
            if character == "\\" {
                guard let next = rest.dropFirst().first, !next.isLetter, !next.isNumber else { break }
                literal.append(next)
                rest = rest.dropFirst(2)
            } else if special.contains(character), character != "." {
                break
            } else {
                literal.append(character)
                rest = rest.dropFirst()
            }
        }
        // What is repeated belongs to the rest.
        if let first = rest.first, "*?+{".contains(first), let last = literal.popLast() { return (literal, String(last) + rest) }
        return (literal, String(rest))
    }
}
