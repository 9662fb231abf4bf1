// SPDX-License-Identifier: Apache-2.0

import PortolanGraph
import PortolanKubernetes
import PortolanManifest
import PortolanModel

/// Pods that get clients from outside before they can serve.
struct NoReadinessProbe: Check {
    let page = FindingPage(
        code: "no-readiness-probe", severity: .info, title: "Pods behind an address outside the cluster have no readiness probe",
        meaning: """
            Without a readiness probe a pod counts as ready when its containers have started, and gets its share of the connections \
            while the app is still loading; and a pod that hangs keeps its share. With several replicas every roll-out shows as refused \
            connections.
            """,
        remedy: "Give the container that serves a readinessProbe of what clients need, an HTTP path or the port.",
        triggering: """
            apiVersion: v1
            kind: Service
            metadata:
              name: web
            spec:
              type: LoadBalancer
              selector: {app: web}
              ports:
                - port: 8080
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
                - port: 8080
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
                  readinessProbe:
                    tcpSocket: {port: 8080}
            """)

    func findings(in app: App) -> [Finding] {
        app.workloads.enumerated().compactMap { position, workload in
            guard !workload.isJob, !workload.pod.runningContainers.contains(where: \.hasReadinessProbe),
                workload.pod.node.value("readinessGates")?.elements.isEmpty ?? true
            else { return nil }
            let services = app.exposedServices(before: position)
            guard let service = services.first else { return nil }
            let name = service.ports.first.flatMap { ServiceGraph.target(of: $0, in: workload.pod).container }
            let container = workload.pod.containers.first { $0.name == name } ?? workload.pod.containers.first
            return finding(
                workload.metadata, at: container?.node.location,
                "no container has a readiness probe, so \(service.type.rawValue) \(services.map(\.name).uniqued.listed) sends"
                    + " clients to pods that are still starting or hang",
                remedy: "give \(container.map { "container \($0.name)" } ?? "the container that serves") a readinessProbe")
        }
    }
}
