// SPDX-License-Identifier: Apache-2.0

public import PortolanKubernetes
public import PortolanManifest
public import PortolanModel

/// A place in an Ingress or a route that sends clients to a Service.
public struct BackendReference: Sendable {
    /// What stands behind it.
    public enum Destination: Sendable {
        /// No Service of the name is in the input.
        case noService
        /// The Services of the name, none of which has the port.
        case noPort([Service])
        /// The Service and its port; `nil` for an alias, which has whatever port it is asked for.
        case service(Service, ServicePort?)
    }

    /// The Ingress or route.
    public var subject: ObjectMeta
    /// The Service.
    public var service: ObjectReference
    /// Its port, by number or name; `nil` where none is written.
    public var port: IntOrString?
    /// Where it is written.
    public var node: YAMLNode
}

extension Inventory {
    /// Every place that sends clients to a Service: those of Ingresses, then those of routes, each in the order of the input.
    public var backendReferences: [BackendReference] {
        let ingresses = ingresses.flatMap { ingress in
            ingress.backends.compactMap { backend -> BackendReference? in
                guard let name = backend.service, !name.isEmpty else { return nil }
                let service = ObjectReference(kind: "Service", namespace: ingress.metadata.namespace, name: name)
                return BackendReference(subject: ingress.metadata, service: service, port: backend.port, node: backend.node)
            }
        }
        let routes = gatewayRoutes.flatMap { route in
            route.backends.filter { $0.reference.kind == "Service" && !$0.reference.name.isEmpty }.map { backend in
                BackendReference(
                    subject: route.metadata, service: backend.reference, port: backend.port.map { .int($0) }, node: backend.node)
            }
        }
        return ingresses + routes
    }
}

extension ServiceGraph {
    /// The Service and port that a reference leads to; its pods are those behind the Service.
    public func destination(of backend: BackendReference) -> BackendReference.Destination {
        let services = services(named: backend.service.name, in: backend.service.namespace)
        guard let first = services.first else { return .noService }
        if let alias = services.first(where: { $0.type == .externalName }) { return .service(alias, nil) }
        guard let wanted = backend.port else { return .service(first, first.ports.count == 1 ? first.ports.first : nil) }
        for service in services {
            for port in service.ports {
                switch wanted {
                case .int(let number) where port.port == number: return .service(service, port)
                case .string(let name) where port.name == name: return .service(service, port)
                default: continue
                }
            }
        }
        return .noPort(services)
    }
}
