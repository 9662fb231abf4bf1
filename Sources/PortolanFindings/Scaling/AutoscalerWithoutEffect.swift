// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanManifest
import PortolanModel

/// An autoscaler that can change nothing.
struct AutoscalerWithoutEffect: Check {
    let page = FindingPage(
        code: "autoscaler-without-effect", severity: .warning, title: "A HorizontalPodAutoscaler cannot take effect",
        meaning: """
            It is accepted and does nothing, so the Service has as many pods under load as at rest. Reasons: its target is not in the \
            input or is of a kind that has no replicas to set (a DaemonSet, a Job, a Pod); its fewest replicas are as many as its most; \
            it measures a percentage of what containers request, and a container requests nothing, whereupon the autoscaler only reports \
            "missing request for cpu" (unless a LimitRange of the namespace fills requests in); or its target is written with no \
            replicas, which switches it off.
            """,
        remedy: "Correct `scaleTargetRef`, the bounds, or give every container the request that is measured.",
        triggering: """
            apiVersion: autoscaling/v2
            kind: HorizontalPodAutoscaler
            metadata:
              name: web
            spec:
              scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
              maxReplicas: 5
              metrics:
                - type: Resource
                  resource:
                    name: cpu
                    target: {type: Utilization, averageUtilization: 80}
            ---
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: web
            spec:
              selector: {matchLabels: {app: web}}
              template:
                metadata:
                  labels: {app: web}
                spec:
                  containers:
                    - name: web
                      image: example.com/web:1
            """,
        passing: """
            apiVersion: autoscaling/v2
            kind: HorizontalPodAutoscaler
            metadata:
              name: web
            spec:
              scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
              maxReplicas: 5
              metrics:
                - type: Resource
                  resource:
                    name: cpu
                    target: {type: Utilization, averageUtilization: 80}
            ---
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: web
            spec:
              selector: {matchLabels: {app: web}}
              template:
                metadata:
                  labels: {app: web}
                spec:
                  containers:
                    - name: web
                      image: example.com/web:1
                      resources: {requests: {cpu: 250m}}
            """)

    /// Kinds that have no scale subresource.
    private static let unscalable: Set<String> = ["DaemonSet", "Job", "CronJob", "Pod"]
    /// Kinds of which the input would hold the target.
    private static let known: Set<String> = ["Deployment", "StatefulSet", "ReplicaSet", "ReplicationController"]

    func findings(in app: App) -> [Finding] {
        app.autoscalers.compactMap { autoscaler in
            reason(autoscaler, app).map { finding(autoscaler.metadata, at: autoscaler.targetNode?.location, $0.what, remedy: $0.remedy) }
        }
    }

    private func reason(_ autoscaler: HorizontalPodAutoscaler, _ app: App) -> (what: String, remedy: String)? {
        let target = autoscaler.target
        if Self.unscalable.contains(target.kind) {
            return ("a \(target.kind) has no replicas to set, so it does nothing", "point scaleTargetRef to a Deployment or StatefulSet")
        }
        guard Self.known.contains(target.kind), !app.workloads.isEmpty else { return nil }
        guard let workload = app.workload(target, besides: autoscaler.metadata) else {
            guard app.rejection(of: target) == nil else { return nil }
            return (
                "the input has no \(target.words) in the namespace \(target.namespace): without it nothing is scaled",
                "correct scaleTargetRef"
            )
        }
        if autoscaler.minReplicas >= autoscaler.maxReplicas, autoscaler.maxReplicas > 0 {
            return ("minReplicas and maxReplicas are both \(autoscaler.maxReplicas), so it never scales", "raise maxReplicas")
        }
        if workload.replicas == 0 {
            return (
                "\(target.words) is written with 0 replicas, which switches autoscaling off", "leave replicas out of the \(target.kind)"
            )
        }
        // One metric that can be read is enough to scale up.
        let shares = Self.measuredShares(autoscaler)
        let silent = shares.compactMap { share in workload.pod.container(withoutRequestFor: share).map { (share.resource, $0.name) } }
        if let (resource, container) = silent.first, silent.count == shares.count {
            return (
                "it measures a share of the requested \(resource), and container \(container) of \(target.words) requests none:"
                    + " it never scales",
                "give the container a request for \(resource)"
            )
        }
        return nil
    }

    /// The resources of which it measures a share of the requests, if it measures nothing else.
    private static func measuredShares(_ autoscaler: HorizontalPodAutoscaler) -> [MeasuredShare] {
        let spec = autoscaler.metadata.node.value("spec")
        let metrics = spec?.value("metrics")?.elements ?? []
        // Without a word it is 80 % of the CPU, and in autoscaling/v1 there is nothing else.
        guard !metrics.isEmpty else { return [MeasuredShare(resource: "cpu", container: nil)] }
        let shares = metrics.compactMap { metric -> MeasuredShare? in
            let source = metric.value("resource") ?? metric.value("containerResource")
            let isShare = source?.at("target", "averageUtilization") != nil || source?.value("targetAverageUtilization") != nil
            guard let source, isShare, let name = source.value("name")?.text else { return nil }
            return MeasuredShare(resource: name, container: source.value("container")?.text)
        }
        return shares.count == metrics.count ? shares : []
    }
}

/// A resource of which an autoscaler measures how much of the request is used.
private struct MeasuredShare {
    var resource: String
    /// The one container that counts; `nil` for all.
    var container: String?
}

extension PodTemplate {
    /// A container whose missing request keeps an autoscaler from measuring.
    fileprivate func container(withoutRequestFor share: MeasuredShare) -> Container? {
        guard node.at("resources", "requests", share.resource) == nil else { return nil }
        return runningContainers.first { container in
            guard share.container == nil || share.container == container.name else { return false }
            let resources = container.node.value("resources")
            // A limit without a request is the request too.
            return resources?.at("requests", share.resource) == nil && resources?.at("limits", share.resource) == nil
        }
    }
}
