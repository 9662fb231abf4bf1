// SPDX-License-Identifier: Apache-2.0

import PortolanManifest

/// A value as the API server holds it: what a document says, and what defaults add.
struct JSONTree: Sendable {
    indirect enum Value: Sendable {
        case null
        case bool(Bool)
        case int(Int)
        case double(Double)
        case string(String)
        case list([JSONTree])
        case object([String: JSONTree])
    }

    var value: Value
    /// Where it is written; `nil` for defaults.
    var node: YAMLNode?

    /// How deep values may be nested: more than any schema describes.
    private static let deepest = 200

    /// Reads a document, or a part of one; `nil` where it is nested deeper than any schema.
    init?(_ node: YAMLNode) {
        guard let tree = Self.read(node, depth: 0) else { return nil }
        self = tree
    }

    private init(_ value: Value, _ node: YAMLNode) {
        self.value = value
        self.node = node
    }

    private static func read(_ node: YAMLNode, depth: Int) -> JSONTree? {
        guard depth < deepest else { return nil }
        switch node.kind {
        case .mapping:
            var fields: [String: JSONTree] = [:]
            for entry in node.entries {
                guard let key = entry.key.jsonKey else { continue }
                guard let field = read(entry.value, depth: depth + 1) else { return nil }
                fields[key] = field
            }
            return JSONTree(.object(fields), node)
        case .sequence:
            var elements: [JSONTree] = []
            for child in node.writtenChildren {
                guard let element = read(child, depth: depth + 1) else { return nil }
                elements.append(element)
            }
            return JSONTree(.list(elements), node)
        case .scalar, .alias:
            return JSONTree(scalar(node), node)
        }
    }

    private static func scalar(_ node: YAMLNode) -> Value {
        switch node.scalar {
        case .bool(let value): .bool(value)
        case .int(let value): .int(value)
        case .float(let value): Int(exactly: value).map { .int($0) } ?? .double(value)
        case .string(let value): .string(value)
        case .null, nil: .null
        }
    }

    // MARK: Parts

    var isNull: Bool {
        if case .null = value { return true }
        return false
    }

    var elements: [JSONTree]? {
        guard case .list(let elements) = value else { return nil }
        return elements
    }

    var fields: [String: JSONTree]? {
        guard case .object(let fields) = value else { return nil }
        return fields
    }

    subscript(field: String) -> JSONTree? { fields?[field] }

    /// The JSON type's name.
    var typeName: String {
        switch value {
        case .null: "null"
        case .bool: "boolean"
        case .int: "integer"
        case .double: "number"
        case .string: "string"
        case .list: "array"
        case .object: "object"
        }
    }
}

extension JSONTree: Equatable {
    /// Whether both are the same JSON; places do not count.
    static func == (left: JSONTree, right: JSONTree) -> Bool {
        switch (left.value, right.value) {
        case (.null, .null): true
        case (.bool(let left), .bool(let right)): left == right
        case (.int(let left), .int(let right)): left == right
        case (.double(let left), .double(let right)): left == right
        case (.int(let left), .double(let right)): Double(left) == right
        case (.double(let left), .int(let right)): left == Double(right)
        case (.string(let left), .string(let right)): left.utf8.elementsEqual(right.utf8)
        case (.list(let left), .list(let right)): left == right
        case (.object(let left), .object(let right)): left == right
        default: false
        }
    }
}

extension JSONTree: Hashable {
    func hash(into hasher: inout Hasher) {
        switch value {
        case .null: hasher.combine(0)
        case .bool(let value): hasher.combine(value)
        case .int(let value): hasher.combine(Double(value))
        case .double(let value): hasher.combine(value)
        case .string(let value): for byte in value.utf8 { hasher.combine(byte) }
        case .list(let elements): hasher.combine(elements)
        case .object(let fields): hasher.combine(fields)
        }
    }
}

extension JSONTree: CustomStringConvertible {
    /// A scalar as messages show it; collections by their type.
    var description: String {
        switch value {
        case .null: "null"
        case .bool(let value): "\(value)"
        case .int(let value): "\(value)"
        case .double(let value): "\(value)"
        case .string(let value): "\"\(value)\""
        case .list, .object: typeName
        }
    }
}
