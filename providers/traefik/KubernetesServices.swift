// SPDX-License-Identifier: Apache-2.0

import PortolanGraph
import PortolanKubernetes
import PortolanManifest
import PortolanModel

/// Why a backend of an Ingress or IngressRoute becomes no service: Traefik's own message.
struct ServiceFault: Error {
    let message: String
}

/// Services, their endpoints and Secrets as the providers find them.
struct KubernetesServices {
    private let graph: ServiceGraph
    /// The slices that the input has of a Service, by `ns/name`.
    private let slices: [String: [YAMLNode]]
    private let secrets: [String: Secret]

    init(_ inventory: Inventory, graph: ServiceGraph) {
        self.graph = graph
        var slices: [String: [YAMLNode]] = [:]
        for object in inventory.objects(kind: "EndpointSlice", group: "discovery.k8s.io") {
            guard let service = object.metadata.labels["kubernetes.io/service-name"] else { continue }
            slices["\(object.metadata.namespace)/\(service)", default: []].append(object.metadata.node)
        }
        self.slices = slices
        secrets = Dictionary(inventory.secrets.map { ("\($0.metadata.namespace)/\($0.metadata.name)", $0) }) { _, last in last }
    }

    /// A Service; the last of its name counts, as the last that is applied does.
    func service(_ name: String, in namespace: String) -> Service? { graph.services(named: name, in: namespace).last }

    /// A Secret of the input.
    func secret(_ name: String, in namespace: String) -> Secret? { secrets["\(namespace)/\(name)"] }

    /// Whether pods, or addresses, stand behind a Service's port.
    ///
    /// A Service that slices of the input name has those endpoints and no others; all others are ready.
    // Source: traefik 3.7.9, pkg/provider/kubernetes/ingress/kubernetes.go loadService: serving counts, terminating is fenced.
    func hasServers(_ service: Service, port: ServicePort) -> Bool {
        guard let known = slices["\(service.namespace)/\(service.name)"] else { return hasEndpoints(service, port: port) }
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
    private func hasEndpoints(_ service: Service, port: ServicePort) -> Bool {
        let endpoints = graph.endpoints(of: service)
        guard !endpoints.isEmpty else { return true }
        return endpoints.contains { object in
            object.metadata.node.items("subsets").contains { subset in
                subset.items("ports").contains { $0.string("name") == port.name ?? "" } && !subset.items("addresses").isEmpty
            }
        }
    }

    /// The scheme where none is set: by number and name of the port.
    static func scheme(of port: ServicePort) -> String { port.port == 443 || port.name?.hasPrefix("https") ?? false ? "https" : "http" }
}
