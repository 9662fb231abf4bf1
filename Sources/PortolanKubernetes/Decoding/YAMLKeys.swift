// SPDX-License-Identifier: Apache-2.0

import PortolanManifest
import PortolanModel

/// An entry of a mapping under the key that JSON gets.
struct JSONEntry {
    let key: String
    let keyNode: YAMLNode
    let value: YAMLNode
}

extension YAMLNode {
    /// The text that a mapping key becomes in JSON: `on` becomes `true`, `010` becomes `8`; `nil` where YAML has no such key.
    // Source: sigs.k8s.io/yaml yaml.go, convertToJSONableObject.
    var jsonKey: String? {
        switch scalar {
        case .string(let text): text
        case .bool(let value): value ? "true" : "false"
        case .int(let value): String(value)
        case .float(let value): Int(exactly: value).map { String($0) } ?? text
        case .null, nil: nil
        }
    }

    /// A mapping's entries in the order of JSON: by key, merge keys resolved, of equal keys the last.
    var sortedEntries: [JSONEntry] {
        var byKey: [String: JSONEntry] = [:]
        for entry in entries {
            guard let key = entry.key.jsonKey else { continue }
            byKey[key] = JSONEntry(key: key, keyNode: entry.key, value: entry.value)
        }
        return byKey.values.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    }

    /// Walks a document's nodes in the order written until a closure has an answer; the composer bounds what aliases expand to.
    func firstInDocument<Result>(_ body: (YAMLNode) -> Result?) -> Result? {
        var open = [self]
        while let node = open.popLast() {
            if let result = body(node) { return result }
            open.append(contentsOf: Array(node.writtenChildren).reversed())
        }
        return nil
    }
}

/// Keys that stand twice in one mapping.
///
/// The API server never sees the first: kubectl turns YAML into JSON before it sends it, and the last value wins (kubectl 1.32, tried).
/// A key that overrides a merged one is no duplicate.
enum DuplicateKeys {
    /// Those of an object, in the order written.
    static func all(in object: ObjectMeta) -> [Inventory.DuplicateKey] {
        var found: [Inventory.DuplicateKey] = []
        _ = object.node.firstInDocument { node -> Never? in
            guard node.kind == .mapping else { return nil }
            var places: [String: (first: YAMLNode, last: YAMLNode)] = [:]
            var order: [String] = []
            for entry in node.writtenEntries where !(entry.key.isPlain && entry.key.isText("<<")) {
                guard let key = entry.key.jsonKey else { continue }
                if let before = places[key] {
                    if before.first.location == before.last.location { order.append(key) }
                    places[key] = (before.first, entry.key)
                } else {
                    places[key] = (entry.key, entry.key)
                }
            }
            for key in order {
                guard let (first, last) = places[key] else { continue }
                found.append(Inventory.DuplicateKey(subject: object, key: key, first: first.location, last: last.location))
            }
            return nil
        }
        return found
    }
}

/// YAML that JSON cannot hold.
enum UnwritableJSON {
    /// The first such value of a document.
    static func reason(in document: YAMLNode) -> Inventory.Rejection.Reason? {
        document.firstInDocument { node in
            let message: String
            if node.kind == .mapping, let bad = node.writtenEntries.first(where: { $0.key.jsonKey == nil })?.key {
                message = "error converting YAML to JSON: unsupported map key \(bad.text ?? "")"
                return Inventory.Rejection.Reason(field: nil, type: "Decode", message: message, location: bad.location)
            }
            guard node.kind == .scalar, node.scalar.map(JSONValue.init) == .notFinite else { return nil }
            message = "json: unsupported value: \(node.text ?? "")"
            return Inventory.Rejection.Reason(field: nil, type: "Decode", message: message, location: node.location)
        }
    }
}
