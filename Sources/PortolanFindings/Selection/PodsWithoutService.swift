// SPDX-License-Identifier: Apache-2.0

import PortolanGraph
import PortolanKubernetes
import PortolanManifest
import PortolanModel

/// Pods that declare ports and that no Service reaches.
struct PodsWithoutService: Check {
    let page = FindingPage(
        code: "pods-without-service", severity: .info, title: "No Service reaches pods that declare ports",
        meaning: """
            A pod's own address changes with every pod and is known inside the cluster only. It is by a Service that clients find the \
            pods, and the only way to an address outside of the cluster, even where there will never be more than one pod. Nothing here \
            gives these pods one: whoever is to connect to them cannot find them.

            Workloads that only declare ports for metrics, health checks or webhooks are left out, as are Jobs and pods with a port on \
            their node.
            """,
        remedy: """
            Add a Service: of type LoadBalancer for an address of its own outside the cluster; of type ClusterIP behind an Ingress or \
            HTTPRoute for HTTP that shares one; of type ClusterIP for clients in the cluster; headless for members of a StatefulSet that \
            find each other.
            """,
        triggering: """
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
                    - name: http
                      containerPort: 8080
            """,
        passing: """
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
                    - name: http
                      containerPort: 8080
            ---
            apiVersion: v1
            kind: Service
            metadata:
              name: web
            spec:
              selector: {app: web}
              ports:
                - port: 80
                  targetPort: http
            """)

    /// Parts of names of ports at which no client of the app connects.
    private static let housekeeping = ["metric", "prom", "health", "probe", "live", "ready", "webhook", "admin", "debug", "prof", "status"]

    func findings(in app: App) -> [Finding] {
        app.workloads.enumerated().compactMap { position, workload in
            guard !app.isSelected[position], !workload.isJob, workload.hostPorts.isEmpty else { return nil }
            let ports = workload.pod.declaredPorts.filter { port in
                guard let name = port.name else { return true }
                return !Self.housekeeping.contains { name.contains($0) }
            }
            guard let first = ports.first else { return nil }
            let isHTTP = ports.contains {
                $0.name?.hasPrefix("http") == true || [80, 443, 3000, 5000, 8000, 8080, 8443].contains($0.containerPort)
            }
            return finding(
                workload.metadata, at: first.node.location,
                "no Service selects these pods, so nothing finds their \(ports.map(\.words).uniqued.listed) and they have no"
                    + " address outside the cluster",
                remedy: isHTTP
                    ? "add a Service: type LoadBalancer for an address of its own, type ClusterIP for clients in the cluster or"
                        + " behind an Ingress or HTTPRoute"
                    : "add a Service: type LoadBalancer for an address outside the cluster, type ClusterIP for clients inside")
        }
    }
}
