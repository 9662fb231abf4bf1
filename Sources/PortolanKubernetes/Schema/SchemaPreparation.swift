// SPDX-License-Identifier: Apache-2.0

import PortolanManifest
import PortolanModel

/// What the server does to a custom resource before it judges it: fields that the schema lacks are told, nulls dropped, defaults filled in.
// Source: apiextensions-apiserver v0.34.9 pkg/apiserver/schema/pruning/algorithm.go, defaulting/algorithm.go, defaulting/prunenulls.go.
enum SchemaPreparation {
    /// A field that the schema lacks.
    struct UnknownField {
        let path: String
        let place: YAMLNode?
        let nearest: String?
    }

    /// All of them, in the order of their paths.
    static func unknownFields(in tree: JSONTree, _ schema: JSONSchema) -> [UnknownField] {
        var found: [UnknownField] = []
        note(tree, schema, isRoot: true, path: "", &found)
        return found.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
    }

    private static let metaFields: Set<String> = ["apiVersion", "kind", "metadata"]

    private static func note(_ tree: JSONTree, _ schema: JSONSchema?, isRoot: Bool, path: String, _ found: inout [UnknownField]) {
        switch tree.value {
        case .object(let fields):
            for (name, field) in fields {
                if isRoot || schema?.isEmbeddedResource == true, metaFields.contains(name) { continue }
                let fieldPath = path.isEmpty ? name : "\(path).\(name)"
                if let property = schema?.properties[name] {
                    note(field, property, isRoot: false, path: fieldPath, &found)
                } else if case .schema(let additional)? = schema?.additional {
                    note(field, additional, isRoot: false, path: fieldPath, &found)
                } else if case .anything? = schema?.additional {
                    // Without a schema: what is below it has none either, so that its fields are unknown.
                    note(field, nil, isRoot: false, path: fieldPath, &found)
                } else if schema?.preservesUnknownFields != true, found.count < 100 {
                    let known = schema?.properties.keys.sorted() ?? []
                    let place = tree.node?.keyNode(name) ?? field.node
                    found.append(UnknownField(path: fieldPath, place: place, nearest: NearestName.of(name, among: known)))
                }
            }
        case .list(let elements):
            guard schema?.preservesUnknownFields != true || schema?.items != nil else { return }
            for (index, element) in elements.enumerated() {
                note(element, schema?.items, isRoot: false, path: "\(path)[\(index)]", &found)
            }
        default:
            return
        }
    }

    /// The value without nulls that may not be, and with defaults.
    static func defaulted(_ tree: JSONTree, _ schema: JSONSchema?) -> JSONTree {
        guard let schema else { return tree }
        var result = tree
        switch tree.value {
        case .object(var fields):
            for (name, field) in fields where field.isNull {
                guard let property = schema.field(name), !property.isNullable else { continue }
                fields[name] = nil
            }
            for (name, property) in schema.properties where fields[name] == nil {
                if var value = property.defaultValue {
                    value.node = nil
                    fields[name] = value
                }
            }
            for (name, field) in fields {
                if let property = schema.field(name) { fields[name] = defaulted(field, property) }
            }
            result.value = .object(fields)
        case .list(let elements):
            result.value = .list(
                elements.map { element in
                    let value = element.isNull && schema.items?.isNullable == false ? schema.items?.defaultValue ?? element : element
                    return defaulted(value, schema.items)
                })
        default:
            break
        }
        return result
    }
}

extension JSONSchema {
    /// The schema of a field: a property's, or that of all others.
    func field(_ name: String) -> JSONSchema? {
        if let property = properties[name] { return property }
        guard case .schema(let schema) = additional else { return nil }
        return schema
    }
}
