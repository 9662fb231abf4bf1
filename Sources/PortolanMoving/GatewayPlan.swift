// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel
import PortolanTrace

/// The Gateways and routes that serve what the load balancers of one home serve.
struct GatewayPlan {
    /// A port with what is spoken on it.
    struct Front: Hashable {
        var port: Int
        var isTLS: Bool
    }

    /// A listener of a Gateway.
    struct Listener: Hashable {
        var name: String
        var host: String?
        var front: Front
        /// `ns/name` of the Secret.
        var secret: (namespace: String, name: String)?

        static func == (one: Listener, other: Listener) -> Bool { one.name == other.name }
        func hash(into hasher: inout Hasher) { hasher.combine(name) }
    }

    /// A Gateway.
    struct Gateway {
        var reference: ObjectReference
        var listeners: [Listener]
        /// Namespaces of routes, where there are others than its own.
        var namespaces: [String]
    }

    /// A route.
    struct Route {
        var reference: ObjectReference
        /// The Ingress that it comes from.
        var origin: ObjectReference
        var isGRPC: Bool
        var parents: [(gateway: ObjectReference, section: String)]
        var hosts: [String]
        var rules: [GatewayRule]
        var access: Access
    }

    private(set) var gateways: [Gateway] = []
    private(set) var routes: [Route] = []
    private(set) var losses: [MoveLoss] = []
    /// Backends that speak TLS: `ns/name` of the Service with the settings of its pool.
    private(set) var tlsBackends: [(service: String, settings: Settings)] = []

    /// Whether nobody has a certificate for a host.
    func lacksCertificate(for host: String) -> Bool {
        if untrusted.contains(host) { return true }
        let hosts = Set(gateways.flatMap(\.listeners).filter(\.front.isTLS).map(\.host))
        guard !hosts.contains(host) else { return false }
        var rest = host[...]
        while let dot = rest.firstIndex(of: ".") {
            if untrusted.contains("*" + rest[dot...]) { return true }
            rest = rest[rest.index(after: dot)...]
        }
        return untrusted.contains(nil)
    }

    /// Whether the home's load balancer is private.
    var isPrivate: Bool { (group.exposure.address?.scope ?? group.exposure.loadBalancers.first?.scope) == .private }

    /// The Services that its routes send to.
    var services: [String] {
        routes.flatMap(\.rules).flatMap { rule -> [String] in
            guard case .forward(let backends) = rule.action else { return [] }
            return backends.map(\.service)
        }
    }

    /// The most listeners that a Gateway may have (gateway-api v1.6, apis/v1/gateway_types.go).
    private static let listenerLimit = 64
    let group: HomeRoutes.Group
    private let target: GatewayTarget
    /// Hosts whose plain requests are all sent to HTTPS, so that it is wanted whoever has the certificate.
    private(set) var redirected: Set<String?> = []
    /// Hosts that the home answers over TLS with a certificate of its own, which no client trusts.
    private var untrusted: Set<String?> = []

    /// A route before it has a name.
    private struct Draft: Hashable {
        var origin: ObjectReference
        var fronts: [Front]
        var rules: [GatewayRule]
        var hosts: [String?]
        var isGRPC: Bool

        func isLike(_ other: Draft) -> Bool {
            origin == other.origin && fronts == other.fronts && rules == other.rules && isGRPC == other.isGRPC
        }
    }

