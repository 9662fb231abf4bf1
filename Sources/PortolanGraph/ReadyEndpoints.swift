// SPDX-License-Identifier: Apache-2.0

package import PortolanKubernetes
import PortolanModel

/// Whether anybody answers behind a Service's port, as proxies that dial pods see it.
///
/// An input without workloads and endpoints is taken to run elsewhere: then every Service has ready endpoints.
package struct ReadyEndpoints: Sendable {
    private let graph: ServiceGraph
    private let isBare: Bool
    private let endpoints: [String: [ServiceEndpoints]]

    /// Looks through an inventory.
    package init(_ inventory: Inventory, graph: ServiceGraph) {
        self.graph = graph
        let objects = inventory.serviceEndpoints
        isBare = objects.isEmpty && inventory.workloads.isEmpty
        var endpoints: [String: [ServiceEndpoints]] = [:]
        for object in objects {
            guard let service = object.service else { continue }
            endpoints["\(object.metadata.namespace)/\(service)", default: []].append(object)
        }
        self.endpoints = endpoints
    }

    /// Whether a ready pod, or an address of an Endpoints object, answers on a port over TCP.
    package func answer(on port: ServicePort, of service: Service) -> Bool {
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
