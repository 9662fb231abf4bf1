// SPDX-License-Identifier: Apache-2.0

import PortolanManifest

/// The rules of each kind that the API server's own code judges, Services aside, which are allocated first.
extension Validation {
    /// Judges an object of a version that the server serves.
    mutating func object(_ object: YAMLNode, kind: String, apiVersion: String) {
        switch kind {
        case "Pod": pod(object)
        case "Deployment": deployment(object)
        case "StatefulSet": statefulSet(object)
        case "ReplicaSet": replicaSet(object)
        case "ReplicationController": replicationController(object)
        case "DaemonSet": daemonSet(object)
        case "Job": job(object)
        case "CronJob": cronJob(object)
        default: otherKind(object, kind: kind, apiVersion: apiVersion)
        }
    }

    private mutating func otherKind(_ object: YAMLNode, kind: String, apiVersion: String) {
        switch kind {
        case "Ingress": ingress(object)
        case "IngressClass": ingressClass(object)
        case "NetworkPolicy": networkPolicy(object)
        case "Endpoints": endpoints(object)
        case "EndpointSlice": endpointSlice(object)
        case "HorizontalPodAutoscaler": autoscaler(object, isV1: apiVersion == "autoscaling/v1")
        case "PodDisruptionBudget": disruptionBudget(object)
        case "Namespace": namespace(object)
        case "ConfigMap": configMap(object)
        case "Secret": secret(object)
        default: return
        }
    }
}
