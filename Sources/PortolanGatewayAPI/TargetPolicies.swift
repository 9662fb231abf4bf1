// SPDX-License-Identifier: Apache-2.0

package import PortolanKubernetes
import PortolanManifest

/// Policies of one kind by the object that they are attached to (`spec.targetRef` or `spec.targetRefs`), the oldest of each first.
package struct TargetPolicies: Sendable {
    private struct Target: Hashable, Sendable {
        var object: TypedReference
        var section: String?
    }

    private let policies: [Target: [ObjectMeta]]

    /// Reads the policies of a kind.
    package init(_ inventory: Inventory, kind: String, group: String) {
        var policies: [Target: [ObjectMeta]] = [:]
        for object in inventory.objects(kind: kind, group: group) {
            let spec = object.spec
            let references = (spec?.field("targetRef").map { [$0] } ?? []) + (spec?.items("targetRefs") ?? [])
            for reference in references {
                let target = Target(
                    object: TypedReference(reference, kind: "", namespace: object.metadata.namespace),
                    section: reference.optionalString("sectionName").flatMap { $0.isEmpty ? nil : $0 })
                policies[target, default: []].append(object.metadata)
            }
        }
        self.policies = policies.mapValues { $0.sorted { ($0.creationTimestamp, $0.name) < ($1.creationTimestamp, $1.name) } }
    }

    /// The policy that holds for an object: the oldest, then the first by name.
    ///
    /// - Parameters:
    ///   - target: The object.
    ///   - section: The part of it that the policy names; `nil` for the whole object.
    package func policy(for target: TypedReference, section: String? = nil) -> ObjectMeta? {
        policies[Target(object: target, section: section)]?.first
    }

    /// The policies that an older one keeps from holding.
    package func losers(for target: TypedReference) -> [ObjectMeta] {
        Array(policies[Target(object: target, section: nil)]?.dropFirst() ?? [])
    }
}
