// SPDX-License-Identifier: Apache-2.0

/// Which versions of the kinds that Portolan reads the API server knows, or once knew.
enum ServedKinds {
    /// The versions that Kubernetes 1.34 no longer serves: such objects are read as far as they go, and told apart by findings.
    private static let formerVersions: Set<String> = [
        "extensions/v1beta1", "apps/v1beta1", "apps/v1beta2", "batch/v1beta1", "batch/v2alpha1", "networking.k8s.io/v1beta1",
        "policy/v1beta1",
        "autoscaling/v2beta1", "autoscaling/v2beta2", "discovery.k8s.io/v1beta1",
    ]

    private static let versions: [String: [String]] = [
        "Service": ["v1"], "Pod": ["v1"], "ReplicationController": ["v1"], "Namespace": ["v1"], "Node": ["v1"], "Endpoints": ["v1"],
        "Deployment": ["apps/v1"], "StatefulSet": ["apps/v1"], "DaemonSet": ["apps/v1"], "ReplicaSet": ["apps/v1"],
        "Job": ["batch/v1"], "CronJob": ["batch/v1"],
        "Ingress": ["networking.k8s.io/v1"], "IngressClass": ["networking.k8s.io/v1"], "NetworkPolicy": ["networking.k8s.io/v1"],
        "HorizontalPodAutoscaler": ["autoscaling/v2", "autoscaling/v1"], "PodDisruptionBudget": ["policy/v1"],
        "EndpointSlice": ["discovery.k8s.io/v1"],
    ]

    /// Why a kind in a version is none that any API server ever had; `nil` where there is nothing against it.
    ///
    /// Groups that Kubernetes does not own may have a Service or an Ingress of their own.
    static func fault(kind: String, apiVersion: String) -> String? {
        guard let versions = versions[kind], let version = versions.first else { return nil }
        if apiVersion.isEmpty { return "Object 'apiVersion' is missing: a \(kind) has apiVersion: \(version)" }
        guard !versions.contains(apiVersion), !formerVersions.contains(apiVersion) else { return nil }
        let group = apiVersion.firstIndex(of: "/").map { apiVersion[..<$0] } ?? ""
        guard group.isEmpty || formerVersions.contains(where: { $0.hasPrefix("\(group)/") }) else { return nil }
        return "no matches for kind \"\(kind)\" in version \"\(apiVersion)\": write apiVersion: \(version)"
    }
}
