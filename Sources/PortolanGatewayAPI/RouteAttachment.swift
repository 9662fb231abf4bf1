// SPDX-License-Identifier: Apache-2.0

package import PortolanKubernetes
package import PortolanModel

/// What became of a Gateway: its listeners with the routes on them, and the conditions of both.
package struct GatewayOutcome: Sendable {
    /// The Gateway.
    package var gateway: Gateway
    /// Its own listeners, then those of its ListenerSets.
    package var listeners: [ServedListener]
    /// One for each parent reference that names the Gateway itself, in the order of the input.
    package var routes: [RouteStatus]

    /// The conditions of the Gateway's own listeners.
    package var listenerStatus: [ListenerStatus] {
        listeners.filter { $0.owner == gateway.typedReference }.map(\.status)
    }
}

extension GatewayTopology {
    /// What becomes of a Gateway and of the routes that name it or one of its ListenerSets.
    package func outcome(of gateway: Gateway) -> GatewayOutcome {
        let sets = listenerSets(of: gateway)
        var listeners = listeners(of: gateway, sets)
        var routes: [RouteStatus] = []
        for parent in [gateway.typedReference] + sets.map(\.typedReference) {
            let places = listeners.indices.filter { listeners[$0].owner == parent }
            var counted: [Int: Set<ObjectReference>] = [:]
            for attachment in attachments(to: parent) {
                let status = attach(attachment, to: places, of: &listeners, counted: &counted)
                if parent == gateway.typedReference { routes.append(status) }
            }
        }
        return GatewayOutcome(gateway: gateway, listeners: listeners, routes: routes)
    }

    /// Attaches a route to those of some listeners that take it (gateway-api v1.6, apis/v1/shared_types.go:368).
    private func attach(
        _ attachment: Attachment, to places: [Int], of listeners: inout [ServedListener], counted: inout [Int: Set<ObjectReference>]
    ) -> RouteStatus {
        let (route, parent) = (attachment.route, attachment.parent)
        let reason = resolvedRefsReason(of: route)
        var status = RouteStatus(
            route: route.metadata.reference, section: parent.sectionName, accepted: false, acceptedReason: "NoMatchingParent",
            resolvedRefs: reason == nil, resolvedRefsReason: reason ?? "ResolvedRefs")
        let named = places.filter { place in
            let listener = listeners[place].listener
            return (parent.sectionName ?? listener.name) == listener.name && (parent.port ?? listener.port) == listener.port
        }
        guard !named.isEmpty else { return status }
        status.acceptedReason = "NotAllowedByListeners"
        let allowing = named.filter { place in
            listeners[place].kinds.contains(route.kind)
                && admits(route.metadata.namespace, listeners[place].listener.namespaces, from: listeners[place].owner.namespace)
        }
        guard !allowing.isEmpty else { return status }
        status.acceptedReason = "NoMatchingListenerHostname"
        let refused = refusesAllRules(of: route)
        for place in allowing {
            let hostname = route.kind == .tcp || route.kind == .udp ? nil : listeners[place].listener.hostname
            guard let hosts = Hostnames.served(route.hostnames, on: hostname) else { continue }
            status.accepted = !refused
            status.acceptedReason = refused ? "UnsupportedValue" : "Accepted"
            // A route that names a listener twice is on it once.
            guard counted[place, default: []].insert(route.metadata.reference).inserted else { continue }
            listeners[place].bindings.append(ServedListener.Binding(route: route, hosts: hosts))
            if !refused { listeners[place].status.attachedRoutes += 1 }
        }
        return status
    }
}
