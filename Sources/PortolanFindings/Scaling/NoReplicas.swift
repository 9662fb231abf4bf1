// SPDX-License-Identifier: Apache-2.0

import PortolanGraph
import PortolanKubernetes
import PortolanManifest
import PortolanModel

/// A Service whose workloads are scaled to nothing.
struct NoReplicas: Check {
    let page = FindingPage(
        code: "no-replicas", severity: .error, title: "The Service's workloads are scaled to nothing",
        meaning: """
            `replicas: 0` makes no pods, so the Service has no endpoints: connections are refused or time out. A \
            HorizontalPodAutoscaler does not help, since it is switched off where there are no replicas; only a scaler that starts from \
            nothing (KEDA's ScaledObject) does, and where the input has one nothing is said.
            """,
        remedy: "Write as many replicas as are to answer, or leave the field out where an autoscaler sets it.",
        triggering: Self.example(replicas: 0), passing: Self.example(replicas: 2))

    private static func example(replicas: Int) -> String {
        """
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
          replicas: \(replicas)
          selector: {matchLabels: {app: web}}
          template:
            metadata:
              labels: {app: web}
            spec:
              containers:
                - name: web
                  image: example.com/web:1
                  readinessProbe: {tcpSocket: {port: 80}}
        """
    }

    func findings(in app: App) -> [Finding] {
        let scalers: Set<String> = ["ScaledObject", "HTTPScaledObject"]
        guard !app.inventory.objects.contains(where: { scalers.contains($0.metadata.reference.kind) }) else { return [] }
        return app.fronts.compactMap { front in
            guard front.service.isExposed, let first = front.servers.first, front.servers.allSatisfy({ $0.replicas == 0 }) else {
                return nil
            }
            let place = first.metadata.node.at("spec", "replicas")?.location
            return finding(
                front.service.metadata, at: place,
                "\(front.servers.map(\.reference.words).uniqued.listed) has 0 replicas: it has no endpoints, and nobody answers",
                remedy: "write as many replicas as are to answer")
        }
    }
}
