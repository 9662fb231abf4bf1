// SPDX-License-Identifier: Apache-2.0

import PortolanGatewayAPI
import PortolanKubernetes
import PortolanManifest
import PortolanModel
import PortolanProvider

// Source: aws-load-balancer-controller 3.5.0, pkg/gateway/model/model_build_listener.go:105-560, 690-738
extension AWSGatewayModel {
    /// A listener with its rules and the pools that they send to; `nil` for a port of a Network Load Balancer with nothing behind it.
    mutating func listener(_ port: AWSGatewayPort, _ routes: AWSGatewayRoutes) throws(Refusal) -> (Listener, pools: [String])? {
        let fields = port.configuration
        var settings = Settings((fields?.items("listenerAttributes") ?? []).map { ($0.string("key"), $0.string("value")) })
        let isSecure = ["HTTPS", "TLS"].contains(port.protocol)
        var tls: TLS?
        if isSecure {
            tls = TLS(
                certificates: try certificates(port),
                policy: fields?.optionalString("sslPolicy") ?? options.common.defaultTLSPolicy)
        }
        var spoken = port.protocol
        if fields?.boolean("quicEnabled") ?? false {
            guard let upgraded = ["UDP": "QUIC", "TCP_UDP": "TCP_QUIC"][spoken] else {
                throw Refusal("QUIC protocol upgrade not supported for protocol \(spoken)")
            }
            spoken = upgraded
        }
        if kind == .application {
            if isSecure, let mutual = fields?.field("mutualAuthentication") { settings.merge(Self.mutualAuthentication(mutual)) }
            let rules = try rules(port, routes)
            var elements: [Rule] = []
            for rule in rules { elements += try rule.elements() }
            let listener = Listener(port: port.number, protocol: spoken, rules: elements, tls: tls, settings: settings)
            return (listener, rules.flatMap(\.action.pools))
        }
        if spoken == "TLS" {
            let policy = fields?.optionalString("alpnPolicy") ?? "None"
            guard ["None", "HTTP1Only", "HTTP2Only", "HTTP2Optional", "HTTP2Preferred"].contains(policy) else {
                throw Refusal(
                    "invalid ALPN policy \(policy), policy must be one of [None, HTTP1Only, HTTP2Only, HTTP2Optional, HTTP2Preferred]")
            }
            settings["AlpnPolicy"] = policy
        }
        guard let rule = try connectionRule(port, spoken: spoken, routes) else { return nil }
        let listener = Listener(port: port.number, protocol: spoken, rules: try rule.elements(), tls: tls, settings: settings)
        return (listener, rule.action.pools)
    }

    private func certificates(_ port: AWSGatewayPort) throws(Refusal) -> [String] {
        let first = port.configuration?.optionalString("defaultCertificate")
        let explicit = [first].compactMap { $0 } + (port.configuration?.strings("certificates") ?? [])
        guard explicit.isEmpty else { return explicit }
        guard !port.hosts.isEmpty else {
            let key = "\(gateway.metadata.namespace)/\(gateway.metadata.name)"
            throw Refusal(
                "No hostnames found for TLS cert discovery for listener on gateway \(key) with protocol:port "
                    + "\(port.protocol):\(port.number)")
        }
        return try ALBCertificates(options.certificates).discovered(for: port.hosts.sorted(), isUnique: false)
    }

    private static func mutualAuthentication(_ node: YAMLNode) -> Settings {
        let mode = node.string("mode")
        var settings: Settings = ["MutualAuthentication.Mode": mode]
        settings["MutualAuthentication.TrustStoreArn"] = mode == "verify" ? node.optionalString("trustStore") : nil
        let ignores = node.boolean("ignoreClientCertificateExpiry") ?? (mode == "verify" ? false : nil)
        settings["MutualAuthentication.IgnoreClientCertificateExpiry"] = ignores.map { String($0) }
        settings["MutualAuthentication.AdvertiseTrustStoreCaNames"] = node.optionalString("advertiseTrustStoreCaNames")
        return settings
    }

    /// All that a Network Load Balancer does on a port: the oldest route serves, then the first by namespace and name; host names do not
    /// choose.
    private mutating func connectionRule(
        _ port: AWSGatewayPort, spoken: String, _ routes: AWSGatewayRoutes
    ) throws(Refusal) -> ALBRule? {
        let oldest = port.routes.min { left, right in
            let (one, other) = (routes.attached[left].route.metadata, routes.attached[right].route.metadata)
            return one.creationTimestamp == other.creationTimestamp
                ? "\(one.namespace)/\(one.name)" < "\(other.namespace)/\(other.name)" : one.creationTimestamp < other.creationTimestamp
        }
        guard let oldest, let rules = routes.rules[oldest] else { return nil }
        let route = routes.attached[oldest].route
        if port.routes.count > 1 {
            notes.append(
                "of the routes on port \(port.number) only \(route.metadata.namespace)/\(route.metadata.name) serves: the oldest, then the first by name"
            )
        }
        var forward = ALBForward(targets: [])
        for rule in rules {
            for backend in rule.backends { forward.targets.append(try target(backend, of: route, on: spoken)) }
        }
        guard forward.targets.contains(where: { $0.backend.weight ?? 1 > 0 }) else { return nil }
        if spoken == "TCP", forward.targets.contains(where: { $0.pool.flatMap { pools[$0] }?.protocol == "TLS" }) {
            throw Refusal(
                deploying: "AWS takes no target group of the protocol TLS behind a TCP listener (port \(port.number)): "
                    + "a TargetGroupConfiguration has to ask for TCP")
        }
        if let isSticky = port.configuration?.boolean("targetGroupStickiness") {
            forward.settings["TargetGroupStickinessConfig.Enabled"] = String(isSticky)
        }
        let location = rules.first?.rule.node.location ?? route.metadata.location
        return ALBRule(
            conditions: ALBConditions(), action: .forward(forward), origin: RuleOrigin(object: route.metadata.reference, location: location)
        )
    }

    /// The target group of a backend.
    mutating func target(_ backend: AWSGatewayBackend, of route: Route, on spoken: String) throws(Refusal) -> ALBForward.Target {
        guard let (service, port) = backend.service else {
            let name = backend.other ?? ""
            notes.append("the target group \(name) is not of this manifest: what stands behind it is not known")
            return ALBForward.Target(backend: WeightedBackend(service: name, port: nil, weight: backend.weight), pool: nil)
        }
        let (id, pool) = try targetGroup(service, port, of: route, on: spoken)
        return ALBForward.Target(
            backend: WeightedBackend(service: pool.service, port: .number(port.port), weight: backend.weight), pool: id)
    }
}
