// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanManifest
import PortolanModel

/// Something that needs pods which the API server refuses to make.
struct PodsRejected: Check {
    let page = FindingPage(
        code: "pods-rejected", severity: .error, title: "The pods that an object needs are refused by the API server",
        meaning: """
            The Service, autoscaler or disruption budget is fine, but the only workload that it could mean is not: the API server refuses it, \
            so that there are no pods. A load balancer before such a Service gets an address at which nobody answers.
            """,
        remedy: "Correct the workload; the plan lists what the API server has against it.",
        triggering: """
            apiVersion: v1
            kind: Service
            metadata:
              name: web
            spec:
              selector: {app: web}
              ports:
                - port: 80
            ---
            apiVersion: v1
            kind: Pod
            metadata:
              name: web
              labels: {app: web}
            spec:
              containers:
                - name: web
                  image: example.com/web:1
                  imagePullPolicy: Sometimes
            """,
        passing: """
            apiVersion: v1
            kind: Service
            metadata:
              name: web
            spec:
              selector: {app: web}
              ports:
                - port: 80
            ---
            apiVersion: v1
            kind: Pod
            metadata:
              name: web
              labels: {app: web}
            spec:
              containers:
                - name: web
                  image: example.com/web:1
                  imagePullPolicy: Always
            """)

    func findings(in app: App) -> [Finding] {
        guard app.inventory.rejections.contains(where: { $0.podLabels != nil }) else { return [] }
        let services = app.fronts.filter { $0.workloads.isEmpty && $0.service.type != .externalName }.compactMap { front -> Finding? in
            guard let rejection = app.rejectedWorkload(behind: front.service) else { return nil }
            return finding(
                front.service.metadata, at: front.service.metadata.node.at("spec", "selector")?.location,
                "it selects the pods of \(rejection.words), which the API server refuses (\(rejection.reasonWords)): it has no endpoints",
                remedy: "correct \(rejection.reference.words)")
        }
        let autoscalers = app.autoscalers.compactMap { autoscaler -> Finding? in
            guard app.workload(autoscaler.target, besides: autoscaler.metadata) == nil,
                let rejection = app.rejection(of: autoscaler.target)
            else { return nil }
            return finding(
                autoscaler.metadata, at: autoscaler.targetNode?.location,
                "it scales \(rejection.words), which the API server refuses (\(rejection.reasonWords)): nothing is scaled",
                remedy: "correct \(rejection.reference.words)")
        }
        return services + autoscalers
    }
}

extension App {
    /// A workload that the API server refuses, whose pods a Service selects.
    func rejectedWorkload(behind service: Service) -> Inventory.Rejection? {
        guard let selector = service.selector, !selector.isEmpty else { return nil }
        return inventory.rejections.first { rejection in
            rejection.reference.namespace == service.namespace && rejection.podLabels?.contains(all: selector) == true
        }
    }

    /// What the API server has against an object, where it refuses it.
    func rejection(of reference: ObjectReference) -> Inventory.Rejection? { inventory.rejections.first { $0.reference == reference } }
}

extension Inventory.Rejection {
    /// `Deployment web (app.yaml:12)`.
    fileprivate var words: String { "\(reference.words) (\(location.file):\(location.line))" }

    /// The first reason.
    fileprivate var reasonWords: String {
        guard let reason = reasons.first else { return "" }
        return [reason.field, reason.message].compactMap { $0 }.joined(separator: ": ")
    }
}
