// SPDX-License-Identifier: Apache-2.0

import PortolanManifest

extension Validation {
    /// `ValidateLabelSelector`.
    // Source: apimachinery v0.35.5 pkg/apis/meta/v1/validation/validation.go.
    mutating func labelSelector(_ field: String, _ selector: YAMLNode?) {
        guard let selector else { return }
        inside(field, selector) { validation in
            validation.labels("matchLabels", selector.stringMap("matchLabels"), at: selector.field("matchLabels"))
            validation.each("matchExpressions", selector.items("matchExpressions")) { validation, _, expression in
                validation.requirement(expression)
            }
        }
    }

    private mutating func requirement(_ expression: YAMLNode) {
        let operation = expression.string("operator")
        let values = expression.items("values")
        switch operation {
        case "In", "NotIn":
            let detail = "must be specified when `operator` is 'In' or 'NotIn'"
            if values.isEmpty { required("values", at: expression.field("values"), detail) }
        case "Exists", "DoesNotExist":
            let detail = "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"
            if !values.isEmpty { forbidden("values", at: expression.field("values"), detail) }
        default:
            invalid("operator", at: expression.field("operator"), "\"\(operation)\"", "not a valid selector operator")
        }
        let key = expression.string("key")
        invalid("key", at: expression.field("key"), text: key, Names.qualifiedNameFaults(key))
        for (index, node) in values.enumerated() {
            let value = node.decodedString
            invalid("values[\(index)]", at: node, text: value, Names.labelValueFaults(value))
        }
    }
}

/// A `metav1.LabelSelector` as the API server evaluates it.
struct LabelSelector {
    private let node: YAMLNode?

    init(_ node: YAMLNode?) { self.node = node }

    /// Whether it says nothing, and so matches everything. A selector that is absent says no to everything.
    var isEmpty: Bool {
        guard let node else { return false }
        return node.stringMap("matchLabels")?.isEmpty ?? true && node.items("matchExpressions").isEmpty
    }

    /// Whether `LabelSelectorAsSelector` can make something of it: known operators, right values, keys and values that are labels.
    var isSound: Bool {
        guard let node else { return true }
        var validation = Validation(node)
        validation.labelSelector("", node)
        return validation.reasons.isEmpty
    }

    /// Whether it selects a pod with these labels.
    func matches(_ labels: StringMap) -> Bool {
        guard let node else { return false }
        guard labels.contains(all: node.stringMap("matchLabels") ?? StringMap()) else { return false }
        return node.items("matchExpressions").allSatisfy { expression in
            let value = labels[expression.string("key")]
            let values = expression.strings("values")
            return switch expression.string("operator") {
            case "In": value.map(values.contains) ?? false
            case "NotIn": value.map { !values.contains($0) } ?? true
            case "Exists": value != nil
            case "DoesNotExist": value == nil
            default: false
            }
        }
    }
}
