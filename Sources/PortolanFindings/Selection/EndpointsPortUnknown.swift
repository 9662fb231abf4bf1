// SPDX-License-Identifier: Apache-2.0

import PortolanGraph
import PortolanKubernetes
import PortolanManifest
import PortolanModel

/// Hand-written endpoints whose ports are not called as the Service's are.
struct EndpointsPortUnknown: Check {
    let page = FindingPage(
        code: "endpoints-port-unknown", severity: .error, title: "The endpoints have no port of the Service port's name",
        meaning: """
            Endpoints belong to a Service's port by its name and protocol, not by its number: an unnamed port of the Service needs an \
            unnamed one of the endpoints. Where none fits, the Service's port has nobody behind it, and connections are refused. The \
            Service's `targetPort` plays no part here.
            """,
        remedy: "Give the port of the Endpoints or EndpointSlice the name and protocol of the Service's.",
        triggering: """
            apiVersion: v1
            kind: Service
            metadata:
              name: database
            spec:
              ports:
                - name: mysql
                  port: 3306
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
            """,
        passing: """
            apiVersion: v1
            kind: Service
            metadata:
              name: database
            spec:
              ports:
                - name: mysql
                  port: 3306
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
              - name: mysql
                port: 3306
            """)

    func findings(in app: App) -> [Finding] {
        app.services.flatMap { service -> [Finding] in
            let endpoints = app.graph.endpoints(of: service)
            guard !endpoints.isEmpty else { return [] }
            let ports = endpoints.flatMap(\.ports)
            return service.ports.compactMap { port in
                guard !ports.contains(where: { $0.name == port.name && $0.protocol == port.protocol }) else { return nil }
                let wanted = port.name.map { "named \($0)" } ?? "without a name"
                return finding(
                    service.metadata, at: port.node.location,
                    "its endpoints have no \(port.protocol.rawValue) port \(wanted), so port \(port.port) has nobody behind it",
                    remedy:
                        "give the port of the \(endpoints.first?.metadata.reference.kind ?? "EndpointSlice") the Service port's"
                        + " name and protocol"
                )
            }
        }
    }
}
