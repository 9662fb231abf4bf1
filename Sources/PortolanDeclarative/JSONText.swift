// SPDX-License-Identifier: Apache-2.0

import PortolanProvider

/// JSON inside an annotation, as the controllers' own decoder takes it.
enum JSONText {
    /// Whether the text is a JSON object.
    static func isObject(_ text: String) -> Bool { object(text) != nil }

    /// The scalar at a place, or a list's count; `nil` where there is none.
    static func value(in text: String, at path: [ValueRule.JSONStep], scope: Scope) -> String? {
        guard var value = object(text) else { return nil }
        for step in path {
            switch step {
            case .key(let key):
                guard let next = member(key, of: value) else { return nil }
                value = next
            case .element(let key, let template):
                guard let wanted = template.text(in: scope),
                    let next = value.elements.first(where: { $0.kind == .object && member(key, of: $0)?.text == wanted })
                else { return nil }
                value = next
            case .count:
                return value.kind == .array || value.kind == .object ? String(value.elements.count) : nil
            }
        }
        return [.null, .array, .object].contains(value.kind) ? nil : value.text
    }

    private static func object(_ text: String) -> GoJSONValue? {
        guard let root = try? GoJSON(text).root, root.kind == .object else { return nil }
        return root
    }

    /// A member by its key, of which the last counts where it stands twice, or an element by its index.
    private static func member(_ key: String, of value: GoJSONValue) -> GoJSONValue? {
        switch value.kind {
        case .object: return value.members.last { $0.key == key }?.value
        case .array:
            let elements = value.elements
            return Int(key).flatMap { elements.indices.contains($0) ? elements[$0] : nil }
        case .null, .bool, .number, .string: return nil
        }
    }
}
