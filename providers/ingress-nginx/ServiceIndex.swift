// SPDX-License-Identifier: Apache-2.0

import PortolanGraph
import PortolanKubernetes
import PortolanModel
import PortolanProvider

/// Services and whether anybody stands behind their ports.
///
/// An input without workloads and endpoints is taken to run elsewhere: then every Service has ready endpoints.
struct ServiceIndex: Sendable {
    private let graph: ServiceGraph
    private let isBare: Bool
    private let endpoints: [String: [ServiceEndpoints]]

    init(_ cluster: Cluster) {
        graph = cluster.graph
        let objects = cluster.inventory.serviceEndpoints
        isBare = objects.isEmpty && cluster.inventory.workloads.isEmpty
        var endpoints: [String: [ServiceEndpoints]] = [:]
        for object in objects {
            guard let service = object.service else { continue }
            endpoints["\(object.metadata.namespace)/\(service)", default: []].append(object)
        }
        self.endpoints = endpoints
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
        var destination = Destination(service: name, port: .number(port.port), failure: hasEndpoints(port, of: service) ? nil : 503)
        // The cluster IP is an endpoint of its own; with nobody behind it the connection is refused.
        if byServiceAddress, !service.isHeadless, destination.failure != nil { destination.failure = 502 }
        return destination
    }

    /// The first port of a Service that has endpoints.
    func fallback(_ name: String, in namespace: String) -> Destination? {
        guard let service = graph.services(named: name, in: namespace).last, let port = service.ports.first,
            service.type == .externalName || hasEndpoints(port, of: service)
        else { return nil }
        return Destination(service: "\(namespace)/\(name)", port: .number(port.port))
    }

    /// Whether a ready pod answers on a port; the controller dials TCP only.
    private func hasEndpoints(_ port: ServicePort, of service: Service) -> Bool {
        if isBare { return port.protocol == .tcp }
        if let objects = endpoints["\(service.namespace)/\(service.name)"] {
            return objects.contains { object in
                guard !object.addresses.isEmpty else { return false }
                return object.ports.contains { candidate in
                    guard candidate.protocol == .tcp else { return false }
                    if port.name == nil || candidate.name == port.name { return true }
                    if case .int = port.targetPort { return true }
                    return false
                }
            }
        }
        guard service.selector != nil, port.protocol == .tcp else { return false }
        return graph.workloads(behind: service).contains { $0.replicas != 0 }
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
