// SPDX-License-Identifier: Apache-2.0

import PortolanManifest
public import PortolanModel

/// The schema of a custom resource as its CustomResourceDefinition has it: what the API server refuses, a controller never sees.
///
/// A schema is as deep as it is written in code, so that walking it along a document cannot run away.
public indirect enum CustomResourceSchema: Sendable {
    /// Text.
    case string
    /// `true` or `false`.
    case boolean
    /// A whole number.
    case integer
    /// A number.
    case number
    /// A list.
    case list(CustomResourceSchema)
    /// An object with these fields and no others, of which some must be there.
    case object([String: CustomResourceSchema], required: [String] = [])
    /// Anything.
    case anything

    /// What the API server has against a value.
    public struct Fault: Hashable, Sendable {
        /// The API server's own words, with the path in front.
        public var message: String
        /// Where.
        public var location: SourceLocation
    }

    /// What the API server has against an object's `spec` in the order of the file; nothing where it takes it.
    ///
    /// An unknown field is a fault as well: `kubectl apply` asks for strict validation unless told otherwise.
    public func faults(inSpecOf metadata: ObjectMeta) -> [Fault] {
        var faults: [Fault] = []
        if let spec = metadata.node.value("spec") { collect(spec, path: "spec", &faults) }
        return faults
    }

    private func collect(_ node: YAMLNode, path: String, _ faults: inout [Fault]) {
        switch self {
        case .anything: return
        case .object(let fields, let required):
            guard node.kind == .mapping else { return mismatch(node, path, "object", &faults) }
            var missing = required
            for entry in node.entries {
                let name = entry.key.text ?? ""
                missing.removeAll { $0 == name }
                if let field = fields[name] {
                    field.collect(entry.value, path: "\(path).\(name)", &faults)
                } else {
                    faults.append(Fault(message: "unknown field \"\(path).\(name)\"", location: entry.key.location))
                }
            }
            for name in missing { faults.append(Fault(message: "\(path).\(name): Required value", location: node.location)) }
        case .list(let element):
            guard node.kind == .sequence else { return mismatch(node, path, "array", &faults) }
            for (index, child) in node.elements.enumerated() { element.collect(child, path: "\(path)[\(index)]", &faults) }
        case .string, .boolean, .integer, .number:
            guard let value = node.scalar.map(JSONValue.init) else { return mismatch(node, path, name, &faults) }
            switch (self, value) {
            case (.string, .string), (.boolean, .bool), (.integer, .whole), (.number, .whole), (.number, .fraction): return
            default: mismatch(node, path, name, &faults)
            }
        }
    }

    private var name: String {
        switch self {
        case .string: "string"
        case .boolean: "boolean"
        case .integer: "integer"
        case .number: "number"
        case .list: "array"
        case .object, .anything: "object"
        }
    }

    private func mismatch(_ node: YAMLNode, _ path: String, _ expected: String, _ faults: inout [Fault]) {
        let found =
            switch node.kind {
            case .mapping: "object"
            case .sequence: "array"
            case .scalar, .alias:
                switch node.scalar.map(JSONValue.init) {
                case .bool?: "boolean"
                case .whole?: "integer"
                case .fraction?, .notFinite?: "number"
                case .string?: "string"
                case .null?, nil: "null"
                }
            }
        faults.append(
            Fault(
                message: "\(path): Invalid value: \"\(found)\": \(path) in body must be of type \(expected): \"\(found)\"",
                location: node.location))
    }
}
