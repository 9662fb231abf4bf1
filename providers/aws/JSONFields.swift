// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanProvider

/// The members of a JSON object as Go's `encoding/json` puts them into the fields of a struct: `null` says nothing, of two that name one
/// field the last counts.
struct JSONFields {
    private let type: String
    private let package: String
    private let members: [(key: String, value: GoJSONValue)]

    /// Takes an object, or `null`, which is a struct without anything set.
    ///
    /// - Parameters:
    ///   - value: The JSON value.
    ///   - type: The struct's name, as type errors show it.
    ///   - package: The Go package that declares it.
    init(of value: GoJSONValue, as type: String, in package: String = "service") throws(GoError) {
        guard value.kind == .object || value.kind == .null else { throw value.mismatch(in: "value", type: "\(package).\(type)") }
        self.type = type
        self.package = package
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
        return try JSONFields(of: value, as: type, in: package)
    }

    /// The elements of a list of structs; none where the field is absent.
    func array(_ field: String, of element: String) throws(GoError) -> [JSONFields] {
        guard let value = value(field) else { return [] }
        guard value.kind == .array else { throw mismatch(value, field, "[]\(package).\(element)") }
        return try value.elements.map { child throws(GoError) in try JSONFields(of: child, as: element, in: package) }
    }

    /// A list of texts; empty where the field is absent.
    func texts(_ field: String) throws(GoError) -> [String] {
        guard let value = value(field) else { return [] }
        guard value.kind == .array else { throw mismatch(value, field, "[]string") }
        return try value.elements.map { child throws(GoError) in
            guard child.kind == .string || child.kind == .null else { throw mismatch(child, field, "string") }
            return child.kind == .null ? "" : child.text
        }
    }

    /// A mapping from text to text, in the order written; empty where the field is absent.
    func textMap(_ field: String) throws(GoError) -> [(key: String, value: String)] {
        guard let value = value(field) else { return [] }
        guard value.kind == .object else { throw mismatch(value, field, "map[string]string") }
        return try value.members.map { member throws(GoError) in
            guard member.value.kind == .string || member.value.kind == .null else { throw mismatch(member.value, field, "string") }
            return (member.key, member.value.kind == .null ? "" : member.value.text)
        }
    }

    private func value(_ field: String) -> GoJSONValue? {
        members.last { GoJSONValue.key($0.key, names: field) && $0.value.kind != .null }?.value
    }

    private func mismatch(_ value: GoJSONValue, _ field: String, _ expected: String) -> GoError {
        value.mismatch(in: "struct field \(type).\(field)", type: expected)
    }
}

extension GoJSONValue {
    /// The elements of a list of structs at the top of a JSON text; `null` is the empty list.
    func structs(_ type: String, in package: String) throws(GoError) -> [JSONFields] {
        guard kind == .array || kind == .null else { throw mismatch(in: "value", type: "[]\(package).\(type)") }
        return kind == .null ? [] : try elements.map { child throws(GoError) in try JSONFields(of: child, as: type, in: package) }
    }
}
