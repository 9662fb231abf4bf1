// SPDX-License-Identifier: Apache-2.0

/// What a template can name at one place.
///
/// Every text goes through `templateText`; the engine escapes it. What is absent is `false`: a name that a row lacks would be looked up in
/// the page around it.
typealias TemplateRow = [String: Any]

extension TemplateRow {
    /// Sets a list, and beside it whether it has anything: `losses` and `hasLosses`.
    mutating func set(_ name: String, _ rows: [Any]) {
        self[name] = rows
        self["has\(name.prefix(1).uppercased())\(name.dropFirst())"] = !rows.isEmpty
    }

    /// Sets a text that may be absent.
    mutating func set(_ name: String, _ text: String?) { self[name] = text?.templateText ?? false }
}

extension Array where Element: Hashable {
    /// Each element once, where it first stands.
    var uniqued: [Element] {
        var seen: Set<Element> = []
        return filter { seen.insert($0).inserted }
    }
}

/// Words for people.
enum Words {
    /// `1 Service`, `3 Services`, `2 Ingresses`.
    static func counted(_ count: Int, _ noun: String) -> String {
        count == 1 ? "1 \(noun)" : "\(count) \(plural(noun))"
    }

    /// `Services`, `Ingresses`, `Gateways`.
    static func plural(_ noun: String) -> String { noun + (noun.hasSuffix("s") || noun.hasSuffix("ch") ? "es" : "s") }

    /// `a`, `a and b`, `a, b and c`.
    static func list(_ words: [String]) -> String {
        guard words.count > 1, let last = words.last else { return words.first ?? "" }
        return words.dropLast().joined(separator: ", ") + " and " + last
    }

    /// The first of many, and how many more there are.
    static func shortened(_ words: [String], to most: Int) -> String {
        words.count <= most ? list(words) : words.prefix(most).joined(separator: ", ") + " and \(words.count - most) more"
    }

    /// A text of at most so many characters.
    static func clipped(_ text: String, to most: Int) -> String {
        text.utf8.count <= most || text.count <= most ? text : text.prefix(max(1, most - 1)) + "…"
    }
}
