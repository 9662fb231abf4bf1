// SPDX-License-Identifier: Apache-2.0

import PortolanManifest

/// Lists whose elements are told apart by themselves or by some of their fields.
// Source: apiextensions-apiserver v0.34.9 pkg/apiserver/schema/listtype/validation.go.
enum ListTypes {
    static func faults(in tree: JSONTree, _ schema: JSONSchema?, path: String = "") -> [SchemaResult.Fault] {
        guard let schema else { return [] }
        switch tree.value {
        case .object(let fields):
            return fields.keys.sorted().flatMap { name in
                guard let field = fields[name], let property = schema.field(name) else { return [SchemaResult.Fault]() }
                let isKey = schema.properties[name] == nil
                return faults(in: field, property, path: isKey ? "\(path)[\(name)]" : path.isEmpty ? name : "\(path).\(name)")
            }
        case .list(let elements):
            return repeated(elements, schema.listType, path: path)
                + elements.enumerated().flatMap { faults(in: $1, schema.items, path: "\(path)[\($0)]") }
        default:
            return []
        }
    }

    private static func repeated(_ elements: [JSONTree], _ type: JSONSchema.ListType?, path: String) -> [SchemaResult.Fault] {
        guard let type else { return [] }
        let keys: [JSONTree]
        switch type {
        case .set:
            keys = elements
        case .map(let names):
            for (index, element) in elements.enumerated() where element.fields == nil && !element.isNull {
                let message = "Invalid value: \(element): must be an object for an array of list-type map"
                return [SchemaResult.Fault(type: "Invalid", path: "\(path)[\(index)]", message: message, node: element.node)]
            }
            keys = elements.map { element in
                var key = element
                key.value = .object((element.fields ?? [:]).filter { names.contains($0.key) })
                return key
            }
        }
        var times: [JSONTree: Int] = [:]
        var faults: [SchemaResult.Fault] = []
        for (index, key) in keys.enumerated() {
            times[key, default: 0] += 1
            // Only the second of equals is told.
            guard times[key] == 2 else { continue }
            let shown = (key.fields ?? [:]).sorted { $0.key < $1.key }.map { "\"\($0.key)\":\($0.value)" }.joined(separator: ",")
            let message = "Duplicate value: \(shown.isEmpty ? key.description : "{\(shown)}")"
            faults.append(SchemaResult.Fault(type: "Duplicate", path: "\(path)[\(index)]", message: message, node: key.node))
        }
        return faults
    }
}
