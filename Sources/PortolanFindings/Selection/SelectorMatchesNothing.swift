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
            A Service without pods has an address at which nothing answers: connections are refused or time out, and the health checks \
            of a load balancer before it never pass. The selector must match the labels of the pods (of the pod template, not those of \
            the Deployment) in the Service's own namespace, all of them.

            Only the input is searched. Pods that an operator makes from a custom resource, or that another repository has, are not \
            seen, nor labels that something sets at run time, such as which member is the primary. So where nothing in the input comes \
            near, or only lacks a label, it is information; where the input has no pods at all nothing is said.
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
                "its selector matches \(other.reference.words) of the namespace \(other.metadata.namespace), but a Service"
                    + " selects in its own, "
                    + "\(service.namespace): it has no endpoints",
                remedy: "put both into one namespace")
        }
        if let (workload, label) = near.here {
            let name = workload.reference.words
            guard let value = workload.pod.labels[label.key] else {
                return finding(
                    service.metadata, at: location, severity: .info,
                    "it selects no pods unless something gives those of \(name) the label \(label.words) at run time",
                    remedy: "add the label to the pod template, if nothing sets it at run time")
            }
            return finding(
                service.metadata, at: location,
                "it selects no pods: those of \(name) have \(label.key)=\(value) instead of \(label.value), so it has no endpoints",
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

    /// A workload of another namespace that the selector matches, or one of the Service's own of which a single label is missing.
    func nearest(to service: Service) -> (elsewhere: Workload?, here: (Workload, StringMap.Entry)?) {
        let selector = service.selector ?? StringMap()
        var best: (Workload, StringMap.Entry)?
        for label in selector {
            for position in positions[label, default: []].prefix(Self.mostLooks) {
                let workload = workloads[position]
                let missing = selector.filter { workload.pod.labels[$0.key] != $0.value }
                guard let first = missing.first else { return (workload, nil) }
                guard missing.count == 1, workload.metadata.namespace == service.namespace, !workload.isJob else { continue }
                if best == nil, Self.looksMeant(workload, first, service) { best = (workload, first) }
            }
        }
        return (nil, best)
    }

    /// Whether the missing label is one that the pods lack or nearly have: another component's pods have a value of their own.
    private static func looksMeant(_ workload: Workload, _ label: StringMap.Entry, _ service: Service) -> Bool {
        guard let value = workload.pod.labels[label.key] else { return true }
        return value.hasPrefix(label.value) || label.value.hasPrefix(value) || workload.reference.name == service.name
    }
}
