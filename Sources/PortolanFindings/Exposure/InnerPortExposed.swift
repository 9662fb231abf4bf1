// SPDX-License-Identifier: Apache-2.0

import PortolanGraph
import PortolanKubernetes
import PortolanManifest
import PortolanModel

/// A port that was meant for the pod's own containers, before clients outside.
struct InnerPortExposed: Check {
    let page = FindingPage(
        code: "inner-port-exposed", severity: .warning, title: "A port meant for the pod's own containers is exposed outside the cluster",
        meaning: """
            Inside a pod every container reaches every other on localhost, so a cache, a proxy's administration or a debugger needs no \
            port that is declared. This Service makes such a port reachable from outside the cluster: one at which a known proxy is \
            administered, or one that no container declares in a pod of several containers that declare others. Mostly such ports ask \
            for no password. If the container listens on 127.0.0.1 only, connections are refused instead.
            """,
        remedy:
            "Take the port out of the Service or give it one of type ClusterIP. If clients are meant, declare it in the container.",
        triggering: """
            apiVersion: v1
            kind: Service
            metadata:
              name: web
            spec:
              type: LoadBalancer
              selector: {app: web}
              ports:
                - name: http
                  port: 80
                  targetPort: 8080
                - name: cache
                  port: 6379
            ---
            apiVersion: v1
            kind: Pod
            metadata:
              name: web
              labels: {app: web}
            spec:
              containers:
                - name: python
                  image: python:3.13
                  ports:
                    - containerPort: 8080
                - name: redis
                  image: redis:7
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
                - name: http
                  port: 80
                  targetPort: 8080
            ---
            apiVersion: v1
            kind: Pod
            metadata:
              name: web
              labels: {app: web}
            spec:
              containers:
                - name: python
                  image: python:3.13
                  ports:
                    - containerPort: 8080
                - name: redis
                  image: redis:7
            """)

    /// Ports at which proxies that run beside an app are administered, with a part of the image's name.
    private static let administration: [(image: String, port: Int, what: String)] = [
        ("envoy", 9901, "Envoy's administration"), ("envoy", 19000, "Envoy's administration"),
        ("proxyv2", 15000, "Istio's Envoy administration"),
        ("proxyv2", 15004, "Istio's debug interface"), ("linkerd", 4191, "Linkerd's administration"),
        ("linkerd", 4190, "Linkerd's control"),
        ("daprd", 3500, "Dapr's API"), ("daprd", 50001, "Dapr's API"), ("haproxy", 9999, "HAProxy's statistics"),
        ("traefik", 8080, "Traefik's API and dashboard"), ("kong", 8001, "Kong's administration"), ("kong", 8444, "Kong's administration"),
        ("consul", 8500, "Consul's API"), ("vault-agent", 8200, "Vault's agent"),
    ]

    func findings(in app: App) -> [Finding] {
        app.fronts.filter(\.service.isExposed).compactMap { front in
            for port in front.service.ports {
                for workload in front.servers {
                    guard let what = Self.inner(port, of: workload) else { continue }
                    return finding(
                        front.service.metadata, at: port.targetLocation,
                        "port \(port.port) lets clients outside the cluster reach \(what)",
                        remedy: "take the port out of the Service, or give it a Service of type ClusterIP")
                }
            }
            return nil
        }
    }

    private static func inner(_ port: ServicePort, of workload: Workload) -> String? {
        let pod = workload.pod
        let target = ServiceGraph.target(of: port, in: pod)
        guard case .number(let number) = target.port else { return nil }
        for container in pod.runningContainers {
            guard let image = container.image, let known = administration.first(where: { $0.port == number && isImage(image, $0.image) })
            else { continue }
            // Another container's own port of that number is another thing.
            guard target.container == nil || target.container == container.name else { continue }
            return "\(known.what) (\(number) of container \(container.name) in \(workload.reference.words))"
        }
        guard target.container == nil, pod.runningContainers.count > 1, !pod.declaredPorts.isEmpty else { return nil }
        let silent = pod.runningContainers.filter(\.ports.isEmpty).map(\.name)
        guard !silent.isEmpty else { return nil }
        let noun = silent.count == 1 ? "a container that declares none, \(silent.listed)" : "containers that declare none, \(silent.listed)"
        return
            "\(port.protocol.rawValue) \(number) of \(workload.reference.words), which no container declares, beside \(noun):"
            + " what listens there may be meant for localhost only"
    }

    /// Whether an image's last path component has a word.
    private static func isImage(_ image: String, _ word: String) -> Bool {
        let name = image.split(separator: "/").last ?? ""
        return name.prefix { $0 != ":" && $0 != "@" }.contains(word)
    }
}
