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
