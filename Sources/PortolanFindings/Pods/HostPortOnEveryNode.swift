// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanManifest
import PortolanModel

/// A DaemonSet that opens a port on every node.
struct HostPortOnEveryNode: Check {
    let page = FindingPage(
        code: "host-port-on-every-node", severity: .info, title: "A DaemonSet opens a port on every node",
        meaning: """
            Whoever reaches a node's address reaches the port, past every Service and its `loadBalancerSourceRanges`. With `hostNetwork` \
            NetworkPolicies do not hold for the pods either: what they may be sent is what the node may be sent. Where nodes have public \
            addresses, the cloud's firewall is all that stands before the port.
            """,
        remedy: "Make sure that the nodes' firewall lets in whom you mean, or bind the port to a private address with `hostIP`.",
        triggering: """
            apiVersion: apps/v1
            kind: DaemonSet
            metadata:
              name: agent
            spec:
              selector: {matchLabels: {app: agent}}
              template:
                metadata:
                  labels: {app: agent}
                spec:
                  hostNetwork: true
                  containers:
                    - name: agent
                      image: example.com/agent:1
                      ports:
                        - containerPort: 9100
            """,
        passing: """
            apiVersion: apps/v1
            kind: DaemonSet
            metadata:
              name: agent
            spec:
              selector: {matchLabels: {app: agent}}
              template:
                metadata:
                  labels: {app: agent}
                spec:
                  hostNetwork: true
                  containers:
                    - name: agent
                      image: example.com/agent:1
                      ports:
                        - containerPort: 9100
                          hostIP: 127.0.0.1
            """)

    func findings(in app: App) -> [Finding] {
        app.workloads.compactMap { workload in
            guard workload.reference.kind == "DaemonSet" else { return nil }
            let open = workload.hostPorts.filter { $0.address.map { !$0.hasPrefix("127.") && $0 != "::1" } ?? true }
            guard let first = open.first else { return nil }
            return finding(
                workload.metadata, at: first.node.location,
                "every node answers on \(open.map(\.words).uniqued.listed) at its own address, whatever Services say about who may connect",
                remedy: "make sure that the nodes' firewall lets in whom you mean, or bind the port to a private address with hostIP")
        }
    }
}
