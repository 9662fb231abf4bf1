// SPDX-License-Identifier: Apache-2.0

/// A text with `{name}` references: the only way in which a provider file puts values together. `{{` and `}}` are braces.
struct Template: Hashable, Sendable {
    enum Part: Hashable, Sendable {
        case literal(String)
        case reference(String)
    }

    var parts: [Part]

    /// Splits a text into its parts; `nil` where a brace has no partner.
    init?(_ text: String) {
        parts = []
        var literal = ""
        var rest = Substring(text)
        while let character = rest.popFirst() {
            switch character {
            case "{" where rest.first == "{", "}" where rest.first == "}":
                literal.append(character)
                rest.removeFirst()
            case "{":
                guard let end = rest.firstIndex(of: "}") else { return nil }
                if !literal.isEmpty { parts.append(.literal(literal)) }
                literal = ""
                parts.append(.reference(String(rest[..<end])))
                rest = rest[rest.index(after: end)...]
            case "}": return nil
            default: literal.append(character)
            }
        }
        if !literal.isEmpty || parts.isEmpty { parts.append(.literal(literal)) }
    }

    /// The names that it refers to, in order.
    var references: [String] {
        parts.compactMap { if case .reference(let name) = $0 { name } else { nil } }
    }

    /// The text, where it refers to nothing.
    var constant: String? {
        if case .literal(let text)? = parts.first, parts.count == 1 { return text }
        return nil
    }

    /// The text with the references filled in; `nil` where one of them has no value.
    func text(in scope: Scope) -> String? {
        var result = ""
        for part in parts {
            switch part {
            case .literal(let text): result += text
            case .reference(let name):
                guard let value = scope.value(name) else { return nil }
                result += value
            }
        }
        return result
    }

    /// The text with the references filled in, an absent one as nothing: for messages.
    func message(in scope: Scope) -> String {
        parts.map { part in
            switch part {
            case .literal(let text): text
            case .reference(let name): scope.value(name) ?? ""
            }
        }.joined()
    }
}
