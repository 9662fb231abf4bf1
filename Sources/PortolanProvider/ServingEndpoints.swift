// SPDX-License-Identifier: Apache-2.0

package import PortolanGraph
package import PortolanKubernetes
import PortolanManifest

/// Whether something answers behind a Service's port, as far as the input says.
///
/// A Service that EndpointSlices or Endpoints of the input name has those endpoints and no others; all others are ready.
package struct ServingEndpoints: Sendable {
    private let graph: ServiceGraph
    /// The slices of each Service, by `ns/name`.
    private let slices: [String: [YAMLNode]]

    /// Indexes an inventory.
    package init(_ inventory: Inventory, graph: ServiceGraph) {
        self.graph = graph
        var slices: [String: [YAMLNode]] = [:]
        for object in inventory.objects(kind: "EndpointSlice", group: "discovery.k8s.io") {
            guard let service = object.metadata.labels["kubernetes.io/service-name"] else { continue }
            slices["\(object.metadata.namespace)/\(service)", default: []].append(object.metadata.node)
        }
        self.slices = slices
    }

    /// Whether an address is behind a Service's port that serves and is not terminating.
    package func answer(for service: Service, port: ServicePort) -> Bool {
        guard let known = slices["\(service.namespace)/\(service.name)"] else { return mirrored(service, port: port) }
        return known.contains { slice in
            let named = slice.items("ports").first { $0.string("name") == port.name ?? "" }
            guard named?.integer("port") ?? 0 != 0 else { return false }
            return slice.items("endpoints").contains { endpoint in
                let conditions = endpoint.field("conditions")
                return conditions?.boolean("serving") ?? true && !(conditions?.boolean("terminating") ?? false)
                    && !endpoint.items("addresses").isEmpty
            }
        }
    }

    /// The same of Endpoints objects, which are mirrored into slices where the Service has no selector.
    private func mirrored(_ service: Service, port: ServicePort) -> Bool {
        let endpoints = graph.endpoints(of: service)
        guard !endpoints.isEmpty else { return true }
        return endpoints.contains { object in
            object.metadata.node.items("subsets").contains { subset in
                subset.items("ports").contains { $0.string("name") == port.name ?? "" } && !subset.items("addresses").isEmpty
            }
        }
    }
}
