// SPDX-License-Identifier: Apache-2.0

import PortolanGraph
import PortolanKubernetes
import PortolanManifest
import PortolanModel

/// An Ingress or route to a Service that is not there.
struct BackendServiceMissing: Check {
    let page = FindingPage(
        code: "backend-service-missing", severity: .warning,
        title: "An Ingress or route sends clients to a Service that is not in the input",
        meaning: """
            Requests that match it are answered with an error of the proxy's own, mostly 503 or 404; some controllers refuse the whole \
            Ingress. An Ingress can only name Services of its own namespace. If another repository has the Service, all is well. Where \
            the input has no Service at all in that namespace, nothing is said.
            """,
        remedy: "Correct the name, or put the Ingress into the Service's namespace.",
        triggering: """
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata:
              name: web
            spec:
              defaultBackend:
                service:
                  name: wbe
                  port: {number: 80}
            ---
            apiVersion: v1
            kind: Service
            metadata:
              name: web
            spec:
              ports:
                - port: 80
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
            """)

    func findings(in app: App) -> [Finding] {
        let namespaces = Set(app.services.map(\.namespace))
        let rejected = Set(app.inventory.rejections.map(\.reference))
        var namespaceOf: [String: String] = [:]
        for service in app.services where namespaceOf[service.name] == nil { namespaceOf[service.name] = service.namespace }
        var told: Set<[ObjectReference]> = []
        return app.backends.compactMap { backend in
            // A word of the AWS Load Balancer Controller for actions that an annotation describes: no Service is meant.
            if case .string("use-annotation")? = backend.port { return nil }
            guard case .noService = app.graph.destination(of: backend) else { return nil }
            if rejected.contains(backend.service) {
                guard told.insert([backend.subject.reference, backend.service]).inserted else { return nil }
                return finding(
                    backend.subject, at: backend.node.location, severity: .error,
                    "the API server refuses the Service \(backend.service.name): requests that are sent there get an error",
                    remedy: "correct the Service")
            }
            let elsewhere = namespaceOf[backend.service.name]
            guard namespaces.contains(backend.service.namespace) || elsewhere != nil else { return nil }
            guard told.insert([backend.subject.reference, backend.service]).inserted else { return nil }
            return finding(
                backend.subject, at: backend.node.location,
                "the input has no Service \(backend.service.name) in the namespace \(backend.service.namespace)"
                    + (elsewhere.map { ", only one in \($0)" } ?? "") + ": requests that are sent there get an error",
                remedy: "correct the name, or put both into one namespace")
        }
    }
}
