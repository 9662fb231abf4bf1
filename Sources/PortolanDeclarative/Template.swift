// SPDX-License-Identifier: Apache-2.0

/// A text with references: the only way in which a provider file puts values together.
struct Template: Hashable, Sendable {
    enum Part: Hashable, Sendable {
        case literal(String)
        case reference(Reference)
    }

    var parts: [Part]

    /// The names that it refers to, in order.
    var references: [Reference] {
        parts.compactMap { if case .reference(let reference) = $0 { reference } else { nil } }
    }

    /// The text, where it refers to nothing.
    var constant: String? {
        if parts.count == 1, case .literal(let text) = parts[0] { return text }
        return nil
    }

    /// The text with the references filled in; `nil` where one of them has no value.
    func text(in scope: Scope) -> String? {
        if parts.count == 1 {
            switch parts[0] {
            case .literal(let text): return text
            case .reference(let reference): return scope.value(reference)
            }
        }
        var result = ""
        for part in parts {
            switch part {
            case .literal(let text): result += text
            case .reference(let reference):
                guard let value = scope.value(reference) else { return nil }
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
            case .reference(let reference): scope.value(reference) ?? ""
            }
        }.joined()
    }
}

/// A template as it is written: names in braces, doubled braces for braces.
enum WrittenPart: Hashable {
    case literal(String)
    case name(String)

    /// Splits a text into its parts; `nil` where a brace has no partner.
    static func parts(of text: String) -> [WrittenPart]? {
        var parts: [WrittenPart] = []
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
                parts.append(.name(String(rest[..<end])))
                rest = rest[rest.index(after: end)...]
            case "}": return nil
            default: literal.append(character)
            }
        }
        if !literal.isEmpty || parts.isEmpty { parts.append(.literal(literal)) }
        return parts
    }
}
