// SPDX-License-Identifier: Apache-2.0

import PortolanProvider

/// The Go type that a JSON annotation is decoded into.
///
/// `null` fits every type, and fields that the type does not have are passed over.
indirect enum JSONShape: Sendable {
    case any
    case string
    case integer
    case boolean
    case list(JSONShape)
    case map(JSONShape)
    case fields([String: JSONShape])
    /// An object whose other fields depend on the text in one of them.
    case variant(by: String, [String: JSONShape])

    /// Reads an annotation; a text that is no JSON or does not fit is refused.
    static func read(_ text: String, as shape: JSONShape, prefix: String = "", ignoringRest: Bool = false) throws(GoError) -> GoJSONValue {
        do throws(GoError) {
            let value = try GoJSON(text, ignoringRest: ignoringRest).root
            if let mismatch = shape.mismatch(value) { throw mismatch }
            return value
        } catch {
            throw GoError(prefix + error.message)
        }
    }

    /// The first value that does not fit; `nil` where all do.
    ///
    /// The depth of a shape bounds the depth of the walk.
    private func mismatch(_ value: GoJSONValue) -> GoError? {
        switch (self, value.kind) {
        case (.any, _), (_, .null), (.string, .string), (.boolean, .bool): return nil
        case (.integer, .number) where GoValue.int(value.text) != nil: return nil
        case (.list(let element), .array): return value.elements.lazy.compactMap { element.mismatch($0) }.first
        case (.map(let element), .object): return value.members.lazy.compactMap { element.mismatch($0.value) }.first
        case (.fields(let fields), .object): return Self.mismatch(value, fields)
        case (.variant(let key, let variants), .object):
            if let mismatch = Self.mismatch(value, [key: .string]) { return mismatch }
            return value.field(key).flatMap { variants[$0.text] }?.mismatch(value)
        default: return value.mismatch(in: "value", type: goType)
        }
    }

    private static func mismatch(_ value: GoJSONValue, _ fields: [String: JSONShape]) -> GoError? {
        for member in value.members {
            let shape = fields[member.key] ?? fields.first { GoJSONValue.key(member.key, names: $0.key) }?.value
            if let mismatch = shape?.mismatch(member.value) { return mismatch }
        }
        return nil
    }

    private var goType: String {
        switch self {
        case .any: "interface {}"
        case .string: "string"
        case .integer: "int"
        case .boolean: "bool"
        case .list(let element): "[]" + element.goType
        case .map(let value): "map[string]" + value.goType
        case .fields, .variant: "struct"
        }
    }
}

extension GoJSONValue {
    /// What a Go struct's field takes from an object: of several members that name it the last that is not `null`.
    func field(_ name: String) -> GoJSONValue? {
        members.last { GoJSONValue.key($0.key, names: name) && $0.value.kind != .null }?.value
    }
}
