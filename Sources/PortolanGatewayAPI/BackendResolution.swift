// SPDX-License-Identifier: Apache-2.0

import PortolanGraph
package import PortolanKubernetes
import PortolanModel
import PortolanProvider

/// What became of a reference to a backend.
package enum BackendResolution: Sendable {
    /// A Service and the port of it.
    case service(Service, ServicePort?)
    /// An object of a kind that is no Service and that the implementation takes.
    case other(TypedReference)
    /// Nothing may be sent there; the reason is that of the route's `ResolvedRefs`.
    case invalid(reason: String)

    /// The reason, where it is invalid.
    package var reason: String? {
        guard case .invalid(let reason) = self else { return nil }
        return reason
    }
}

extension RouteFilter {
    /// Whether it rewrites the path.
    fileprivate var changesPath: Bool {
        guard case .rewrite(_, let path) = action else { return false }
        return path != nil
    }
}

extension GatewayTopology {
    /// What a backend of a route refers to (gateway-api v1.6, apis/v1/shared_types.go:421).
    package func resolution(of backend: RouteBackend, in route: Route) -> BackendResolution {
        let reference = backend.reference
        guard implementation.backendKinds.contains(GatewayImplementation.GroupKind(reference.group, reference.kind)) else {
            return .invalid(reason: "InvalidKind")
        }
        guard grants.permit(reference, from: route.kind.rawValue, in: route.metadata.namespace) else {
            return .invalid(reason: "RefNotPermitted")
        }
        guard reference.kind == "Service" else { return .other(reference) }
        if let allowed = implementation.backendFilters, backend.filters.contains(where: { !allowed.contains($0.type) || $0.changesPath }) {
            return .invalid(reason: implementation.backendFilterReason)
        }
        guard let service = cluster.graph.services(named: reference.name, in: reference.namespace).last else {
            return .invalid(reason: "BackendNotFound")
        }
        if service.type == .externalName {
            return implementation.takesExternalNames ? .service(service, nil) : .invalid(reason: "UnsupportedValue")
        }
        let transport: TransportProtocol = route.kind == .udp ? .udp : .tcp
        guard let port = service.ports.first(where: { $0.port == backend.port && $0.protocol == transport }) else {
            return .invalid(reason: implementation.portNotFoundReason)
        }
        if let reason = implementation.backendTLSReason, let policy = backendTLS.policy(for: service, port: port),
            backendTLS.isInvalid(policy)
        {
            return .invalid(reason: reason)
        }
        return .service(service, port)
    }

    /// All objects that a route's rules send to, copies included.
    func backends(of route: Route) -> [RouteBackend] {
        route.rules.flatMap { rule in
            rule.backends
                + (rule.filters + rule.backends.flatMap(\.filters)).compactMap { filter in
                    guard case .mirror(let backend, _) = filter.action else { return nil }
                    return backend
                }
        }
    }

    /// The reason of a route's `ResolvedRefs`: the first that does not hold.
    package func resolvedRefsReason(of route: Route) -> String? {
        backends(of: route).lazy.compactMap { resolution(of: $0, in: route).reason }.first
    }
}
