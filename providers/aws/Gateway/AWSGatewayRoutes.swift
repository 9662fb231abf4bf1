// SPDX-License-Identifier: Apache-2.0

import PortolanGatewayAPI
import PortolanKubernetes
import PortolanManifest
import PortolanModel
import PortolanProvider

/// A backend of a route that exists.
struct AWSGatewayBackend {
    /// The Service and its port; `nil` for a target group that exists apart from the manifest, and for another Gateway.
    var service: (service: Service, port: ServicePort)?
    /// The name of the target group, or `namespace/name` of the Gateway.
    var other: String?
    var weight: Int
}

/// A rule of a route with what it refers to.
struct AWSGatewayRule {
    var rule: RouteRule
    var backends: [AWSGatewayBackend]
    /// The ListenerRuleConfiguration's spec.
    var configuration: YAMLNode?
}

/// The routes on valid listeners, with all that they refer to, and what becomes of their parent references.
///
/// Source: aws-load-balancer-controller 3.5.0, pkg/gateway/routeutils/loader.go:92-245, backend.go, backend_service.go
struct AWSGatewayRoutes {
    /// The rules of each route, by its place among the attached ones.
    private(set) var rules: [Int: [AWSGatewayRule]] = [:]
    private(set) var statuses: [RouteStatus] = []
    let attached: [AWSGatewayAttachment.Attached]
    private let surroundings: AWSGatewaySurroundings

    private enum Fault {
        case route(accepted: Bool, reason: String)
    }

    init(_ attachment: AWSGatewayAttachment, in surroundings: AWSGatewaySurroundings) throws(Refusal) {
        self.surroundings = surroundings
        attached = attachment.routes
        let loaded = Set(attachment.places.filter { $0.fault == nil }.flatMap(\.routes))
        var statuses = attachment.rejected
        for index in loaded.sorted() {
            let (rules, fault) = try Self.rules(of: attachment.routes[index].route, in: surroundings)
            self.rules[index] = rules
            statuses += attachment.routes[index].accepted.map { status in
                guard case .route(let accepted, let reason)? = fault else { return status }
                var status = status
                status.accepted = accepted
                status.acceptedReason = accepted ? "Accepted" : reason
                status.resolvedRefs = !accepted
                status.resolvedRefsReason = accepted ? reason : "ResolvedRefs"
                return status
            }
        }
        self.statuses = statuses.sorted { $0.route < $1.route }
    }

    /// A route's rules, and the first thing that is wrong with them.
    private static func rules(
        of route: Route, in surroundings: AWSGatewaySurroundings
    ) throws(Refusal) -> (rules: [AWSGatewayRule], fault: Fault?) {
        var fault: Fault?
        var rules: [AWSGatewayRule] = []
        for rule in route.rules {
            var loaded = AWSGatewayRule(rule: rule, backends: [])
            let references = rule.filters.compactMap { filter -> TypedReference? in
                guard case .extensionRef(let reference) = filter.action, reference.group == "gateway.k8s.aws",
                    reference.kind == AWSGatewaySchema.listenerRule.rawValue
                else { return nil }
                return reference
            }
            let found = references.first.flatMap { surroundings.object(.listenerRule, route.metadata.namespace, $0.name) }
            guard references.count < 2, references.isEmpty || found != nil else {
                fault = fault ?? .route(accepted: false, reason: "IncompatibleFilters")
                rules.append(loaded)
                continue
            }
            loaded.configuration = found?.node.field("spec")
            for backend in rule.backends {
                switch try resolved(backend, of: route, in: surroundings) {
                case .success(let backend): loaded.backends.append(backend)
                case .failure(let lost): fault = fault ?? lost.fault
                }
            }
            rules.append(loaded)
        }
        return (rules, fault)
    }

    private struct Lost: Error {
        var fault: Fault
    }

    private static func resolved(
        _ backend: RouteBackend, of route: Route, in surroundings: AWSGatewaySurroundings
    ) throws(Refusal) -> Result<AWSGatewayBackend, Lost> {
        let reference = backend.reference
        var result = AWSGatewayBackend(weight: backend.weight)
        switch reference.kind {
        case "Service":
            guard let number = backend.port else { return .failure(Lost(fault: .route(accepted: false, reason: "UnsupportedValue"))) }
            guard surroundings.topology.grants.permit(reference, from: route.kind.rawValue, in: route.metadata.namespace) else {
                return .failure(Lost(fault: .route(accepted: true, reason: "RefNotPermitted")))
            }
            guard let service = surroundings.base.service(reference.name, in: reference.namespace),
                let port = service.ports.first(where: { $0.port == number })
            else { return .failure(Lost(fault: .route(accepted: true, reason: "BackendNotFound"))) }
            result.service = (service, port)
        case "TargetGroupName": result.other = reference.name
        case "Gateway": result.other = reference.path
        default: return .failure(Lost(fault: .route(accepted: true, reason: "InvalidKind")))
        }
        guard backend.weight <= 999 else { throw Refusal("Weight [\(backend.weight)] must be less than or equal to 999") }
        return .success(result)
    }
}

/// A port of a Gateway with the listeners and routes on it.
struct AWSGatewayPort {
    var number: Int
    /// What the load balancer speaks there: TLS that is passed through is TCP, TCP and UDP together are one listener.
    var `protocol`: String
    /// The host names of listeners and routes, by which certificates are found.
    var hosts: Set<String>
    /// The routes by their places, each once.
    var routes: [Int]
    /// The entry of the LoadBalancerConfiguration for it.
    var configuration: YAMLNode?

    /// The ports, ascending: only those to which a route is attached.
    ///
    /// Source: aws-load-balancer-controller 3.5.0, pkg/gateway/model/model_build_listener.go:52-80, 536-605
    static func ports(
        of attachment: AWSGatewayAttachment, _ routes: AWSGatewayRoutes, _ configuration: AWSGatewayConfiguration
    ) throws(Refusal) -> [AWSGatewayPort] {
        var ports: [Int: AWSGatewayPort] = [:]
        for place in attachment.places where place.fault == nil {
            let listener = place.listener
            let isPassed = listener.protocol == "TLS" && listener.tls?.mode == .passthrough
            let spoken = isPassed ? "TCP" : listener.protocol
            var port = ports[listener.port] ?? AWSGatewayPort(number: listener.port, protocol: spoken, hosts: [], routes: [])
            if port.protocol != spoken {
                guard Set([port.protocol, spoken]).isSubset(of: ["TCP", "UDP", "TCP_UDP"]) else {
                    throw Refusal("invalid listeners on gateway, listeners with same ports cannot have different protocols")
                }
                port.protocol = "TCP_UDP"
            }
            if let host = listener.hostname { port.hosts.insert(host) }
            for index in place.routes where !port.routes.contains(index) { port.routes.append(index) }
            ports[listener.port] = port
        }
        return ports.values.filter { !$0.routes.isEmpty }.sorted { $0.number < $1.number }.map { port in
            var port = port
            for index in port.routes { port.hosts.formUnion(routes.attached[index].hosts(on: port.number)) }
            port.configuration = configuration.listener(port.protocol, port.number)
            return port
        }
    }
}

extension AWSGatewayAttachment.Attached {
    /// The hosts that a route serves on a port: what it shares with the listeners there, or else its own; none for any.
    func hosts(on port: Int) -> [String] {
        let common = hosts[port] ?? []
        return common.isEmpty ? route.hostnames : common
    }
}
