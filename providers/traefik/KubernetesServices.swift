// SPDX-License-Identifier: Apache-2.0

import PortolanGraph
import PortolanKubernetes
import PortolanModel
import PortolanProvider

/// Why a backend of an Ingress or IngressRoute becomes no service: Traefik's own message.
struct ServiceFault: Error {
    let message: String
}

/// Services, their endpoints and Secrets as the providers find them.
struct KubernetesServices {
    private let graph: ServiceGraph
    private let endpoints: ServingEndpoints
    private let secrets: [String: Secret]

    init(_ inventory: Inventory, graph: ServiceGraph) {
        self.graph = graph
        endpoints = ServingEndpoints(inventory, graph: graph)
        secrets = Dictionary(inventory.secrets.map { ("\($0.metadata.namespace)/\($0.metadata.name)", $0) }) { _, last in last }
    }

    /// A Service; the last of its name counts, as the last that is applied does.
    func service(_ name: String, in namespace: String) -> Service? { graph.services(named: name, in: namespace).last }

    /// A Secret of the input.
    func secret(_ name: String, in namespace: String) -> Secret? { secrets["\(namespace)/\(name)"] }

    /// Whether pods, or addresses, stand behind a Service's port.
    // Source: traefik 3.7.9, pkg/provider/kubernetes/ingress/kubernetes.go loadService: serving counts, terminating is fenced.
    func hasServers(_ service: Service, port: ServicePort) -> Bool { endpoints.answer(for: service, port: port) }

    /// The scheme where none is set: by number and name of the port.
    static func scheme(of port: ServicePort) -> String { port.port == 443 || port.name?.hasPrefix("https") ?? false ? "https" : "http" }
}
