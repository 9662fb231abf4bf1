// SPDX-License-Identifier: Apache-2.0

import PortolanGraph
import PortolanKubernetes
import PortolanManifest
import PortolanModel

/// An Ingress or route to a port that the Service does not have.
struct BackendPortMissing: Check {
    let page = FindingPage(
        code: "backend-port-missing", severity: .error, title: "An Ingress or route sends clients to a port that the Service does not have",
        meaning: """
            A backend names one of the Service's own ports, by its `port` or its `name`: not the pods' port, and not `targetPort`. Where \
            the Service has no such port, requests that match are answered with an error of the proxy's own, mostly 503.
            """,
        remedy: "Write one of the Service's ports.",
        triggering: """
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata:
              name: web
            spec:
              defaultBackend:
                service:
                  name: web
                  port: {number: 8080}
            ---
            apiVersion: v1
            kind: Service
            metadata:
              name: web
            spec:
              ports:
                - port: 80
                  targetPort: 8080
            """,
        passing: """
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata:
              name: web
            spec:
              defaultBackend:
                service:
                  name: web
                  port: {number: 80}
            ---
            apiVersion: v1
            kind: Service
            metadata:
              name: web
            spec:
              ports:
                - port: 80
                  targetPort: 8080
            """)

    private struct Told: Hashable {
        var subject: ObjectReference
        var service: ObjectReference
        var port: IntOrString?
    }

    func findings(in app: App) -> [Finding] {
        var told: Set<Told> = []
        return app.backends.compactMap { backend in
            guard case .noPort(let services) = app.graph.destination(of: backend), let wanted = backend.port else { return nil }
            if case .string("use-annotation") = wanted { return nil }
            guard told.insert(Told(subject: backend.subject.reference, service: backend.service, port: wanted)).inserted else { return nil }
            let ports = services.flatMap(\.ports).map { port in port.name.map { "\($0) (\(port.port))" } ?? "\(port.port)" }.uniqued
            let words =
                switch wanted {
                case .int(let number): "\(number)"
                case .string(let name): name
                }
            return finding(
                backend.subject, at: backend.node.location,
                "Service \(backend.service.name) has no port \(words): requests that are sent there get an error",
                remedy: ports.isEmpty ? "give the Service the port" : "write one of the Service's own ports: \(ports.listed)")
        }
    }
}
