// SPDX-License-Identifier: Apache-2.0

import PortolanModel

/// An object by which clients come in from outside of the cluster, of whatever kind: what is planned for each target.
public enum Entrance: Sendable {
    /// A Service of any type.
    case service(Service)
    /// An Ingress.
    case ingress(Ingress)
    /// A Gateway; its routes stand in the inventory.
    case gateway(Gateway)

    /// The object's metadata.
    public var metadata: ObjectMeta {
        switch self {
        case .service(let service): service.metadata
        case .ingress(let ingress): ingress.metadata
        case .gateway(let gateway): gateway.metadata
        }
    }

    /// The Service, where it is one.
    public var service: Service? {
        guard case .service(let service) = self else { return nil }
        return service
    }

    /// The class that the object asks for: a Service's `loadBalancerClass`, an Ingress's `ingressClassName` or else its old annotation, a
    /// Gateway's `gatewayClassName`; `nil` where it names none.
    public var className: String? {
        switch self {
        case .service(let service): service.loadBalancerClass
        case .ingress(let ingress): ingress.className ?? ingress.metadata.annotations["kubernetes.io/ingress.class"]
        case .gateway(let gateway): gateway.className
        }
    }
}
