// SPDX-License-Identifier: Apache-2.0

import PortolanManifest
import PortolanModel

/// What strict decoding has against a document, in the API server's own words and order.
///
/// The server turns YAML into JSON with sorted keys, then decodes that: so the order is that of the keys, not of the file. A type error is
/// fatal and hides everything else; then come unknown fields. Of a key that is written twice the last value counts: kubectl turns YAML into
/// JSON before it sends it, so the server never sees the first.
// Source: apimachinery v0.35.5 pkg/runtime/serializer/json/json.go (unmarshal), sigs.k8s.io/json decode.go, sigs.k8s.io/yaml yaml.go.
struct DecodeFaults {
    private let table: FieldTable
    /// The first type error, after which decoding goes on but can no longer succeed.
    private var typeError: Inventory.Rejection.Reason?
    private var unknown: [Inventory.Rejection.Reason] = []
    private var path = DecodePath()

    /// Everything wrong with a document of a type; empty where nothing is.
    static func reasons(in node: YAMLNode, asObject object: Int, table: FieldTable) -> [Inventory.Rejection.Reason] {
        if let reason = UnwritableJSON.reason(in: node) { return [reason] }
        var faults = DecodeFaults(table: table)
        if let fatal = faults.decodeObject(node, as: object) { return [fatal] }
        return faults.typeError.map { [$0] } ?? faults.unknown
    }

    private init(table: FieldTable) { self.table = table }

    // MARK: Collections

    /// Decodes a value; what it returns ends all decoding.
    private mutating func decode(_ node: YAMLNode, as kind: Int) -> Inventory.Rejection.Reason? {
        switch table.kinds[kind] {
        case .object(let object):
            return decodeObject(node, as: object)
        case .list(let element):
            guard node.kind == .sequence else { return mismatch(node, goType: "[]\(name(of: element))") }
            for (index, child) in node.elements.enumerated() {
                path.enter(index)
                let fatal = decode(child, as: element)
                path.leave()
                if let fatal { return fatal }
            }
            return nil
        case .map(let element):
            guard node.kind == .mapping else { return mismatch(node, goType: "map[string]\(name(of: element))") }
            for entry in node.sortedEntries {
                path.enter(mapKey: entry.key)
                let fatal = decode(entry.value, as: element)
                path.leave()
                if let fatal { return fatal }
            }
            return nil
        case .any:
            return nil
        default:
            return decodeScalar(node, as: table.kinds[kind])
        }
    }

    private mutating func decodeObject(_ node: YAMLNode, as object: Int) -> Inventory.Rejection.Reason? {
        guard node.kind == .mapping else { return mismatch(node, goType: table.objects[object].name) }
        for entry in node.sortedEntries {
            var key = entry.key
            guard let field = key.withUTF8({ table.field($0, of: object) }) else {
                note(unknown: entry.key, at: entry.keyNode, of: object)
                continue
            }
            path.enter(table.fields[field].name, of: table.objects[object].name)
            let fatal = decode(entry.value, as: table.fields[field].kind)
            path.leave()
            if let fatal { return fatal }
        }
        return nil
    }

    private mutating func note(unknown key: String, at node: YAMLNode, of object: Int) {
        guard unknown.count < 100 else { return }
        let field = path.strict(adding: key)
        var message = "unknown field \"\(field)\""
        let known = table.fields[table.objects[object].fields].lazy.map(\.name)
        if table.objects[object].name == "IngressBackend", ["serviceName", "servicePort"].contains(key) {
            message += "; since Kubernetes 1.22 a backend is written as service: {name: …, port: {number: …}}"
        } else if let near = NearestName.of(key, among: known) {
            message += "; did you mean \"\(near)\"?"
        }
        unknown.append(Inventory.Rejection.Reason(field: field, type: "UnknownField", message: message, location: node.location))
    }

    // MARK: Scalars

