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
            near, or only lacks a label, it is information; where the input has no pods at all nothing is said. Where pods that no other \
            Service selects differ in a letter or two, it is an error: nobody answers, and every score is 0.
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
            // Of pods that the API server refuses another finding tells.
            guard app.rejectedWorkload(behind: front.service) == nil else { return false }
            return !selector.isEmpty && !selector.contains { ControllerLabels.isUnpredictable($0.key) }
        }
        guard !unmatched.isEmpty else { return [] }
        let pods = NearPods(app.workloads, isSelected: app.isSelected)
        return unmatched.map { finding($0.service, pods.nearest(to: $0.service)) }
    }

    private func finding(_ service: Service, _ near: NearPods.Match?) -> Finding {
        let location = service.metadata.node.at("spec", "selector")?.location
        switch near {
        case .elsewhere(let other)?:
            return finding(
                service.metadata, at: location,
                "its selector matches \(other.reference.words) of the namespace \(other.metadata.namespace), but a Service"
                    + " selects in its own, "
                    + "\(service.namespace): it has no endpoints",
                remedy: "put both into one namespace")
        case .mistyped(let workload, let written, let meant)?:
            return finding(
                service.metadata, at: location, severity: .error,
                "no pod has \(written.words), so it has no endpoints and nobody answers; those of \(workload.reference.words) have"
                    + " \(meant.words)",
                remedy: "did you mean \(meant.words)?")
        case .lacking(let workload, let label)?:
            return finding(
                service.metadata, at: location, severity: .info,
                "it selects no pods unless something gives those of \(workload.reference.words) the label \(label.words) at run time",
                remedy: "add the label to the pod template, if nothing sets it at run time")
        case .differing(let workload, let label, let value)?:
            return finding(
                service.metadata, at: location,
                "it selects no pods: those of \(workload.reference.words) have \(label.key)=\(value) instead of \(label.value), so it has"
                    + " no endpoints",
                remedy: "make the selector and the labels of the pod template agree")
        case nil:
            return finding(
                service.metadata, at: location, severity: .info,
                "nothing in the input makes pods with \(service.selectorWords): unless something else does, it has no endpoints",
                remedy: "make sure that whatever makes the pods gives them these labels")
        }
    }
}
