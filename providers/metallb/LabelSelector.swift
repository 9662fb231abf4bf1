// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanManifest
import PortolanProvider

/// A `LabelSelector`: labels that must be equal, and expressions that must hold.
///
/// Source: k8s.io/apimachinery pkg/apis/meta/v1 `LabelSelectorAsSelector`.
struct LabelSelector: Hashable {
    private struct Requirement: Hashable {
        var key: String
        var operation: String
        var values: [String]

        func holds(for labels: StringMap) -> Bool {
            let value = labels[key]
            switch operation {
            case "In": return value.map(values.contains) ?? false
            case "NotIn": return value.map { !values.contains($0) } ?? true
            case "Exists": return value != nil
            default: return value == nil
            }
        }
    }

    private var requirements: [Requirement]

    /// The selector that everything satisfies.
    static let everything = LabelSelector()

    private init() { requirements = [] }

    /// Reads a list of selectors; two that are equal are an error.
    ///
    /// Source: metallb internal/config/config.go:1220.
    static func list(_ node: YAMLNode?, _ field: String) throws(ConfigurationError) -> [LabelSelector] {
        var selectors: [LabelSelector] = []
        for element in node?.elements ?? [] {
            let selector = try LabelSelector(element)
            guard !selectors.contains(selector) else { throw ConfigurationError("duplicate definition of \(field)") }
            selectors.append(selector)
        }
        return selectors
    }

    private init(_ node: YAMLNode) throws(ConfigurationError) {
        requirements = []
        for entry in node.value("matchLabels")?.entries ?? [] {
            requirements.append(Requirement(key: entry.key.text ?? "", operation: "In", values: [entry.value.text ?? ""]))
        }
        requirements.sort { $0.key < $1.key }
        var expressions: [Requirement] = []
        for element in node.value("matchExpressions")?.elements ?? [] {
            let expression = try Self.expression(element)
            guard !expressions.contains(expression) else { throw ConfigurationError("duplicate definition of match expressions") }
            expressions.append(expression)
        }
        requirements += expressions
    }

    private static func expression(_ node: YAMLNode) throws(ConfigurationError) -> Requirement {
        let operation = node.value("operator")?.text ?? ""
        let values = (node.value("values")?.elements ?? []).map { $0.text ?? "" }.sorted()
        guard Set(values).count == values.count else {
            throw ConfigurationError("duplicate definition of match expression value in label selector")
        }
        switch operation {
        case "In", "NotIn":
            guard !values.isEmpty else { throw ConfigurationError("for 'in', 'notin' operators, values set can't be empty") }
        case "Exists", "DoesNotExist":
            guard values.isEmpty else { throw ConfigurationError("values set must be empty for exists and does not exist") }
        default: throw ConfigurationError("\(GoValue.quoted(operation)) is not a valid label selector operator")
        }
        return Requirement(key: node.value("key")?.text ?? "", operation: operation, values: values)
    }

    /// Whether labels satisfy it; an empty selector is satisfied by all.
    func matches(_ labels: StringMap) -> Bool { requirements.allSatisfy { $0.holds(for: labels) } }
}

/// Why MetalLB refuses its configuration.
struct ConfigurationError: Error {
    let message: String

    init(_ message: String) { self.message = message }
}
