// SPDX-License-Identifier: Apache-2.0

import PortolanGatewayAPI
import PortolanKubernetes
import PortolanManifest
import PortolanModel

/// Envoy Gateway's own policies on Gateways and routes.
///
/// Of SecurityPolicies it is read who is let in and which origins may read answers; what the others set is said as not planned.
/// Source: envoyproxy/gateway d32f28294 (v1.9), api/v1alpha1/securitypolicy_types.go and gatewayapi/securitypolicy.go.
struct EnvoyGatewayPolicies {
    private let security: TargetPolicies
    private let others: [(kind: String, policies: TargetPolicies)]

    init(_ inventory: Inventory) {
        let group = "gateway.envoyproxy.io"
        security = TargetPolicies(inventory, kind: "SecurityPolicy", group: group)
        others = ["BackendTrafficPolicy", "ClientTrafficPolicy", "EnvoyExtensionPolicy", "EnvoyPatchPolicy"].map {
            (kind: $0, policies: TargetPolicies(inventory, kind: $0, group: group))
        }
    }

    /// Applies what holds for a Gateway's rules; a policy on the route holds instead of that on the Gateway.
    func apply(to balancer: inout LoadBalancer, of gateway: Gateway) {
        let general = security.policy(for: gateway.typedReference)
        for index in balancer.listeners.indices {
            guard case .route(var rules) = balancer.listeners[index].duty else { continue }
            for place in rules.indices {
                guard let route = rules[place].origin?.object,
                    let policy = security.policy(for: Self.target(route)) ?? general, let spec = policy.node.field("spec")
                else { continue }
                Self.apply(spec, to: &rules[place])
            }
            balancer.listeners[index].duty = .route(rules)
        }
    }

    /// One sentence for each policy whose effect is not planned.
    func notes(of gateway: Gateway, routes: [ObjectReference]) -> [String] {
        let targets = [(gateway.typedReference, "Gateway")] + routes.map { (Self.target($0), $0.kind) }
        return targets.flatMap { target, kind in
            others.compactMap { other in
                other.policies.policy(for: target).map {
                    "The \(other.kind) \($0.namespace)/\($0.name) is on \(kind) \(target.path); what it sets is not planned."
                }
            }
        }
    }

    private static func target(_ route: ObjectReference) -> TypedReference {
        TypedReference(group: TypedReference.gatewayGroup, kind: route.kind, namespace: route.namespace, name: route.name)
    }

    private static func apply(_ spec: YAMLNode, to rule: inout Rule) {
        if rule.cors == nil, let written = spec.field("cors") {
            rule.cors = CrossOrigin(
                origins: written.strings("allowOrigins"), methods: written.strings("allowMethods"),
                headers: written.strings("allowHeaders"),
                exposedHeaders: written.strings("exposeHeaders"), allowsCredentials: written.boolean("allowCredentials") ?? false)
        }
        if spec.field("basicAuth") != nil {
            rule.auth = Authentication("basic", challenge: 401)
        } else if spec.field("apiKeyAuth") != nil {
            rule.auth = Authentication("api-key", challenge: 401)
        } else if spec.field("jwt") != nil {
            rule.auth = Authentication("jwt", challenge: spec.field("jwt")?.boolean("optional") == true ? nil : 401)
        } else if spec.field("oidc") != nil {
            rule.auth = Authentication("oidc", challenge: 302)
        } else if spec.field("extAuth") != nil {
            rule.auth = Authentication("external")
        }
        if let authorization = spec.field("authorization") { restrict(&rule, by: authorization) }
    }

    /// Sources, where the rules of an authorization are about them alone.
    private static func restrict(_ rule: inout Rule, by authorization: YAMLNode) {
        let rules = authorization.items("rules")
        let allowsByDefault = authorization.string("defaultAction") == "Allow"
        let areAboutSources = rules.allSatisfy { one in
            let principal = one.field("principal")
            let hasOther = one.field("operation") ?? one.field("cel") ?? principal?.field("jwt") ?? principal?.field("clientIPGeoLocations")
            return hasOther == nil && (principal?.items("headers") ?? []).isEmpty
                && one.string("action") == (allowsByDefault ? "Deny" : "Allow")
        }
        guard areAboutSources, !allowsByDefault else {
            if !rules.isEmpty || !allowsByDefault { rule.settings["authorization"] = "by rules that are not planned" }
            return
        }
        rule.sourceRanges = rules.flatMap { $0.field("principal")?.strings("clientCIDRs") ?? [] }
    }
}
