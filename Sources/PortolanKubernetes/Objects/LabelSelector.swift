// SPDX-License-Identifier: Apache-2.0

public import PortolanManifest

/// A `metav1.LabelSelector` as the API server evaluates it.
public struct LabelSelector: Sendable {
    /// Its mapping; `nil` where the field is absent.
    public let node: YAMLNode?

    /// Makes a selector of a field's value.
    public init(_ node: YAMLNode?) { self.node = node }

    /// Whether it says nothing, and so matches everything. A selector that is absent says no to everything.
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
