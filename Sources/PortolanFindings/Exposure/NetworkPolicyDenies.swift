// SPDX-License-Identifier: Apache-2.0

import PortolanGraph
import PortolanKubernetes
import PortolanManifest
import PortolanModel

/// A NetworkPolicy that keeps out whom a Service lets in.
struct NetworkPolicyDenies: Check {
    let page = FindingPage(
        code: "network-policy-denies", severity: .error, title: "NetworkPolicies keep out the clients of a Service",
        meaning: """
            As soon as one policy selects a pod for ingress, only what some policy's rule allows gets in. Here no rule lets in anybody \
            from outside the cluster at the pod's port, though the Service has an address there: connections time out. Rules that name \
            pods or namespaces let in no client from outside; a rule without `from`, or with an `ipBlock`, does. Mind that with \
            `externalTrafficPolicy: Cluster` most networks show the policy a node's address instead of the client's.

            For a Service inside the cluster it is said, as a warning, if no rule lets in anybody at all at the port. It takes a network \
            plugin that enforces policies; pods with `hostNetwork` are not subject to them.
            """,
        remedy: "Allow the pod's port (not the Service's) from an ipBlock or from everywhere.",
        triggering: """
            apiVersion: v1
            kind: Service
            metadata:
              name: web
            spec:
              type: LoadBalancer
              selector: {app: web}
              ports:
                - port: 80
                  targetPort: 8080
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
                  ports:
                    - containerPort: 8080
            ---
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata:
              name: web
            spec:
              podSelector: {matchLabels: {app: web}}
              ingress:
                - from:
                    - podSelector: {}
                  ports:
                    - port: 8080
            """,
        passing: """
            apiVersion: v1
            kind: Service
            metadata:
              name: web
            spec:
              type: LoadBalancer
              selector: {app: web}
              ports:
                - port: 80
                  targetPort: 8080
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
                  ports:
                    - containerPort: 8080
            ---
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata:
              name: web
            spec:
              podSelector: {matchLabels: {app: web}}
              ingress:
                - ports:
                    - port: 8080
            """)

    func findings(in app: App) -> [Finding] {
        var index = SelectorIndex<NetworkPolicy>()
        for policy in app.policies where policy.isIngress {
            index.add(policy, selector: policy.podSelector, namespace: policy.metadata.namespace)
        }
        guard app.policies.contains(where: \.isIngress) else { return [] }
        let policies = app.workloads.map { workload in
            workload.pod.hostNetwork || workload.isJob ? [] : index.matching(workload.pod.labels, in: workload.metadata.namespace)
        }
        return app.fronts.compactMap { front in
            guard front.service.type != .externalName else { return nil }
            var denied: [(port: ServicePort, workload: Workload, policies: [NetworkPolicy])] = []
            for (position, workload) in zip(front.positions, front.workloads) where !policies[position].isEmpty {
                for port in front.service.ports where !Self.admits(policies[position], port, workload.pod, outside: front.service.isExposed)
                {
                    denied.append((port, workload, policies[position]))
                }
            }
            guard let first = denied.first else { return nil }
            let ports = denied.map { "\($0.port.port)" }.uniqued
            let names = denied.flatMap { $0.policies.map(\.metadata.name) }.uniqued
            let who = names.count == 1 ? "NetworkPolicy \(names.listed) lets" : "NetworkPolicies \(names.listed) let"
            let outside = front.service.isExposed
            return finding(
                front.service.metadata, at: first.port.node.location, severity: outside ? .error : .warning,
                "\(who) nobody\(outside ? " from outside the cluster" : "") reach "
                    + "\(denied.map(\.workload.reference.words).uniqued.listed) behind port \(ports.listed): connections time out",
                remedy: outside
                    ? "allow the pod's port from an ipBlock or from everywhere"
                    : "allow the pod's port from those pods or namespaces that need it")
        }
    }

    /// Whether one of the policies lets somebody in at a port: from outside the cluster, or at all.
    private static func admits(_ policies: [NetworkPolicy], _ port: ServicePort, _ pod: PodTemplate, outside: Bool) -> Bool {
        let target = ServiceGraph.target(of: port, in: pod)
        // A name that no container declares is another finding's affair.
        guard case .number(let number) = target.port else { return true }
        let names = pod.declaredPorts.filter { $0.containerPort == number && $0.protocol == port.protocol }.map(\.name)
        return policies.lazy.flatMap(\.ingress).contains { rule in
            let isPort =
                rule.ports.isEmpty
                || rule.ports.contains { rulePort in
                    rulePort.covers(number, named: nil, port.protocol)
                        || names.contains { rulePort.covers(number, named: $0, port.protocol) }
                }
            return isPort && (rule.peers.isEmpty || !outside || rule.peers.contains { $0.cidr != nil })
        }
    }
}
