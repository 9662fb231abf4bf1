// SPDX-License-Identifier: Apache-2.0

import PortolanManifest
import PortolanProvider

/// Reads mappings of a provider file and collects every mistake with its place.
struct NodeReader {
    var errors: [CatalogueError] = []
    /// The names that conditions and templates may refer to so far.
    var known = Reference.fields
    /// Those of them that differ from port to port.
    var perPort = Set(Reference.PortField.allCases.map { Reference.port($0) })
    /// The annotation keys that the behaviour reads.
    var annotationKeys: [(key: String, node: YAMLNode)] = []

    mutating func fail(_ node: YAMLNode, _ message: String) { errors.append(CatalogueError(location: node.location, message: message)) }

    /// Checks that a node is a mapping with none but these keys, each once.
    mutating func check(_ node: YAMLNode, keys: Set<String>) -> Bool {
        guard node.kind == .mapping else {
            fail(node, "expected a mapping")
            return false
        }
        var seen: Set<String> = []
        for entry in node.writtenEntries {
            let key = entry.key.text ?? ""
            if !keys.contains(key) { fail(entry.key, "unknown key \"\(key)\"; known here: \(keys.sorted().joined(separator: ", "))") }
            if !seen.insert(key).inserted { fail(entry.key, "key \"\(key)\" stands here twice") }
        }
        return true
    }

    mutating func text(_ node: YAMLNode, _ key: String) -> String? {
        guard let value = node.value(key) else { return nil }
        guard let text = value.text, !text.isEmpty else {
            fail(value, "\"\(key)\" needs a text")
            return nil
        }
        return text
    }

    mutating func required(_ node: YAMLNode, _ key: String) -> String? {
        guard node.value(key) != nil else {
            fail(node, "\"\(key)\" is missing")
            return nil
        }
        return text(node, key)
    }

    /// A text or a list of texts.
    mutating func texts(_ node: YAMLNode, _ key: String) -> [String] { node.value(key).map { texts($0) } ?? [] }

    mutating func texts(_ node: YAMLNode) -> [String] {
        if let text = node.text { return [text] }
        guard node.kind == .sequence else {
            fail(node, "expected a text or a list of texts")
            return []
        }
        return node.elements.compactMap { element in
            if element.text == nil { fail(element, "expected a text") }
            return element.text
        }
    }

    mutating func flag(_ node: YAMLNode, _ key: String) -> Bool {
        guard let value = node.value(key) else { return false }
        guard case .bool(let flag)? = value.scalar else {
            fail(value, "\"\(key)\" needs true or false")
            return false
        }
        return flag
    }

    mutating func integer(_ node: YAMLNode, _ key: String) -> Int? {
        guard let value = node.value(key) else { return nil }
        guard case .int(let number)? = value.scalar else {
            fail(value, "\"\(key)\" needs a whole number")
            return nil
        }
        return number
    }

    mutating func word<Word: RawRepresentable & CaseIterable>(_ node: YAMLNode, _ key: String, _ fallback: Word) -> Word
    where Word.RawValue == String {
        guard let value = node.value(key) else { return fallback }
        guard let word = value.text.flatMap(Word.init(rawValue:)) else {
            fail(value, "\"\(key)\" needs one of \(Word.allCases.map(\.rawValue).joined(separator: ", "))")
            return fallback
        }
        return word
    }

    mutating func rows<Row>(_ node: YAMLNode, _ key: String, _ read: (inout NodeReader, YAMLNode) -> Row?) -> [Row] {
        guard let list = node.value(key) else { return [] }
        guard list.kind == .sequence else {
            fail(list, "\"\(key)\" needs a list")
            return []
        }
        return list.elements.compactMap { read(&self, $0) }
    }

    // MARK: Texts and conditions

    mutating func template(_ node: YAMLNode) -> Template? {
        guard let text = node.text else {
            fail(node, "expected a text")
            return nil
        }
        guard let parts = WrittenPart.parts(of: text) else {
            fail(node, "a brace has no partner; a brace that is meant as such is written twice")
            return nil
        }
        return Template(
            parts: parts.compactMap { part in
                switch part {
                case .literal(let text): .literal(text)
                case .name(let name): refer(name, node).map { .reference($0) }
                }
            })
    }

    mutating func choice(_ node: YAMLNode, _ key: String) -> Choice { node.value(key).map { choice($0) } ?? Choice() }

    /// A text, a mapping `{when, is, maxLength}`, or a list of them of which the first that fits counts.
    mutating func choice(_ node: YAMLNode) -> Choice {
        let nodes = node.kind == .sequence ? node.elements : [node]
        return Choice(
            options: nodes.compactMap { node in
                guard node.kind == .mapping else { return template(node).map { Choice.Option(template: $0) } }
                guard check(node, keys: ["when", "is", "maxLength"]) else { return nil }
                guard let value = node.value("is") else {
                    fail(node, "\"is\" is missing")
                    return nil
                }
                let condition = self.condition(node, "when")
                return template(value).map { Choice.Option(condition: condition, template: $0, maximumLength: integer(node, "maxLength")) }
            })
    }

    mutating func condition(_ node: YAMLNode, _ key: String) -> Condition {
        guard let value = node.value(key) else { return Condition() }
        let nodes = value.kind == .sequence ? value.elements : [value]
        return Condition(
            alternatives: nodes.map { node in
                guard node.kind == .mapping else {
                    fail(node, "a condition is a mapping from names to what they must be")
                    return []
                }
                return node.entries.compactMap { entry in
                    guard let subject = refer(entry.key.text ?? "", entry.key) else { return nil }
                    return expectation(entry.value).map { Condition.Test(subject: subject, expectation: $0) }
                }
            })
    }

    private mutating func expectation(_ node: YAMLNode) -> Condition.Test.Expectation? {
        guard node.kind == .mapping else { return .anyOf(templates(node)) }
        let tests: Set = ["present", "not", "prefix", "has", "above", "below"]
        guard check(node, keys: tests), node.entries.count == 1, let entry = node.entries.first else {
            fail(node, "expected one of present, not, prefix, has, above, below")
            return nil
        }
        switch entry.key.text {
        case "present": return .present(flag(node, "present"))
        case "not": return .noneOf(templates(entry.value))
        case "prefix": return text(node, "prefix").map { .prefix($0) }
        case "has": return text(node, "has").map { .has($0) }
        case "above": return integer(node, "above").map { .above($0) }
        default: return integer(node, "below").map { .below($0) }
        }
    }

    private mutating func templates(_ node: YAMLNode) -> [Template] {
        let nodes = node.kind == .sequence ? node.elements : [node]
        return nodes.compactMap { template($0) }
    }

    mutating func refer(_ name: String, _ node: YAMLNode) -> Reference? {
        if let reference = known[name] { return reference }
        let hint = name.hasPrefix("option.") ? "the file has no such option" : "a value must stand above what refers to it"
        fail(node, "unknown name \"\(name)\": \(hint)")
        return nil
    }
}
