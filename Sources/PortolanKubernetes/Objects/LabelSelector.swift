// SPDX-License-Identifier: Apache-2.0

public import PortolanManifest

/// A `metav1.LabelSelector` as the API server evaluates it.
public struct LabelSelector: Sendable {
    /// Its mapping; `nil` where the field is absent.
    public let node: YAMLNode?

    /// What is asked of the labels, read once: a selector is held against many pods.
    private let labels: StringMap
    private let expressions: [Expression]

    private struct Expression: Sendable {
        let key: String
        let operation: String
        let values: [String]
    }

    /// Makes a selector of a field's value.
    public init(_ node: YAMLNode?) {
        self.node = node
        labels = node?.stringMap("matchLabels") ?? StringMap()
        expressions = (node?.items("matchExpressions") ?? []).map { expression in
            Expression(key: expression.string("key"), operation: expression.string("operator"), values: expression.strings("values"))
        }
    }

    /// Whether it says nothing, and so matches everything; a selector that is absent matches nothing.
    public var isEmpty: Bool {
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
    public func matches(_ labels: StringMap) -> Bool {
        guard node != nil, labels.contains(all: self.labels) else { return false }
        return expressions.allSatisfy { expression in
            let value = labels[expression.key]
            return switch expression.operation {
            case "In": value.map(expression.values.contains) ?? false
            case "NotIn": value.map { !expression.values.contains($0) } ?? true
            case "Exists": value != nil
            case "DoesNotExist": value == nil
            default: false
            }
        }
    }
}
