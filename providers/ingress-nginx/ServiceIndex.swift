// SPDX-License-Identifier: Apache-2.0

import PortolanGraph
import PortolanKubernetes
import PortolanModel
import PortolanProvider

/// Services by the ports that Ingresses name.
struct ServiceIndex: Sendable {
    private let graph: ServiceGraph
    private let endpoints: ReadyEndpoints

    init(_ cluster: Cluster) {
        graph = cluster.graph
        endpoints = ReadyEndpoints(cluster.inventory, graph: cluster.graph)
    }

    /// What a reference leads to.
    ///
    /// Source: ingress-nginx v1.15.1 internal/ingress/controller/controller.go:1202 (`serviceEndpoints`).
    func destination(of reference: ServicePortReference, byServiceAddress: Bool) -> Destination {
        let name = "\(reference.namespace)/\(reference.service)"
        let written = Int(reference.port).map { PortValue.number($0) } ?? .name(reference.port)
        guard let service = graph.services(named: reference.service, in: reference.namespace).last else {
            return Destination(service: name, port: reference.service.isEmpty ? nil : written, failure: 503)
        }
        if service.type == .externalName {
            let isLoopback = service.externalName == "localhost" || service.externalName?.hasPrefix("127.") ?? true
            let port = service.ports.first { $0.name == reference.port }.map { PortValue.number($0.port) } ?? written
            return Destination(service: name, port: port, failure: isLoopback ? 503 : nil)
        }
        let found = service.ports.first { port in
            String(port.port) == reference.port || port.targetPort.text == reference.port || port.name == reference.port
        }
        guard let port = found else { return Destination(service: name, port: written, failure: 503) }
        var destination = Destination(service: name, port: .number(port.port), failure: endpoints.answer(on: port, of: service) ? nil : 503)
        // The cluster IP is an endpoint of its own; with nobody behind it the connection is refused.
        if byServiceAddress, !service.isHeadless, destination.failure != nil { destination.failure = 502 }
        return destination
    }

    /// The first port of a Service that has endpoints.
    func fallback(_ name: String, in namespace: String) -> Destination? {
        guard let service = graph.services(named: name, in: namespace).last, let port = service.ports.first,
            service.type == .externalName || endpoints.answer(on: port, of: service)
        else { return nil }
        return Destination(service: "\(namespace)/\(name)", port: .number(port.port))
    }
}

extension IntOrString {
    /// The value as the controller compares it.
    var text: String {
        switch self {
        case .int(let number): String(number)
        case .string(let text): text
        }
    }
}