    init(
        _ group: HomeRoutes.Group, to target: GatewayTarget, named names: inout Set<String>, allowsOpen: Bool,
        port: @escaping (String, PortValue?) -> Int?
    ) {
        self.group = group
        self.target = target
        var drafts: [Draft] = []
        var listeners: [Listener] = []
        var words = GatewayRules(target, allowsOpen: allowsOpen, port: port)
        var hosts: [(host: String?, fronts: [(front: Front, rules: [GatewayRules.Placed])])] = []
        for front in RouteTable(group.exposure).fronts {
            let key = Front(port: front.listener.port, isTLS: ["HTTPS", "TLS"].contains(front.listener.protocol))
            for host in front.hosts {
                var reader = NeutralReader(front.plane, isTLS: key.isTLS)
                let neutral = reader.rules(of: host.rules)
                losses += reader.losses
                if !key.isTLS, neutral.allSatisfy({ $0.leadsToHTTPS }), !neutral.isEmpty { redirected.insert(host.pattern) }
                guard !neutral.isEmpty, take(host.pattern, key, &listeners) else { continue }
                let rules = words.rules(of: neutral, named: host.pattern ?? "any host ")
                if let place = hosts.firstIndex(where: { $0.host == host.pattern }) {
                    hosts[place].fronts.append((key, rules))
                } else {
                    hosts.append((host.pattern, [(key, rules)]))
                }
            }
        }
        for (host, fronts) in hosts { drafts += self.drafts(host, fronts) }
        losses += words.losses
        readBackends()
        make(Self.merged(drafts), listeners, &names)
    }

    // MARK: Listeners

    /// Makes the listener of a host; false where there can be none.
    private mutating func take(_ host: String?, _ front: Front, _ listeners: inout [Listener]) -> Bool {
        if let host, !host.isGatewayHost {
            losses.append(MoveLoss(.loss, "\(host): a Gateway has no such host pattern, so its routes are left out"))
            return false
        }
        var listener = Listener(name: Self.name(host, front), host: host, front: front)
        if front.isTLS {
            guard let secret = group.certificate(for: host, isWanted: redirected.contains(host)) else {
                untrusted.insert(host)
                losses.append(
                    MoveLoss(
                        .note,
                        "https://\(host ?? "any host"): \(group.name) answered with a certificate of its own, which no client trusts; without a certificate a Gateway does not listen"
                    ))
                return false
            }
            listener.secret = secret
        }
        if !listeners.contains(listener) { listeners.append(listener) }
        return true
    }

    private static func name(_ host: String?, _ front: Front) -> String {
        let scheme = front.isTLS ? "https" : "http"
        let usual = front.port == (front.isTLS ? 443 : 80)
        let start = usual ? scheme : "\(scheme)-\(front.port)"
        guard let host else { return start }
        return start + "-" + host.replacing("*", with: "wildcard").replacing(".", with: "-")
    }

    // MARK: Routes

    private func drafts(_ host: String?, _ fronts: [(front: Front, rules: [GatewayRules.Placed])]) -> [Draft] {
        var origins: [ObjectReference] = []
        for one in fronts.flatMap(\.rules) where !origins.contains(one.origin) { origins.append(one.origin) }
        return origins.flatMap { origin -> [Draft] in
            var made: [Draft] = []
            for (front, placed) in fronts {
                let rules = placed.filter { $0.origin == origin }.map(\.rule)
                guard !rules.isEmpty else { continue }
                let draft = Draft(origin: origin, fronts: [front], rules: rules, hosts: [host], isGRPC: isGRPC(rules))
                if let place = made.firstIndex(where: { $0.rules == rules }) {
                    made[place].fronts.append(front)
                } else {
                    made.append(draft)
                }
            }
            return made
        }
    }

    /// Hosts with the same rules share a route.
    private static func merged(_ drafts: [Draft]) -> [Draft] {
        var result: [Draft] = []
        for draft in drafts {
            let hasHost = draft.hosts != [nil]
            // At most 16 hostnames and 32 parents a route (gateway-api v1.6, apis/v1/httproute_types.go).
            let place = result.firstIndex { hasHost && $0.isLike(draft) && $0.hosts != [nil] && $0.hosts.count < 16 }
            if let place { result[place].hosts += draft.hosts } else { result.append(draft) }
        }
        return result
    }

    /// Whether all backends speak gRPC, and nothing is asked for that a GRPCRoute cannot say.
    private func isGRPC(_ rules: [GatewayRule]) -> Bool {
        guard target.has("GRPCRoute") else { return false }
        return rules.allSatisfy { rule in
            guard case .forward(let backends) = rule.action, rule.pathChange == nil, rule.hostRewrite == nil, rule.cors == nil else {
                return false
            }
            return backends.allSatisfy { pool($0)?.protocol.hasPrefix("GRPC") ?? false }
                && rule.matches.allSatisfy { $0.grpcMethod != nil && $0.method == nil && $0.query.isEmpty }
        }
    }

