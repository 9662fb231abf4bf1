// SPDX-License-Identifier: Apache-2.0

import PortolanGraph
import PortolanKubernetes
import PortolanManifest
import PortolanModel

/// A Service that selects nothing and has no endpoints of its own.
struct NoEndpoints: Check {
    let page = FindingPage(
        code: "no-endpoints", severity: .warning, title: "A Service without selector has no endpoints in the input",
        meaning: """
            For a Service without selector nobody makes endpoints: someone has to write an EndpointSlice whose label \
            `kubernetes.io/service-name` names the Service. Until then connections are refused. Some controllers write it at run time; \
            then all is well: where the Service is only for clients in the cluster, it is information.
            """,
        remedy: "Add an EndpointSlice with the addresses, or a selector.",
        triggering: """
            apiVersion: v1
            kind: Service
            metadata:
              name: database
            spec:
              type: LoadBalancer
              ports:
                - port: 3306
            """,
        passing: """
            apiVersion: v1
            kind: Service
            metadata:
              name: database
            spec:
              type: LoadBalancer
              ports:
                - port: 3306
            ---
            apiVersion: discovery.k8s.io/v1
            kind: EndpointSlice
            metadata:
              name: database-1
              labels: {kubernetes.io/service-name: database}
            addressType: IPv4
            endpoints:
              - addresses: [192.0.2.10]
            ports:
              - port: 3306
            """)

    func findings(in app: App) -> [Finding] {
        app.services.compactMap { service in
            guard service.selector?.isEmpty ?? true, service.type != .externalName, app.graph.endpoints(of: service).isEmpty else {
                return nil
            }
            // The API server makes this one itself.
            guard service.metadata.reference.description != "default/Service/kubernetes" else { return nil }
            return finding(
                service.metadata, severity: service.isExposed ? .warning : .info,
                "it has no selector and the input no EndpointSlice for it: unless a controller writes one, connections are refused",
                remedy: "add an EndpointSlice labelled kubernetes.io/service-name=\(service.name), or a selector")
        }
    }
}
