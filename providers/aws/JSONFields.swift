// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanProvider

/// The members of a JSON object as Go's `encoding/json` puts them into the fields of a struct: `null` says nothing, of two that name one
/// field the last counts.
struct JSONFields {
    private let type: String
    private let members: [(key: String, value: GoJSONValue)]

    /// Takes an object, or `null`, which is a struct without anything set.
    init(of value: GoJSONValue, as type: String) throws(GoError) {
        guard value.kind == .object || value.kind == .null else { throw value.mismatch(in: "value", type: "service.\(type)") }
        self.type = type
        members = value.kind == .object ? value.members : []
    }

    func text(_ field: String) throws(GoError) -> String? {
        guard let value = value(field) else { return nil }
        guard value.kind == .string else { throw mismatch(value, field, "string") }
        return value.text
    }

    func bool(_ field: String) throws(GoError) -> Bool? {
        guard let value = value(field) else { return nil }
        guard value.kind == .bool else { throw mismatch(value, field, "bool") }
        return value.text == "true"
    }

    func int32(_ field: String) throws(GoError) -> Int? {
        guard let value = value(field) else { return nil }
        guard value.kind == .number, let number = GoValue.int(value.text, bits: 32) else { throw mismatch(value, field, "int32") }
        return number
    }

    /// Kubernetes' `intstr.IntOrString`: a text stays a name even where it is all digits.
    func intOrString(_ field: String) throws(GoError) -> IntOrString? {
        guard let value = value(field) else { return nil }
        if value.kind == .string { return .string(value.text) }
        return try int32(field).map { .int($0) }
    }

    func object(_ field: String, as type: String) throws(GoError) -> JSONFields? {
        guard let value = value(field) else { return nil }
        return try JSONFields(of: value, as: type)
    }

    func array(_ field: String) throws(GoError) -> [GoJSONValue] {
        guard let value = value(field) else { return [] }
        guard value.kind == .array else { throw mismatch(value, field, "[]service.TargetGroupTuple") }
        return value.elements
    }

    private func value(_ field: String) -> GoJSONValue? {
        members.last { GoJSONValue.key($0.key, names: field) && $0.value.kind != .null }?.value
    }

    private func mismatch(_ value: GoJSONValue, _ field: String, _ expected: String) -> GoError {
        value.mismatch(in: "struct field \(type).\(field)", type: expected)
    }
}