    private func pool(_ backend: WeightedBackend) -> Pool? {
        let pools = group.exposure.loadBalancers.flatMap(\.backends)
        return pools.first { $0.service == backend.service && $0.port == backend.port } ?? pools.first { $0.service == backend.service }
    }

    private mutating func readBackends() {
        for pool in group.exposure.loadBalancers.flatMap(\.backends) {
            let spoken = pool.protocol
            if ["HTTPS", "GRPCS"].contains(spoken), !tlsBackends.contains(where: { $0.service == pool.service }) {
                tlsBackends.append((pool.service, pool.settings))
            }
            if spoken == "FCGI" || spoken == "AUTO_HTTP" {
                losses.append(MoveLoss(.loss, "Service \(pool.service): its pods are spoken to by \(spoken), which a Gateway cannot"))
            }
        }
    }

    private mutating func make(_ drafts: [Draft], _ listeners: [Listener], _ names: inout Set<String>) {
        guard let first = group.ingresses.first else { return }
        let namespace = first.metadata.namespace
        let wanted = group.ingresses.count == 1 ? first.metadata.name : "gateway"
        var homes: [String: ObjectReference] = [:]
        // A host's listeners stay together.
        var parts: [[Listener]] = []
        for (_, own) in Dictionary(grouping: listeners.indices, by: { listeners[$0].host ?? "" }).sorted(by: { $0.value[0] < $1.value[0] })
        {
            let more = own.map { listeners[$0] }
            if let last = parts.last, last.count + more.count <= Self.listenerLimit {
                parts[parts.count - 1] += more
            } else {
                parts.append(more)
            }
        }
        let others = Set(drafts.map(\.origin.namespace)).subtracting([namespace]).sorted()
        for part in parts {
            let reference = ObjectReference(kind: "Gateway", namespace: namespace, name: Self.unique(wanted, "Gateway", namespace, &names))
            gateways.append(Gateway(reference: reference, listeners: part, namespaces: others))
            for listener in part { homes[listener.name] = reference }
        }
        if parts.count > 1 {
            losses.append(
                MoveLoss(
                    .loss,
                    "there are \(listeners.count) listeners and a Gateway may have \(Self.listenerLimit), so there are \(parts.count) Gateways, each with an address of its own"
                ))
        }
        for draft in drafts { routes += self.routes(draft, homes, &names) }
    }

    private func routes(_ draft: Draft, _ homes: [String: ObjectReference], _ names: inout Set<String>) -> [Route] {
        var accesses: [Access] = []
        for rule in draft.rules where !accesses.contains(rule.access) { accesses.append(rule.access) }
        let parents = draft.hosts.flatMap { host in
            draft.fronts.compactMap { front in
                homes[Self.name(host, front)].map { (gateway: $0, section: Self.name(host, front)) }
            }
        }
        let isRedirect = draft.rules.allSatisfy { if case .redirect = $0.action { true } else { false } }
        return accesses.flatMap { access in
            // At most 16 rules a route.
            draft.rules.filter { $0.access == access }.chunks(of: 16).map { rules in
                let kind = draft.isGRPC ? "GRPCRoute" : "HTTPRoute"
                let name = Self.unique(draft.origin.name + (isRedirect ? "-redirect" : ""), kind, draft.origin.namespace, &names)
                return Route(
                    reference: ObjectReference(kind: kind, namespace: draft.origin.namespace, name: name), origin: draft.origin,
                    isGRPC: draft.isGRPC, parents: parents, hosts: draft.hosts.compactMap { $0 }, rules: Array(rules), access: access)
            }
        }
    }

    private static func unique(_ name: String, _ kind: String, _ namespace: String, _ names: inout Set<String>) -> String {
        var unique = name
        var number = 2
        while !names.insert("\(kind)/\(namespace)/\(unique)").inserted {
            unique = "\(name)-\(number)"
            number += 1
        }
        return unique
    }
}
