// SPDX-License-Identifier: Apache-2.0

import PortolanGraph
import PortolanKubernetes
import PortolanManifest
import PortolanModel

/// A Service for a single member of a StatefulSet.
struct OneMemberExposed: Check {
    let page = FindingPage(
        code: "one-member-exposed", severity: .info, title: "An address outside the cluster is one member's of a StatefulSet",
        meaning: """
            The selector picks one pod by the label that the StatefulSet controller puts on it. That is right for clients that must \
            reach a certain member, brokers of a queue say, and each member then needs a Service, and mostly a load balancer, of its \
            own. While the member restarts its address does not answer: no other takes over. A member more gets none by itself when the \
            set is scaled.
            """,
        remedy: "If any member will do, select the set's own labels instead.",
        triggering: """
            apiVersion: v1
            kind: Service
            metadata:
              name: broker-0
            spec:
              type: LoadBalancer
              selector: {statefulset.kubernetes.io/pod-name: broker-0}
              ports:
                - port: 9092
            ---
            apiVersion: apps/v1
            kind: StatefulSet
            metadata:
              name: broker
            spec:
              replicas: 3
              serviceName: broker
              selector: {matchLabels: {app: broker}}
              template:
                metadata:
                  labels: {app: broker}
                spec:
                  containers:
                    - name: broker
                      image: example.com/broker:1
            """,
        passing: """
            apiVersion: v1
            kind: Service
            metadata:
              name: broker-0
            spec:
              selector: {statefulset.kubernetes.io/pod-name: broker-0}
              ports:
                - port: 9092
            ---
            apiVersion: apps/v1
            kind: StatefulSet
            metadata:
              name: broker
            spec:
              replicas: 3
              serviceName: broker
              selector: {matchLabels: {app: broker}}
              template:
                metadata:
                  labels: {app: broker}
                spec:
                  containers:
                    - name: broker
                      image: example.com/broker:1
            """)

    func findings(in app: App) -> [Finding] {
        app.workloads.enumerated().compactMap { position, workload in
            guard workload.reference.kind == "StatefulSet" else { return nil }
            let services = app.exposedServices(before: position).filter(\.picksMember)
            guard let first = services.first else { return nil }
            let names = services.map(\.name).uniqued
            return finding(
                workload.metadata, at: first.metadata.node.at("spec", "selector")?.location,
                "\(first.type.rawValue) \(names.listed) \(names.count == 1 ? "reaches" : "each reach") a single member: its"
                    + " address does not answer while that pod restarts",
                remedy: "if any member will do, select the set's own labels; if not, remember a Service for each member when the set grows")
        }
    }
}

extension Service {
    /// Whether its selector picks one member of a StatefulSet.
    var picksMember: Bool { selector?.contains { ControllerLabels.picksMember($0.key) } ?? false }
}
