// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanManifest
package import PortolanModel

/// Turns the routes on a Gateway's listeners into ordered rules.
package struct RuleBuilder: Sendable {
    private let topology: GatewayTopology
    private var implementation: GatewayImplementation { topology.implementation }

    /// Makes a builder.
    package init(_ topology: GatewayTopology) { self.topology = topology }

    /// The load balancer's listeners: one for each port and protocol of programmed listeners, in the order of their first.
    package func listeners(of listeners: [ServedListener]) -> [Listener] {
        var order: [String] = []
        var groups: [String: [ServedListener]] = [:]
        for served in listeners where served.isProgrammed {
            let key = "\(served.listener.port)/\(served.listener.protocol)"
            if groups[key] == nil { order.append(key) }
            groups[key, default: []].append(served)
        }
        return order.compactMap { groups[$0] }.map(listener)
    }

    private func listener(_ group: [ServedListener]) -> Listener {
        let first = group[0].listener
        let certificates = group.flatMap { $0.listener.tls?.certificates.map(\.path) ?? [] }
        let endsTLS = first.protocol == "HTTPS" || (first.protocol == "TLS" && first.tls?.mode != .passthrough)
        let isConnection = ["TCP", "UDP"].contains(first.protocol)
        return Listener(
            port: first.port, protocol: first.protocol, rules: rules(of: group),
            tls: endsTLS ? TLS(certificates: certificates.uniqued) : nil,
            sections: implementation.isolatesListeners && !isConnection ? group.map(\.listener.section).uniqued : nil)
    }

    /// The rules of listeners that share port and protocol, in the order in which they are tried.
    package func rules(of group: [ServedListener]) -> [Rule] {
        struct Ranked {
            var rank: RuleRank
            var rule: Rule
        }
        var ranked: [Ranked] = []
        for served in group {
            let section = implementation.isolatesListeners ? served.listener.section : nil
            var bindings = served.bindings.sorted { $0.route.precedence < $1.route.precedence }
            // Source: gateway-api v1.6, conformance/tests/tcproute-multiple-routes-attachment.go: the oldest serves.
            if ["TCP", "UDP"].contains(served.listener.protocol) { bindings = Array(bindings.prefix(1)) }
            for binding in bindings {
                for routeRule in binding.route.rules where topology.fault(of: routeRule) != .dropped {
                    var base = rule(routeRule, of: binding.route, on: served.listener)
                    base.hosts = binding.hosts
                    base.section = section
                    for match in routeRule.matches {
                        let rank = RuleRank(match, for: implementation)
                        ranked.append(Ranked(rank: rank, rule: specific(base, match, routeRule, served.listener)))
                    }
                }
            }
        }
        let order = ranked.indices.sorted { one, other in
            ranked[other].rank == ranked[one].rank ? one < other : ranked[other].rank < ranked[one].rank
        }
        return order.map { ranked[$0].rule }
    }

    /// What a rule does whatever of its matches takes a request.
    private func rule(_ routeRule: RouteRule, of route: Route, on listener: GatewayListener) -> Rule {
        var rule = Rule(
            settings: routeRule.settings,
            origin: RuleOrigin(object: route.metadata.reference, location: routeRule.node.location))
        for filter in routeRule.filters { apply(filter, to: &rule, of: route) }
        if topology.fault(of: routeRule) != nil { rule.fixed = FixedAnswer(status: implementation.invalidStatus) }
        guard rule.fixed == nil, !routeRule.filters.contains(where: \.isRedirect) else { return rule }
        rule.backends = backends(of: routeRule, in: route)
        if route.kind.isHTTP { rule.fixed = emptyAnswer(rule.backends) }
        return rule
    }

    /// What a rule answers none of whose backends gets requests; `nil` where one does.
    ///
    /// Source: gateway-api v1.6, apis/v1/httproute_types.go:250; Envoy Gateway d32f28294, gatewayapi/route.go:377 (the order).
    private func emptyAnswer(_ backends: [WeightedBackend]) -> FixedAnswer? {
        guard !backends.contains(where: { $0.failure == nil && $0.weight != 0 }) else { return nil }
        let failures = backends.compactMap(\.failure)
        let isInvalid = failures.contains(implementation.invalidStatus) || failures.isEmpty
        return FixedAnswer(status: isInvalid ? implementation.invalidStatus : implementation.unreadyStatus)
    }

    /// A rule with one of its matches.
    private func specific(_ base: Rule, _ match: RouteMatch, _ routeRule: RouteRule, _ listener: GatewayListener) -> Rule {
        var rule = base
        rule.path = match.path
        rule.methods = match.method.map { [$0] } ?? []
        rule.headers = match.headers
        rule.query = match.query
        rule.origin?.location = match.location
        if let only = onlyBackend(routeRule, rule) {
            for filter in only.filters { change(&rule, by: filter, match, listener) }
        }
        for filter in routeRule.filters { change(&rule, by: filter, match, listener) }
        return rule
    }

    private func change(_ rule: inout Rule, by filter: RouteFilter, _ match: RouteMatch, _ listener: GatewayListener) {
        switch filter.action {
        case .redirect(let redirect) where rule.fixed == nil: rule.redirect = answer(redirect, match, listener)
        case .rewrite(let host, let path): rule.rewrite = Rewrite(host: host, path: path?.rewrite(of: match.path))
        default: break
        }
    }

    /// The backend that gets all requests of a rule, so that what it changes holds for the rule; `nil` where several share them.
    private func onlyBackend(_ routeRule: RouteRule, _ rule: Rule) -> RouteBackend? {
        let live = routeRule.backends.filter { $0.weight > 0 }
        return live.count == 1 && rule.fixed == nil ? live[0] : nil
    }

    /// A redirect as the data plane writes it (gateway-api v1.6, apis/v1/httproute_types.go:1209): without a port that of the scheme, where
    /// one is written, else the listener's.
    private func answer(_ redirect: RouteRedirect, _ match: RouteMatch, _ listener: GatewayListener) -> Redirect {
        let own = listener.protocol == "HTTPS" ? "https" : "http"
        let scheme = redirect.scheme ?? own
        let usual = scheme == "https" ? 443 : 80
        var port = redirect.port ?? (redirect.scheme == nil ? listener.port : usual)
        if implementation.dropsUsualRedirectPorts, port == 80 || port == 443 { port = usual }
        return Redirect(
            status: redirect.status, scheme: redirect.scheme, host: redirect.host, port: .number(port),
            pathRewrite: redirect.path?.rewrite(of: match.path))
    }

    private func apply(_ filter: RouteFilter, to rule: inout Rule, of route: Route) {
        switch filter.action {
        case .requestHeaders(let changes): rule.requestHeaders = changes
        case .responseHeaders(let changes): rule.responseHeaders = changes
        case .mirror(let backend, let percent):
            guard topology.resolution(of: backend, in: route).reason == nil else {
                if implementation.failsOnLostMirror { rule.fixed = FixedAnswer(status: implementation.invalidStatus) }
                return
            }
            rule.mirrors.append(backend.reference.path)
            if let percent { rule.settings["requestMirror.percent"] = GatewayNumber.text(percent) }
        case .cors(let policy): rule.cors = policy
        case .externalAuth: rule.auth = Authentication("external")
        case .redirect, .rewrite, .extensionRef, .unknown: break
        }
    }

    /// Where a rule sends, with the status of what leads nowhere.
    private func backends(of routeRule: RouteRule, in route: Route) -> [WeightedBackend] {
        let several = routeRule.backends.count > 1
        var result = routeRule.backends.map { backend -> WeightedBackend in
            var weighted = WeightedBackend(
                service: backend.reference.path, port: backend.port.map { .number($0) }, weight: several ? backend.weight : nil)
            switch topology.resolution(of: backend, in: route) {
            case .invalid: weighted.failure = implementation.invalidStatus
            case .service(let service, _): weighted.failure = topology.isEmpty(service) ? implementation.unreadyStatus : nil
            case .other: break
            }
            if !several, backend.weight == 0 { weighted.weight = 0 }
            for filter in backend.filters {
                switch filter.action {
                case .requestHeaders(let changes): weighted.requestHeaders = changes
                case .responseHeaders(let changes): weighted.responseHeaders = changes
                default: break
                }
            }
            return weighted
        }
        if implementation.unreadyTakesAll, result.contains(where: { $0.failure == nil && $0.weight != 0 }),
            result.contains(where: { $0.failure == implementation.unreadyStatus && $0.weight != 0 })
        {
            for index in result.indices where result[index].failure != nil { result[index].failure = implementation.unreadyStatus }
        }
        return result
    }
}

extension RouteFilter {
    /// Whether it answers instead of a backend.
    package var isRedirect: Bool {
        guard case .redirect = action else { return false }
        return true
    }
}

extension [String] {
    /// Each once, where it comes first.
    var uniqued: [String] {
        var seen: Set<String> = []
        return filter { seen.insert($0).inserted }
    }
}

/// Numbers as settings show them.
enum GatewayNumber {
    /// A number without a decimal point where it is whole.
    static func text(_ number: Double) -> String {
        number == number.rounded() && abs(number) < 1_000_000 ? String(Int(number)) : String(number)
    }
}
