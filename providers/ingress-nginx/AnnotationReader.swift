// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanProvider

/// What the controller's parser makes of an annotation.
enum Reading<Value> {
    /// A value that passes.
    case value(Value)
    /// It is not there.
    case missing
    /// It is there, and is not of its type, or empty.
    case unreadable(String)
    /// The validator refuses it; the key as written.
    case invalid(key: String)

    /// The value; `nil` in every other case: where the controller falls back to a default.
    var value: Value? {
        guard case .value(let value) = self else { return nil }
        return value
    }
}

/// An Ingress's annotations, read as the controller reads them.
///
/// Source: ingress-nginx v1.15.1 internal/ingress/annotations/parser/main.go and validators.go (`checkAnnotation`).
struct AnnotationReader {
    /// The values by name without prefix.
    private let values: [String: String]
    private let release: ControllerRelease
    /// Whether values are held against the validators (the flag --enable-annotation-validation); else only their types count.
    private let validates: Bool

    init(_ annotations: StringMap, in world: World) {
        release = world.cluster.release
        validates = world.validatesAnnotations
        var values: [String: String] = [:]
        for entry in annotations where entry.key.hasPrefix(AnnotationTable.prefix) {
            values[String(entry.key.dropFirst(AnnotationTable.prefix.count))] = entry.value
        }
        self.values = values
    }

    /// The names that are there, sorted.
    var names: [String] { values.keys.sorted() }

    /// A text: trimmed line by line, not empty.
    func string(_ name: String) -> Reading<String> {
        read(name) { text in
            let trimmed = text.split(separator: "\n", omittingEmptySubsequences: false).map { $0.trimmingSpaces() }.joined(separator: "\n")
            return trimmed.isEmpty ? nil : trimmed
        }
    }

    /// A boolean.
    func bool(_ name: String) -> Reading<Bool> { read(name, GoValue.bool) }

    /// A whole number.
    func int(_ name: String) -> Reading<Int> { read(name) { GoValue.int($0) } }

    private func read<Value>(_ name: String, _ parse: (String) -> Value?) -> Reading<Value> {
        let rule = AnnotationTable.rules[name]
        var found = name
        if values[name, default: ""].isEmpty, let alias = rule?.alias, !values[alias, default: ""].isEmpty { found = alias }
        guard let text = values[found] else { return .missing }
        if validates, !text.isEmpty, let rule, !rule.validator.accepts(text, in: release) {
            return .invalid(key: AnnotationTable.prefix + found)
        }
        guard let value = parse(text) else {
            return .unreadable("the annotation \(AnnotationTable.prefix + found) does not contain a valid value (\(text))")
        }
        return .value(value)
    }
}
