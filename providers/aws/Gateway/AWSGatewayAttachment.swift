// SPDX-License-Identifier: Apache-2.0

import PortolanGatewayAPI
import PortolanKubernetes
import PortolanModel
import PortolanProvider

/// A Gateway's listeners with the routes on them, as the controller decides it, which is not in all points as the specification has it.
///
/// Source: aws-load-balancer-controller 3.5.0, pkg/gateway/routeutils/listener_utils.go:120-195, route_listener_mapper.go,
/// listener_attachment_helper.go
struct AWSGatewayAttachment {
    /// A listener with what became of it.
    struct Place {
        var listener: GatewayListener
        var owner: TypedReference
        /// Why it is left out; `nil` where it is valid.
        var fault: String?
        /// The routes on it, by their place among `routes`.
        var routes: [Int] = []
    }

    /// A route that names the Gateway.
    struct Attached {
        var route: Route
        /// The hosts that it has in common with the listeners of a port, where these name any.
        var hosts: [Int: [String]] = [:]
        /// Its parent references that a listener took.
        var accepted: [RouteStatus] = []
    }

    private(set) var places: [Place] = []
    private(set) var routes: [Attached] = []
    /// What became of parent references that no listener took.
    private(set) var rejected: [RouteStatus] = []
    private var indexes: [ObjectReference: Int] = [:]
    private let topology: GatewayTopology

    init(_ gateway: Gateway, as kind: AWSGatewayKind, in topology: GatewayTopology) {
        self.topology = topology
        let sets = topology.listenerSets(of: gateway)
        let namespace = gateway.metadata.namespace
        var protocols: [Int: String] = [:]
        var hosts: Set<String> = []
        let own = gateway.listeners.map { (gateway.typedReference, GatewayListener($0.node, in: namespace)) }
        let added = sets.flatMap { set in set.listeners.map { (set.typedReference, $0) } }
        for (owner, listener) in own + added {
            let fault = Self.fault(listener, as: kind, protocols: &protocols, hosts: &hosts)
            places.append(Place(listener: listener, owner: owner, fault: fault))
        }
        for parent in [gateway.typedReference] + sets.map(\.typedReference) {
            for attachment in topology.attachments(to: parent) where kind.routes.contains(attachment.route.kind) {
                attach(attachment, isGateway: parent == gateway.typedReference, parent: parent)
            }
        }
    }

    /// Of listeners that clash the later ones lose.
    private static func fault(
        _ listener: GatewayListener, as kind: AWSGatewayKind, protocols: inout [Int: String], hosts: inout Set<String>
    ) -> String? {
        let known = kind.routes.map(\.rawValue)
        guard listener.kinds.allSatisfy({ known.contains($0.kind) }) else { return "InvalidRouteKinds" }
        guard (1...65535).contains(listener.port) else { return "PortUnavailable" }
        guard kind.protocols.contains(listener.protocol) else { return "UnsupportedProtocol" }
        var fault: String?
        if let other = protocols[listener.port] {
            if other != listener.protocol, Set([other, listener.protocol]) != ["TCP", "UDP"] { fault = "ProtocolConflict" }
        } else {
            protocols[listener.port] = listener.protocol
        }
        if let host = listener.hostname, !hosts.insert("\(listener.port)-\(host)").inserted { fault = "HostnameConflict" }
        return fault
    }

    private mutating func attach(_ attachment: GatewayTopology.Attachment, isGateway: Bool, parent: TypedReference) {
        let (route, reference) = (attachment.route, attachment.parent)
        var status = RouteStatus(
            route: route.metadata.reference, section: reference.sectionName, accepted: false, acceptedReason: "NoMatchingParent",
            resolvedRefs: true, resolvedRefsReason: "ResolvedRefs")
        let wanted = places.indices.filter { place in
            let listener = places[place].listener
            return places[place].owner == parent && (reference.sectionName ?? listener.name) == listener.name
                && (reference.port ?? listener.port) == listener.port
        }
        var reason: String?
        var takers: [(place: Int, hosts: [String])] = []
        for place in wanted {
            switch judged(route, places[place]) {
            case .taken(let hosts): takers.append((place, hosts))
            case .refused(let why): reason = reason ?? why
            }
        }
        guard !takers.isEmpty else {
            status.acceptedReason = reason ?? "NoMatchingParent"
            if isGateway { rejected.append(status) }
            return
        }
        let index = index(of: route)
        for taker in takers {
            let port = places[taker.place].listener.port
            places[taker.place].routes.append(index)
            var hosts = routes[index].hosts[port] ?? []
            for host in taker.hosts where !hosts.contains(host) { hosts.append(host) }
            routes[index].hosts[port] = hosts
        }
        status.accepted = true
        status.acceptedReason = "Accepted"
        if isGateway { routes[index].accepted.append(status) }
    }

    private mutating func index(of route: Route) -> Int {
        if let known = indexes[route.metadata.reference] { return known }
        indexes[route.metadata.reference] = routes.count
        routes.append(Attached(route: route))
        return routes.count - 1
    }

    private enum Judgement {
        /// Taken, with the hosts that the listener leaves it; none where the listener names no host.
        case taken([String])
        case refused(String)
    }

    /// Whether a listener takes a route, valid or not.
    private func judged(_ route: Route, _ place: Place) -> Judgement {
        let listener = place.listener
        guard topology.admits(route.metadata.namespace, listener.namespaces, from: place.owner.namespace) else {
            return .refused("NotAllowedByListeners")
        }
        let kinds = listener.kinds.isEmpty ? AWSGatewayKind.kinds(of: listener.protocol).map(\.rawValue) : listener.kinds.map(\.kind)
        guard kinds.contains(route.kind.rawValue) else { return .refused("NotAllowedByListeners") }
        guard route.kind != .tcp, route.kind != .udp, let host = listener.hostname else { return .taken([]) }
        guard let hosts = Hostnames.served(route.hostnames, on: host) else { return .refused("NoMatchingListenerHostname") }
        return .taken(hosts)
    }
}
