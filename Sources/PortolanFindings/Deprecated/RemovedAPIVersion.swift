// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanManifest
import PortolanModel

/// An object in a version of its API that is gone.
struct RemovedAPIVersion: Check {
    let page = FindingPage(
        code: "removed-api-version", severity: .error, title: "The object is written in an API version that Kubernetes has removed",
        meaning: """
            The API server does not know the version any more: `kubectl apply` ends with "no matches for kind" and the object is never \
            created. What else of the manifest is applied depends on the tool.
            """,
        remedy:
            "Write the version that is served. Between versions fields have moved, so convert the whole object: `kubectl convert` does it.",
        triggering: """
            apiVersion: extensions/v1beta1
            kind: Ingress
            metadata:
              name: web
            spec:
              backend:
                serviceName: web
                servicePort: 80
            """,
        passing: """
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata:
              name: web
            spec:
              defaultBackend:
                service:
                  name: web
                  port: {number: 80}
            """)

    private struct Served {
        var removed: String
        var version: String
    }

    /// What is gone, by version and kind, and what took its place.
    // Source: kubernetes.io/docs/reference/using-api/deprecation-guide
    private static let removed: [String: Served] = {
        var table: [String: Served] = [:]
        func add(_ version: String, _ kinds: [String], removed: String, now: String) {
            for kind in kinds { table["\(version)/\(kind)"] = Served(removed: removed, version: now) }
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

    func findings(in app: App) -> [Finding] {
        (app.workloads.map(\.metadata) + app.inventory.objects.map(\.metadata)).compactMap { metadata in
            // The versions that nearly all objects have need no look into the table.
            guard metadata.apiVersion.contains("beta") || metadata.apiVersion.contains("alpha"),
                let served = Self.removed["\(metadata.apiVersion)/\(metadata.reference.kind)"]
            else { return nil }
            return finding(
                metadata, at: metadata.node.value("apiVersion")?.location,
                "Kubernetes \(served.removed) removed \(metadata.apiVersion) \(metadata.reference.kind): it is never created",
                remedy: "write it as \(served.version)")
        }
    }
}