    private mutating func decodeScalar(_ node: YAMLNode, as kind: FieldTable.Kind) -> Inventory.Rejection.Reason? {
        if let scalar = node.scalar, JSONFormat.accepts(scalar, as: kind) { return nil }
        switch kind {
        case .quantity:
            return failure(node, "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'")
        case .time, .microTime:
            guard node.kind == .scalar, node.scalar.map(JSONValue.init) == .string else { return typed(node, goType: "string") }
            return failure(node, "parsing time \"\(node.text ?? "")\" as \"2006-01-02T15:04:05Z07:00\"")
        case .intOrString:
            return typed(node, goType: "int32")
        case .bytes where node.scalar.map(JSONValue.init) == .string:
            if typeError == nil { typeError = failure(node, "illegal base64 data") }
            return nil
        case .bool:
            return mismatch(node, goType: "bool")
        case .int32:
            return mismatch(node, goType: "int32")
        case .int64:
            return mismatch(node, goType: "int64")
        default:
            return mismatch(node, goType: "string")
        }
    }

    /// Notes a value of another JSON type; decoding goes on.
    private mutating func mismatch(_ node: YAMLNode, goType: String) -> Inventory.Rejection.Reason? {
        if node.isNull { return nil }
        if typeError == nil { typeError = typed(node, goType: goType) }
        return nil
    }

    private func typed(_ node: YAMLNode, goType: String) -> Inventory.Rejection.Reason {
        let field = path.decoded
        let message = "json: cannot unmarshal \(Self.valueName(node)) into Go struct field \(path.owner).\(field) of type \(goType)"
        return Inventory.Rejection.Reason(field: field.isEmpty ? nil : field, type: "Decode", message: message, location: node.location)
    }

    private func failure(_ node: YAMLNode, _ message: String) -> Inventory.Rejection.Reason {
        Inventory.Rejection.Reason(field: nil, type: "Decode", message: message, location: node.location)
    }

    private static func valueName(_ node: YAMLNode) -> String {
        switch node.kind {
        case .sequence: return "array"
        case .mapping: return "object"
        case .scalar, .alias:
            let value = node.scalar.map(JSONValue.init) ?? .null
            return value == .string || value == .bool ? value.typeName : "number \(node.text ?? "")"
        }
    }

    private func name(of kind: Int) -> String {
        switch table.kinds[kind] {
        case .object(let object): table.objects[object].name
        case .list(let element): "[]\(name(of: element))"
        case .map(let element): "map[string]\(name(of: element))"
        case .string: "string"
        case .bool: "bool"
        case .int32: "int32"
        case .int64: "int64"
        case .quantity: "resource.Quantity"
        case .time, .microTime: "v1.Time"
        case .intOrString: "intstr.IntOrString"
        case .bytes: "[]uint8"
        case .any: "runtime.RawExtension"
        }
    }
}

/// Where decoding is, in the two forms in which the API server writes it.
private struct DecodePath {
    private enum Step {
        case field(String, owner: String)
        case index(Int)
        case mapKey(String)
    }

    private var steps: [Step] = []

    mutating func enter(_ field: String, of owner: String) { steps.append(.field(field, owner: owner)) }
    mutating func enter(_ index: Int) { steps.append(.index(index)) }
    mutating func enter(mapKey: String) { steps.append(.mapKey(mapKey)) }
    mutating func leave() { steps.removeLast() }

    /// As type errors have it: field names alone, no indexes, no keys.
    var decoded: String {
        steps.compactMap { step in
            guard case .field(let name, _) = step else { return nil }
            return name
        }.joined(separator: ".")
    }

    /// The type that holds the innermost field.
    var owner: String {
        for step in steps.reversed() {
            if case .field(_, let owner) = step { return owner }
        }
        return ""
    }

    /// As strict errors have it: with indexes.
    func strict(adding key: String) -> String {
        var result = ""
        for step in steps {
            switch step {
            case .index(let index): result += "[\(index)]"
            case .field(let name, _), .mapKey(let name): result += result.isEmpty ? name : ".\(name)"
            }
        }
        return result.isEmpty ? key : "\(result).\(key)"
    }
}
