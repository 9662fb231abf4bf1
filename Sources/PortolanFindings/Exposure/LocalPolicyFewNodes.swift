// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanManifest
import PortolanModel

/// `externalTrafficPolicy: Local` with pods on few nodes.
struct LocalPolicyFewNodes: Check {
    let page = FindingPage(
        code: "local-policy-few-nodes", severity: .warning, title: "externalTrafficPolicy: Local, and pods on few nodes only",
        meaning: """
            With `Local` a node forwards connections from outside only to its own pods and drops them if it has none. A load balancer \
            learns from the health check port which nodes those are and leaves out the others, so that few nodes carry all the traffic, \
            and while the last pod moves there is nobody: information. Clients of a NodePort Service have no such help: connections to \
            the other nodes time out. An affinity or node selector that puts all pods on one node makes that node the only one: both are \
            warnings.

            Where the input holds no Nodes, a cluster of three is assumed. DaemonSets have a pod on every node and are fine.
            """,
        remedy:
            "As many replicas as nodes and a topologySpreadConstraint over kubernetes.io/hostname, a DaemonSet, or the policy Cluster.",
        triggering: """
            apiVersion: v1
            kind: Service
            metadata:
              name: web
            spec:
              type: NodePort
              externalTrafficPolicy: Local
              selector: {app: web}
              ports:
                - port: 80
            ---
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: web
            spec:
              replicas: 2
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
            apiVersion: v1
            kind: Service
            metadata:
              name: web
            spec:
              type: NodePort
              externalTrafficPolicy: Local
              selector: {app: web}
              ports:
                - port: 80
            ---
            apiVersion: apps/v1
            kind: DaemonSet
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
            """)

    /// The nodes of a cluster of which the input says nothing.
    private static let assumedNodes = 3

    func findings(in app: App) -> [Finding] {
        app.fronts.compactMap { front in
            let service = front.service
            guard service.isExposed, service.externalTrafficPolicy == .local, !front.servers.isEmpty else { return nil }
            let location = service.metadata.node.at("spec", "externalTrafficPolicy")?.location
            if let packed = front.servers.first(where: Self.isPacked), front.servers.count == 1 {
                return finding(
                    service.metadata, at: location,
                    "with externalTrafficPolicy Local only nodes with a pod answer, and the pods of \(packed.reference.words) are"
                        + " all put on one node",
                    remedy: "spread the pods with a topologySpreadConstraint over kubernetes.io/hostname, or set the policy to Cluster")
            }
            var replicas = 0
            for workload in front.servers {
                guard let fewest = app.fewestReplicas(of: workload) else { return nil }
                replicas += min(fewest, 1_000_000)
            }
            guard replicas < app.schedulableNodes ?? Self.assumedNodes else { return nil }
            let nodes = app.schedulableNodes.map { "\($0) nodes" } ?? "a cluster's nodes"
            let hasHealthCheck = service.needsHealthCheck
            return finding(
                service.metadata, at: location, severity: hasHealthCheck ? .info : .warning,
                "with externalTrafficPolicy Local and \(counted(replicas, "replica")) at most \(replicas) of \(nodes) "
                    + "\(replicas == 1 ? "answers" : "answer")"
                    + (hasHealthCheck
                        ? " and \(replicas == 1 ? "carries" : "carry") all the traffic" : ", and connections to the others time out"),
                remedy:
                    "as many replicas as nodes, spread over them, or a DaemonSet; or set the policy to Cluster, which hides the"
                    + " client's address"
            )
        }
    }

    /// Whether all pods must run on one node.
    private static func isPacked(_ workload: Workload) -> Bool {
        let pod = workload.pod
        guard pod.node.value("nodeName") == nil else { return true }
        guard pod.node.value("nodeSelector")?.value("kubernetes.io/hostname") == nil else { return true }
        let terms = pod.node.at("affinity", "podAffinity", "requiredDuringSchedulingIgnoredDuringExecution")?.elements ?? []
        return terms.contains { term in
            term.value("topologyKey")?.text == "kubernetes.io/hostname" && LabelSelector(term.value("labelSelector")).matches(pod.labels)
        }
    }
}
