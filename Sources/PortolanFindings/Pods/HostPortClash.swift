// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanManifest
import PortolanModel

/// Pods that cannot share a node, since they take the same port on it.
struct HostPortClash: Check {
    let page = FindingPage(
        code: "host-port-clash", severity: .error, title: "Two workloads take the same port of a node",
        meaning: """
            A `hostPort`, and with `hostNetwork: true` every declared port, is a port of the node. The scheduler puts no two pods with \
            the same one on a node. Where one of the workloads is a DaemonSet it wants every node, so the other's pods stay `Pending` \
            wherever it runs: that is an error. Two workloads with replicas merely need nodes of their own: a warning.

            Workloads whose node selectors exclude each other are not compared, nor those with a required node affinity.
            """,
        remedy: "Drop the host ports and put a Service before the pods, take different ports, or give the workloads different nodes.",
        triggering: """
            apiVersion: apps/v1
            kind: DaemonSet
            metadata:
              name: proxy
            spec:
              selector: {matchLabels: {app: proxy}}
              template:
                metadata:
                  labels: {app: proxy}
                spec:
                  containers:
                    - name: proxy
                      image: example.com/proxy:1
                      ports:
                        - containerPort: 8443
                          hostPort: 443
            ---
            apiVersion: v1
            kind: Pod
            metadata:
              name: web
            spec:
              hostNetwork: true
              containers:
                - name: web
                  image: example.com/web:1
                  ports:
                    - containerPort: 443
            """,
        passing: """
            apiVersion: apps/v1
            kind: DaemonSet
            metadata:
              name: proxy
            spec:
              selector: {matchLabels: {app: proxy}}
              template:
                metadata:
                  labels: {app: proxy}
                spec:
                  containers:
                    - name: proxy
                      image: example.com/proxy:1
                      ports:
                        - containerPort: 8443
                          hostPort: 443
            ---
            apiVersion: v1
            kind: Pod
            metadata:
              name: web
            spec:
              containers:
                - name: web
                  image: example.com/web:1
                  ports:
                    - containerPort: 443
            """)

    /// A workload is held against no more than this many earlier ones of a port: whoever has more knows of the clash.
    private static let mostComparisons = 16

    func findings(in app: App) -> [Finding] {
        var takers: [Int: [(position: Int, port: HostPort)]] = [:]
        var told: Set<[ObjectReference]> = []
        var result: [Finding] = []
        for (position, workload) in app.workloads.enumerated() {
            var clashes: [(other: Int, ports: [HostPort])] = []
            for port in workload.hostPorts {
                for earlier in takers[port.port, default: []].suffix(Self.mostComparisons)
                where earlier.position != position && earlier.port.clashes(with: port) {
                    if let index = clashes.firstIndex(where: { $0.other == earlier.position }) {
                        clashes[index].ports.append(port)
                    } else if Self.mayShareNode(workload, app.workloads[earlier.position]) {
                        clashes.append((earlier.position, [port]))
                    }
                }
                takers[port.port, default: []].append((position, port))
            }
            for clash in clashes {
                let other = app.workloads[clash.other]
                guard told.insert([workload.reference, other.reference].sorted()).inserted else { continue }
                result.append(finding(workload, other, clash.ports))
            }
        }
        return result
    }

    private func finding(_ workload: Workload, _ other: Workload, _ ports: [HostPort]) -> Finding {
        let wantsAll = workload.reference.kind == "DaemonSet" || other.reference.kind == "DaemonSet"
        let isNear = workload.metadata.namespace == other.metadata.namespace
        let name = isNear ? other.reference.words : "\(other.reference.words) of the namespace \(other.metadata.namespace)"
        let words = ports.map(\.words).uniqued
        let what = "the node's \(words.listed) \(words.count == 1 ? "is" : "are") taken by \(name) too"
        return finding(
            workload.metadata, at: ports.first?.node.location, severity: wantsAll ? .error : .warning,
            wantsAll
                ? "\(what), and one of them wants every node: the other's pods stay Pending" : "\(what): the pods need different nodes",
            remedy: "put a Service before the pods instead of host ports, take different ports, or give them different nodes")
    }

    /// Whether nothing in their pod specs keeps two workloads off each other's nodes.
    ///
    /// Workloads of one name are variants, and never there together.
    private static func mayShareNode(_ left: Workload, _ right: Workload) -> Bool {
        guard (left.metadata.namespace, left.metadata.name) != (right.metadata.namespace, right.metadata.name) else { return false }
        let required = "requiredDuringSchedulingIgnoredDuringExecution"
        for workload in [left, right] where workload.pod.node.at("affinity", "nodeAffinity", required) != nil { return false }
        let other = right.pod.node.value("nodeSelector")
        return !(left.pod.node.value("nodeSelector")?.entries ?? []).contains { label in
            guard let key = label.key.text, let value = other?.value(key)?.text else { return false }
            return value != label.value.text
        }
    }
}
