// SPDX-License-Identifier: Apache-2.0

import PortolanGatewayAPI
import PortolanKubernetes
import PortolanManifest
import PortolanModel
import PortolanProvider

/// The provider kubernetesGateway: routes of Gateways become rules of the same proxy.
// Source: traefik 3.7.9, pkg/provider/kubernetes/gateway/kubernetes.go and httproute.go.
struct GatewayProvider {
    /// A rule with what decides about its place.
    struct Ranked {
        var rule: Rule
        var rank: Int
        var entryPoint: EntryPoint
        /// Whether it serves TLS on its entry point.
        var isTLS: Bool
    }

    private let topology: GatewayTopology
    private let middlewares: Middlewares
    private var outcomes: [ObjectReference: GatewayOutcome] = [:]
    private(set) var rules: [Ranked] = []
    /// `ns/name` of the Secrets that were loaded.
    private(set) var certificates: Set<String> = []

    init(_ cluster: Cluster, middlewares: Middlewares) {
        topology = GatewayTopology(cluster, for: .traefik)
        self.middlewares = middlewares
    }

    /// Whether the provider takes a Gateway.
    static func claims(_ gateway: Gateway, in cluster: Cluster) -> Bool {
        Flags(cluster.options).hasGateways && GatewayTopology.claims(gateway, in: cluster, as: .traefik)
    }

    /// Takes a Gateway that is claimed.
    mutating func add(_ gateway: Gateway) {
        var outcome = topology.outcome(of: gateway)
        // A Gateway with a listener that is refused has no route on that listener.
        // Source: traefik 3.7.9, pkg/provider/kubernetes/gateway/httproute.go: only an attached listener accepts.
        let served = Set(outcome.listeners.filter(\.isProgrammed).flatMap { $0.bindings.map(\.route.metadata.reference) })
        for index in outcome.routes.indices where outcome.routes[index].accepted && !served.contains(outcome.routes[index].route) {
            outcome.routes[index].accepted = false
            outcome.routes[index].acceptedReason = "NoMatchingParent"
        }
        outcomes[gateway.metadata.reference] = outcome
        for listener in outcome.listeners where listener.isProgrammed {
            guard let entryPoint = EntryPoint.allCases.first(where: { $0.containerPort == listener.listener.port }) else { continue }
            if listener.listener.protocol == "HTTPS" {
                certificates.formUnion(listener.listener.tls?.certificates.map(\.path) ?? [])
            }
            add(listener, on: entryPoint)
        }
    }

    /// What became of a Gateway's routes and listeners.
    func exposure(of gateway: Gateway) -> (routes: [RouteStatus], listeners: [ListenerStatus]) {
        let outcome = outcomes[gateway.metadata.reference]
        return (outcome?.routes ?? [], outcome?.listenerStatus ?? [])
    }

    /// The pools of rules, as the Gateway API names them.
    var pools: [Pool] { topology.pools(of: [Listener(port: 80, protocol: "HTTP", rules: rules.map(\.rule))]) }

    // MARK: Rules

    private mutating func add(_ listener: ServedListener, on entryPoint: EntryPoint) {
        guard ["HTTP", "HTTPS"].contains(listener.listener.protocol) else { return }
        for binding in listener.bindings {
            let places = Dictionary(
                binding.route.rules.enumerated().flatMap { place, rule in rule.matches.map { ($0.location, (place, rule)) } },
                uniquingKeysWith: { first, _ in first })
            var single = listener
            single.bindings = [binding]
            for rule in RuleBuilder(topology).rules(of: [single]) {
                guard let (place, source) = rule.origin.flatMap({ places[$0.location] }) else { continue }
                let rank = Self.rank(of: rule) + binding.route.rules.count - place
                rules.append(
                    Ranked(
                        rule: adapted(rule, source, of: binding.route, on: listener.listener), rank: rank, entryPoint: entryPoint,
                        isTLS: listener.listener.protocol == "HTTPS"))
            }
        }
    }

