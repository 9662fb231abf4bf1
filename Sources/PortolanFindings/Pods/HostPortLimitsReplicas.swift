// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanManifest
import PortolanModel

/// More replicas than one, each of which needs a node of its own.
struct HostPortLimitsReplicas: Check {
    let page = FindingPage(
        code: "host-port-limits-replicas", severity: .warning, title: "Replicas with a host port each need a node of their own",
        meaning: """
            A node's port can be taken once, so a node runs at most one of the replicas: those that find no node with the port free stay \
            `Pending`, an autoscaler included that wants more. A rolling update that starts a new pod before it stops an old one needs \
            one node more still.
            """,
        remedy: "Drop the host port and put a Service before the pods; or make it a DaemonSet if every node is meant to have one.",
        triggering: """
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: web
            spec:
              replicas: 3
              selector: {matchLabels: {app: web}}
              template:
                metadata:
                  labels: {app: web}
                spec:
                  containers:
                    - name: web
                      image: example.com/web:1
                      ports:
                        - containerPort: 8080
                          hostPort: 80
            """,
        passing: """
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: web
            spec:
              replicas: 3
              selector: {matchLabels: {app: web}}
              template:
                metadata:
                  labels: {app: web}
                spec:
                  containers:
                    - name: web
                      image: example.com/web:1
                      ports:
                        - containerPort: 8080
            """)

    func findings(in app: App) -> [Finding] {
        app.workloads.compactMap { workload in
            guard let written = workload.replicas else { return nil }
            let replicas = max(written, app.autoscaler(of: workload)?.maxReplicas ?? 0)
            guard replicas > 1, let first = workload.hostPorts.first else { return nil }
            if let nodes = app.schedulableNodes, nodes > replicas { return nil }
            let ports = workload.hostPorts.map(\.words).uniqued
            return finding(
                workload.metadata, at: first.node.location,
                "each replica takes \(ports.listed) of its node, so up to \(replicas) replicas need as many nodes and the rest"
                    + " stay Pending",
                remedy: "put a Service before the pods instead of host ports, or make it a DaemonSet if every node is meant to have one")
        }
    }
}
