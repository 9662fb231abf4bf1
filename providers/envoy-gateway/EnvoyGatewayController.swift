// SPDX-License-Identifier: Apache-2.0

import PortolanGatewayAPI
public import PortolanKubernetes
public import PortolanModel
public import PortolanProvider

/// Envoy Gateway: the Gateway API served by Envoy proxies that it installs, a Deployment and a Service for each Gateway.
public struct EnvoyGatewayController: RoutingController {
    /// Makes the controller.
    public init() {}

    /// Gateways only.
    public var kinds: Set<String> { ["Gateway"] }

    /// Takes Gateways whose class has its controller name; there is no default class.
    public func claims(_ entrance: Entrance, in cluster: Cluster) -> Bool {
        guard case .gateway(let gateway) = entrance else { return false }
        return GatewayTopology.claims(gateway, in: cluster, as: .envoyGateway)
    }

    /// The exposures of the Gateways that it takes.
    public func exposures(of claimed: [Entrance], in cluster: Cluster) -> [Exposure] {
        let topology = GatewayTopology(cluster, for: .envoyGateway)
        let settings = EnvoyProxySettings(cluster.inventory)
        let policies = EnvoyGatewayPolicies(cluster.inventory)
        let gateways = claimed.compactMap { entrance -> Gateway? in
            guard case .gateway(let gateway) = entrance else { return nil }
            return gateway
        }
        var outcomes = gateways.map { topology.outcome(of: $0) }
        let shared = share(&outcomes, settings)
        let proxied = outcomes.map { outcome -> ProxiedGateway in
            let gateway = outcome.gateway
            let listeners = shared[gateway.className] ?? outcome.listeners
            var balancer = topology.loadBalancer(of: listeners)
            if shared[gateway.className] != nil { balancer.identity = "envoy-gateway/\(gateway.className)" }
            policies.apply(to: &balancer, of: gateway)
            let routes = outcome.listeners.flatMap(\.bindings).map(\.route.metadata.reference)
            return ProxiedGateway(
                outcome: outcome, balancer: balancer, service: settings.service(for: gateway, listeners: listeners),
                notes: (Self.report?.notes(on: outcome) ?? []) + policies.notes(of: gateway, routes: routes))
        }
        return topology.exposures(of: proxied)
    }

    private static let report = SupportReports.builtIn.implementation(named: "envoy-gateway")

    /// Lets Gateways whose class merges them stand behind the same proxies: all listeners of each such class.
    private func share(_ outcomes: inout [GatewayOutcome], _ settings: EnvoyProxySettings) -> [String: [ServedListener]] {
        let classes = Dictionary(grouping: outcomes.indices) { outcomes[$0].gateway.className }
        var result: [String: [ServedListener]] = [:]
        for (name, places) in classes where settings.mergesGateways(of: name) {
            let joined = SharedProxies(places.map { outcomes[$0] })
            for (place, outcome) in zip(places, joined.outcomes) { outcomes[place] = outcome }
            result[name] = joined.listeners
        }
        return result
    }
}

extension GatewayImplementation {
    /// What Envoy Gateway decides where the specification leaves a choice.
    ///
    /// Source: envoyproxy/gateway d32f28294 (v1.9), internal/.
    static let envoyGateway: GatewayImplementation = {
        var choices = GatewayImplementation(
            product: "envoy-gateway", controllerNames: ["gateway.envoyproxy.io/gatewayclass-controller"])
        // Source: gatewayapi/validate.go:74.
        choices.backendKinds = [
            GroupKind("", "Service"), GroupKind("multicluster.x-k8s.io", "ServiceImport"), GroupKind("gateway.envoyproxy.io", "Backend"),
        ]
        // Source: gatewayapi/validate.go:214.
        choices.takesExternalNames = false
        // Source: gatewayapi/validate.go:230.
        choices.portNotFoundReason = "PortNotFound"
        // Source: xds/translator/route.go:396.
        choices.unreadyTakesAll = true
        // Source: gatewayapi/sort.go:20, and gatewayapi/route.go:1292 (a method is a header named :method).
        choices.ranksRegexAbovePrefix = true
        choices.countsMethodAsHeader = true
        // Source: gatewayapi/filters.go.
        choices.extensionKinds = [GroupKind("gateway.envoyproxy.io", "HTTPRouteFilter")]
        // Source: gatewayapi/route.go:364.
        choices.failsOnLostMirror = true
        // Source: xds/translator/route.go:526.
        choices.dropsUsualRedirectPorts = true
        // Source: gatewayapi/route.go:286, 1249.
        choices.refusesExpressions = true
        // Source: gatewayapi/filters.go:641.
        choices.refusesPseudoHeaders = true
        // Source: gatewayapi/route.go:2912.
        choices.backendTLSReason = "InvalidBackendTLS"
        // Source: gatewayapi/validate.go:94.
        choices.backendFilters = ["RequestHeaderModifier", "ResponseHeaderModifier", "ExtensionRef", "URLRewrite"]
        choices.backendFilterReason = "UnsupportedRefValue"
        // Source: gatewayapi/listener.go:225.
        choices.takesTCPRoutesOverTLS = true
        // Source: gatewayapi/listener.go:353, xds/translator/listener.go:397.
        choices.dataPlane.pathCleaning = DataPlane.PathCleaning(
            decodesUnreserved: true, mergesSlashes: true, resolvesDots: true, isForwarded: true)
        return choices
    }()
}