    /// The priority of a rule without its place in the route.
    // Source: traefik 3.7.9, pkg/provider/kubernetes/gateway/httproute.go:754 buildMatchRule, buildPathRule, buildHostRule.
    private static func rank(of rule: Rule) -> Int {
        let length = rule.path?.value.utf8.count ?? 1
        let path =
            switch rule.path?.kind {
            case .exact?: 100_000
            case nil: 1
            case .regex?: 10_000 + length * 100
            default: rule.path?.value == "/" ? 1 : 10_000 + length * 100
            }
        let host = rule.hosts.map(\.utf8.count).max() ?? 0
        return path + rule.methods.count * 1000 + rule.headers.count * 100 + rule.query.count * 10 + host
    }

    /// A rule as Traefik's own middlewares and matchers carry it out.
    private func adapted(_ rule: Rule, _ source: RouteRule, of route: Route, on listener: GatewayListener) -> Rule {
        var rule = rule
        if rule.path == nil || rule.path?.kind == .segments && rule.path?.value == "/" { rule.path = PathMatch(.prefix, "/") }
        rule.settings = [:]
        // Header names are kept as they are written.
        let match = source.node.items("matches").first { $0.location == rule.origin?.location }
        for header in match?.items("headers") ?? [] {
            let name = header.string("name")
            for index in rule.headers.indices where rule.headers[index].name == name.lowercased() { rule.headers[index].name = name }
        }
        if rule.redirect?.scheme == nil, rule.redirect?.port == .number(listener.port) { rule.redirect?.port = nil }
        // Traefik has no copies of requests: an unknown filter breaks the rule.
        if !rule.mirrors.isEmpty {
            rule.mirrors = []
            rule.fixed = FixedAnswer(status: 500)
            rule.backends = []
        }
        for filter in source.filters {
            guard case .extensionRef(let reference) = filter.action else { continue }
            let name = Provider.crd.qualified(normalized("\(route.metadata.namespace)-\(reference.name)"))
            do throws(MiddlewareFault) {
                rule.steps += try middlewares.effect(of: [name], provider: .crd).steps
            } catch {
                rule.fixed = FixedAnswer(status: 404)
                rule.backends = []
            }
        }
        let hasExpression = (rule.headers + rule.query).contains { $0.kind == .regex }
        if hasExpression || rule.hosts.contains(where: { $0.hasPrefix("*.") }) { rule.condition = Self.condition(of: rule) }
        return rule
    }

    /// What a rule's fields say, with wildcard hosts of any depth.
    private static func condition(of rule: Rule) -> RuleCondition {
        var parts: [RuleCondition] = []
        if !rule.hosts.isEmpty {
            parts.append(
                .any(
                    rule.hosts.map { host in
                        guard host.hasPrefix("*.") else { return .host(host) }
                        return .hostMatch("^[a-z0-9-.]+\\.\(host.dropFirst(2).replacing(".", with: "\\."))$")
                    }))
        }
        if let path = rule.path { parts.append(.path(path)) }
        if !rule.methods.isEmpty { parts.append(.any(rule.methods.map { .method($0) })) }
        return .all(parts + rule.headers.map { .header($0) } + rule.query.map { .query($0) })
    }
}

extension EntryPoint {
    /// The port that the proxy's own process listens on, which listeners of Gateways name.
    // Source: chart 41.3.0, values ports.web.port, ports.websecure.port.
    var containerPort: Int { self == .web ? 8000 : 8443 }
}

extension GatewayImplementation {
    /// What Traefik decides where the specification leaves a choice.
    // Source: traefik 3.7.9, pkg/provider/kubernetes/gateway/kubernetes.go.
    static let traefik: GatewayImplementation = {
        var choices = GatewayImplementation(product: "traefik", controllerNames: ["traefik.io/gateway-controller"])
        choices.installedClasses = ["traefik"]
        // TCPRoute needs the option experimentalChannel; there is no UDPRoute.
        choices.kinds["TCP"] = nil
        choices.kinds["UDP"] = nil
        // The chart's entry points: web, websecure, traefik and metrics; plain HTTP finds none that has TLS.
        choices.ports = ["HTTP": [8000, 8080, 9100], "HTTPS": [8000, 8080, 8443, 9100], "TLS": [8000, 8080, 8443, 9100]]
        choices.extensionKinds = [GroupKind("traefik.io", "Middleware")]
        choices.isolatesListeners = false
        return choices
    }()
}
