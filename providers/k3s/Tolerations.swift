// SPDX-License-Identifier: Apache-2.0

import PortolanManifest
import PortolanProvider

/// The tolerations annotation: a list in JSON or YAML.
///
/// Source: k3s pkg/cloudprovider/servicelb.go `getTolerations`, `validateToleration`.
enum Toleration {
    private static let operators: Set<String> = ["", "Equal", "Exists"]
    private static let effects: Set<String> = ["", "NoSchedule", "PreferNoSchedule", "NoExecute"]

    /// Refuses what cannot be read or does not fit together; the empty annotation is an empty list.
    static func verify(_ annotation: String?) throws(Refusal) {
        guard let annotation else { return }
        let (tree, error) = YAMLTree.compose(Array(annotation.utf8), file: AnnotationKey.tolerations.rawValue)
        if let error { throw unreadable(error.message) }
        guard let list = tree.documents.first, !list.isNull else { return }
        guard list.kind == .sequence else { throw unreadable("cannot unmarshal into Go value of type []v1.Toleration") }
        for (index, element) in list.elements.enumerated() { try verify(element, index: index) }
    }

    private static func verify(_ node: YAMLNode, index: Int) throws(Refusal) {
        guard node.kind == .mapping || node.isNull else { throw unreadable("cannot unmarshal into Go value of type v1.Toleration") }
        let key = try text(node, "key")
        let operation = try text(node, "operator")
        let value = try text(node, "value")
        let effect = try text(node, "effect")
        if let seconds = member(node, "tolerationSeconds"), !seconds.isNull {
            guard case .int? = seconds.scalar else { throw unreadable("tolerationSeconds is no number") }
        }
        let failure = "validation failed for toleration \(index): "
        guard !key.isEmpty || operation == "Exists" else {
            throw Refusal(failure + "toleration with empty key must have operator 'Exists'")
        }
        guard operation != "Exists" || value.isEmpty else {
            throw Refusal(failure + "toleration with operator 'Exists' must have an empty value")
        }
        // The rest is the API server's: it refuses the DaemonSet.
        let path = "spec.template.spec.tolerations[\(index)]"
        guard operators.contains(operation) else { throw Refusal("\(path).operator: Unsupported value: \(GoValue.quoted(operation))") }
        guard effects.contains(effect) else { throw Refusal("\(path).effect: Unsupported value: \(GoValue.quoted(effect))") }
    }

    /// A text field: YAML numbers and booleans become text, as sigs.k8s.io/yaml makes them.
    private static func text(_ node: YAMLNode, _ name: String) throws(Refusal) -> String {
        guard let member = member(node, name), !member.isNull else { return "" }
        guard let text = member.text else { throw unreadable("\(name) is no text") }
        return text
    }

    /// A field of an object, its name in any case, as encoding/json finds it.
    private static func member(_ node: YAMLNode, _ name: String) -> YAMLNode? {
        node.value(name) ?? node.entries.last { $0.key.text?.lowercased() == name.lowercased() }?.value
    }

    private static func unreadable(_ why: String) -> Refusal {
        Refusal("failed to parse tolerations from annotation \(AnnotationKey.tolerations.rawValue): \(why)")
    }
}
