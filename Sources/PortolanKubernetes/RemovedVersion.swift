// SPDX-License-Identifier: Apache-2.0

import PortolanManifest
import PortolanModel

/// A version of a kind that the API server no longer knows: objects in it are never created.
package struct RemovedVersion: Sendable {
    /// The Kubernetes release that removed it.
    package var removed: String
    /// The version that is served instead.
    package var served: String

    /// What became of an object's version; `nil` where it is served, or none of Kubernetes' own.
    package static func of(_ metadata: ObjectMeta) -> RemovedVersion? {
        // The versions that nearly all objects have need no look into the table.
        guard metadata.apiVersion.contains("beta") || metadata.apiVersion.contains("alpha") else { return nil }
        return table["\(metadata.apiVersion)/\(metadata.reference.kind)"]
    }

    /// What is gone, by version and kind, and what took its place.
    // Source: kubernetes.io/docs/reference/using-api/deprecation-guide
    private static let table: [String: RemovedVersion] = {
        var table: [String: RemovedVersion] = [:]
        func add(_ version: String, _ kinds: [String], removed: String, now: String) {
            for kind in kinds { table["\(version)/\(kind)"] = RemovedVersion(removed: removed, served: now) }
        }
        add("extensions/v1beta1", ["Ingress"], removed: "1.22", now: "networking.k8s.io/v1")
        add("networking.k8s.io/v1beta1", ["Ingress", "IngressClass"], removed: "1.22", now: "networking.k8s.io/v1")
        add("extensions/v1beta1", ["NetworkPolicy"], removed: "1.16", now: "networking.k8s.io/v1")
        for version in ["extensions/v1beta1", "apps/v1beta1", "apps/v1beta2"] {
            add(version, ["Deployment", "DaemonSet", "StatefulSet", "ReplicaSet"], removed: "1.16", now: "apps/v1")
        }
        add("batch/v1beta1", ["CronJob"], removed: "1.25", now: "batch/v1")
        add("batch/v2alpha1", ["CronJob"], removed: "1.21", now: "batch/v1")
        add("discovery.k8s.io/v1beta1", ["EndpointSlice"], removed: "1.25", now: "discovery.k8s.io/v1")
        add("policy/v1beta1", ["PodDisruptionBudget"], removed: "1.25", now: "policy/v1")
        add("autoscaling/v2beta1", ["HorizontalPodAutoscaler"], removed: "1.25", now: "autoscaling/v2")
        add("autoscaling/v2beta2", ["HorizontalPodAutoscaler"], removed: "1.26", now: "autoscaling/v2")
        return table
    }()
}
