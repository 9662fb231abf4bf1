// SPDX-License-Identifier: Apache-2.0

public import PortolanManifest
public import PortolanModel

/// A HorizontalPodAutoscaler.
public struct HorizontalPodAutoscaler: Sendable {
    /// Metadata.
    public var metadata: ObjectMeta
    /// What it scales, in its own namespace.
    public var target: ObjectReference
    /// `spec.minReplicas`, defaulted.
    public var minReplicas: Int
    /// `spec.maxReplicas`.
    public var maxReplicas: Int
    /// The reference's mapping, where there is one.
    public var targetNode: YAMLNode?

    /// Reads an autoscaler.
    public init(_ metadata: ObjectMeta) {
        self.metadata = metadata
        let spec = metadata.node.field("spec")
        targetNode = spec?.field("scaleTargetRef")
        target = ObjectReference(
            kind: targetNode?.string("kind") ?? "", namespace: metadata.namespace, name: targetNode?.string("name") ?? "")
        minReplicas = spec?.integer("minReplicas") ?? 1
        maxReplicas = spec?.integer("maxReplicas") ?? 0
    }
}

/// A PodDisruptionBudget.
public struct PodDisruptionBudget: Sendable {
    /// Metadata.
    public var metadata: ObjectMeta
    /// The pods that it guards.
    public var selector: LabelSelector
    /// `spec.minAvailable`: a number or a percentage.
    public var minAvailable: IntOrString?
    /// `spec.maxUnavailable`: a number or a percentage.
    public var maxUnavailable: IntOrString?

    /// Reads a budget.
    public init(_ metadata: ObjectMeta) {
        self.metadata = metadata
        let spec = metadata.node.field("spec")
        selector = LabelSelector(spec?.field("selector"))
        minAvailable = spec?.field("minAvailable").flatMap { _ in spec?.intOrString("minAvailable") }
        maxUnavailable = spec?.field("maxUnavailable").flatMap { _ in spec?.intOrString("maxUnavailable") }
    }
}
