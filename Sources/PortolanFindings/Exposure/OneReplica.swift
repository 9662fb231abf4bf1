// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanManifest
import PortolanModel

/// One pod behind an address for the world.
struct OneReplica: Check {
    let page = FindingPage(
        code: "one-replica", severity: .info, title: "One pod stands behind an address outside the cluster",
        meaning: """
            A Service spreads connections over many like pods; here is one. While it restarts or its node is drained there is nobody to \
            answer, and the load balancer, which is paid for all the same, has nowhere to send clients.
            """,
        remedy: "Two replicas or more, if the app can share its work; else accept it, and ignore the finding on the workload.",
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
            ---
            apiVersion: apps/v1
            kind: Deployment
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
            """)

    func findings(in app: App) -> [Finding] {
        app.workloads.enumerated().compactMap { position, workload in
            guard app.fewestReplicas(of: workload) == 1 else { return nil }
            let alone = app.servicesBefore[position].map { app.fronts[$0] }.filter { $0.service.isExposed && $0.workloads.count == 1 }
            guard let first = alone.first?.service else { return nil }
            let isPod = workload.reference.kind == "Pod"
            return finding(
                workload.metadata, at: workload.metadata.node.at("spec", "replicas")?.location,
                "one pod stands behind \(first.type.rawValue) \(alone.map(\.service.name).uniqued.listed): nobody answers while"
                    + " it restarts or moves"
                    + (isPod ? ", and nothing makes a new one when it is gone" : ""),
                remedy: isPod ? "make it a Deployment with two replicas or more" : "two replicas or more, if the app can share its work")
        }
    }
}
