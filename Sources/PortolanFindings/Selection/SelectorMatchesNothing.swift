// SPDX-License-Identifier: Apache-2.0

import PortolanGraph
import PortolanKubernetes
import PortolanManifest
import PortolanModel

/// A Service that selects no pods.
struct SelectorMatchesNothing: Check {
    let page = FindingPage(
        code: "selector-matches-nothing", severity: .warning, title: "The Service's selector matches no pods",
        meaning: """
            A Service without pods has an address at which nothing answers: connections are refused or time out, and the health checks of a \
            load balancer before it never pass. The selector must match the labels of the pods (of the pod template, not those of the \
            Deployment) in the Service's own namespace, all of them.

            Only the input is searched. Pods that an operator makes from a custom resource, or that another repository has, are not seen; so \
            where nothing in the input comes near, it is said as information only, and not at all where the input has no pods.
            """,
        remedy: "Compare the selector with the pod template's labels, and the namespaces of both.",
        triggering: """
            apiVersion: v1
            kind: Service
            metadata:
              name: web
            spec:
              selector: {app: web, tier: frontend}
              ports:
                - port: 80
            ---
            apiVersion: v1
            kind: Pod
            metadata:
              name: web
              labels: {app: web, tier: front}
            spec:
              containers:
                - name: web
                  image: example.com/web:1
            """,
        passing: """
            apiVersion: v1
            kind: Service
            metadata:
              name: web
            spec:
              selector: {app: web, tier: frontend}
              ports:
                - port: 80
            ---
            apiVersion: v1
            kind: Pod
            metadata:
              name: web
              labels: {app: web, tier: frontend}
            spec:
              containers:
                - name: web
                  image: example.com/web:1
            """)

    func findings(in app: App) -> [Finding] {
        guard !app.workloads.isEmpty else { return [] }
        let unmatched = app.fronts.filter { front in
            guard front.workloads.isEmpty, front.service.type != .externalName, let selector = front.service.selector else { return false }
            return !selector.isEmpty && !selector.contains { ControllerLabels.isUnpredictable($0.key) }
        }
        guard !unmatched.isEmpty else { return [] }
        let pods = PodsByLabel(app.workloads)
        return unmatched.map { finding($0.service, pods) }
    }

    private func finding(_ service: Service, _ pods: PodsByLabel) -> Finding {
        let location = service.metadata.node.at("spec", "selector")?.location
        let near = pods.nearest(to: service)
        if let other = near.elsewhere {
            return finding(
                service.metadata, at: location,
                "its selector matches \(other.reference.words) of the namespace \(other.metadata.namespace), but a Service selects in its own, "
                    + "\(service.namespace): it has no endpoints",
                remedy: "put both into one namespace")
        }
        if let (workload, missing) = near.here {
            let has = missing.map { label in
                workload.pod.labels[label.key].map { "\(label.key)=\($0) instead of \(label.value)" } ?? "no \(label.key)"
            }
            return finding(
                service.metadata, at: location,
                "it selects no pods: those of \(workload.reference.words) come nearest, but have \(has.listed), so it has no endpoints",
                remedy: "make the selector and the labels of the pod template agree")
        }
        return finding(
            service.metadata, at: location, severity: .info,
            "nothing in the input makes pods with \(service.selectorWords): unless something else does, it has no endpoints",
            remedy: "make sure that whatever makes the pods gives them these labels")
    }
}

/// Pods by label whatever their namespace, for Services that found none.
private struct PodsByLabel {
    private let workloads: [Workload]
    private var positions: [StringMap.Entry: [Int]] = [:]
    /// Looking for what nearly fits may not cost more than this many looks a label.
    private static let mostLooks = 32

    init(_ workloads: [Workload]) {
        self.workloads = workloads
        for (position, workload) in workloads.enumerated() {
            for label in workload.pod.labels { positions[label, default: []].append(position) }
        }
    }

    /// A workload of another namespace that the selector matches, or the one of the Service's namespace that lacks the fewest labels.
    func nearest(to service: Service) -> (elsewhere: Workload?, here: (Workload, missing: [StringMap.Entry])?) {
        let selector = service.selector ?? StringMap()
        var best: (Workload, missing: [StringMap.Entry])?
        for label in selector {
            for position in positions[label, default: []].prefix(Self.mostLooks) {
                let workload = workloads[position]
                let missing = selector.filter { workload.pod.labels[$0.key] != $0.value }
                if missing.isEmpty { return (workload, nil) }
                // One label of many in common says nothing: the whole app has it.
                guard workload.metadata.namespace == service.namespace, missing.count == 1, !workload.isJob else { continue }
                guard Self.looksMeant(workload, missing, service) else { continue }
                if best == nil { best = (workload, missing) }
            }
        }
        return (nil, best)
    }

    /// Whether the missing label is one that the pods lack or nearly have; another instance's or component's pods have a value of their own.
    private static func looksMeant(_ workload: Workload, _ missing: [StringMap.Entry], _ service: Service) -> Bool {
        missing.allSatisfy { label in
            guard let value = workload.pod.labels[label.key] else { return true }
            return value.hasPrefix(label.value) || label.value.hasPrefix(value) || workload.reference.name == service.name
        }
    }
}
