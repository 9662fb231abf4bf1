// SPDX-License-Identifier: Apache-2.0

import PortolanManifest

/// The rules of PodDisruptionBudget and Namespace.
// Source: kubernetes v1.34.9 pkg/apis/policy/validation/validation.go:43-78, pkg/apis/core/validation/validation.go:7868,
// pkg/apis/core/v1/defaults.go:329, apiserver pkg/registry/rest/create.go:117-127.
extension Validation {
    mutating func disruptionBudget(_ object: YAMLNode) {
        let spec = object.field("spec")
        inside("spec", spec) { validation in
            let limits = ["minAvailable", "maxUnavailable"]
            if limits.allSatisfy({ spec?.field($0) != nil }) {
                validation.invalid("", at: spec?.field("maxUnavailable"), "", "minAvailable and maxUnavailable cannot be both set")
            }
            for field in limits {
                guard let node = spec?.field(field), let value = spec?.intOrString(field) else { continue }
                validation.share(field, at: node, value)
                validation.atMostAll(field, at: node, value)
            }
            validation.labelSelector("selector", spec?.field("selector"))
            let policies = ["AlwaysAllow", "IfHealthyBudget"]
            if let policy = spec?.optionalString("unhealthyPodEvictionPolicy"), !policies.contains(policy) {
                validation.notSupported(
                    "unhealthyPodEvictionPolicy", at: spec?.field("unhealthyPodEvictionPolicy"), policy, policies)
            }
        }
        // This kind's own validation looks at the spec alone; what all objects are checked for comes after it.
        if reasons.isEmpty { objectMeta(object, name: .pathSegment, isCore: false) }
    }

    mutating func namespace(_ object: YAMLNode) {
        objectMeta(object, name: .dnsLabel, isNamespaced: false)
        for node in object.field("spec")?.items("finalizers") ?? [] {
            let name = node.decodedString
            invalid("spec.finalizers", at: node, text: name, Names.qualifiedNameFaults(name))
            guard !name.contains("/"), !["kubernetes", "orphan", "foregroundDeletion"].contains(name) else { continue }
            let detail = "name is neither a standard finalizer name nor is it fully qualified"
            invalid("spec.finalizers", at: node, "\"\(name)\"", detail)
        }
    }
}
