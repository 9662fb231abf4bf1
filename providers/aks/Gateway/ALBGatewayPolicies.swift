// SPDX-License-Identifier: Apache-2.0

import PortolanGatewayAPI
import PortolanKubernetes
import PortolanManifest
import PortolanModel

/// The policies of Application Gateway for Containers, on Services, routes and Gateways.
///
/// Source: Microsoft Learn, Application Gateway for Containers: API specification for Kubernetes (`alb.networking.azure.io/v1`).
struct ALBGatewayPolicies {
    private let healthChecks: TargetPolicies
    private let backendTLS: TargetPolicies
    private let frontendTLS: TargetPolicies
    private let routes: TargetPolicies
    private let firewalls: TargetPolicies

    init(_ inventory: Inventory) {
        let group = "alb.networking.azure.io"
        healthChecks = TargetPolicies(inventory, kind: "HealthCheckPolicy", group: group)
        backendTLS = TargetPolicies(inventory, kind: "BackendTLSPolicy", group: group)
        frontendTLS = TargetPolicies(inventory, kind: "FrontendTLSPolicy", group: group)
        routes = TargetPolicies(inventory, kind: "RoutePolicy", group: group)
        firewalls = TargetPolicies(inventory, kind: "WebApplicationFirewallPolicy", group: group)
    }

    /// What is set on the Gateway as a whole.
    func settings(of gateway: Gateway) -> Settings {
        var settings: Settings = [:]
        if let policy = firewalls.policy(for: gateway.typedReference),
            let id = policy.node.at("spec", "webApplicationFirewall")?.optionalString("id"), !id.isEmpty
        {
            settings["webApplicationFirewall"] = id
        }
        return settings
    }

    /// The TLS policy of a Gateway's listeners, and whether clients must show a certificate.
    func frontend(of gateway: Gateway) -> (policy: String?, verifies: Bool) {
        guard let fields = frontendTLS.policy(for: gateway.typedReference)?.node.at("spec", "default") else { return (nil, false) }
        return (fields.field("policyType")?.optionalString("name"), fields.field("verify") != nil)
    }

    /// What a RoutePolicy sets on a route's rules, and the firewall of the route alone.
    func settings(of route: ObjectReference) -> Settings {
        let target = TypedReference(group: TypedReference.gatewayGroup, kind: route.kind, namespace: route.namespace, name: route.name)
        var settings: Settings = [:]
        if let fields = routes.policy(for: target)?.node.at("spec", "default") {
            if let timeout = fields.field("timeouts")?.optionalString("routeTimeout") { settings["routeTimeout"] = timeout }
            if let affinity = fields.field("sessionAffinity") {
                settings["sessionAffinity"] = affinity.string("affinityType")
                if let name = affinity.optionalString("cookieName"), !name.isEmpty { settings["sessionAffinity.cookieName"] = name }
                if let time = affinity.optionalString("cookieDuration") { settings["sessionAffinity.cookieDuration"] = time }
            }
        }
        if let policy = firewalls.policy(for: target),
            let id = policy.node.at("spec", "webApplicationFirewall")?.optionalString("id"), !id.isEmpty
        {
            settings["webApplicationFirewall"] = id
        }
        return settings
    }

    /// What the policies on a pool's Service make of it.
    func apply(to pool: inout Pool) {
        let parts = pool.service.split(separator: "/", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { return }
        let target = TypedReference(group: "", kind: "Service", namespace: parts[0], name: parts[1])
        if let fields = healthChecks.policy(for: target)?.node.at("spec", "default") { pool.healthCheck = Self.healthCheck(fields) }
        guard let fields = backendTLS.policy(for: target)?.node.at("spec", "default"), Self.covers(fields, pool.port) else { return }
        pool.protocol = "HTTPS"
        if let name = fields.optionalString("sni"), !name.isEmpty { pool.settings["sni"] = name }
        if let certificate = fields.field("clientCertificateRef")?.optionalString("name") {
            pool.settings["clientCertificate"] = "\(parts[0])/\(certificate)"
        }
        if let authority = fields.field("verify")?.field("caCertificateRef")?.optionalString("name") {
            pool.settings["caCertificate"] = "\(parts[0])/\(authority)"
        }
        if let name = fields.field("verify")?.optionalString("subjectAltName"), !name.isEmpty { pool.settings["subjectAltName"] = name }
    }

    /// Whether a policy's list of ports, where it has one, names a port.
    private static func covers(_ fields: YAMLNode, _ port: PortValue?) -> Bool {
        let ports = fields.items("ports").compactMap { $0.integer("port") }
        guard !ports.isEmpty, case .number(let number)? = port else { return ports.isEmpty }
        return ports.contains(number)
    }

    private static func healthCheck(_ fields: YAMLNode) -> HealthCheck {
        let http = fields.field("http")
        let isTLS = fields.boolean("useTLS") ?? false
        return HealthCheck(
            protocol: fields.field("grpc") != nil ? "GRPC" : isTLS ? "HTTPS" : "HTTP", port: fields.integer("port").map { .number($0) },
            path: http?.optionalString("path"), interval: seconds(fields.optionalString("interval")),
            timeout: seconds(fields.optionalString("timeout")), healthyThreshold: fields.integer("healthyThreshold"),
            unhealthyThreshold: fields.integer("unhealthyThreshold"))
    }

    /// Whole seconds of a duration as `5s`; `nil` where it is none.
    private static func seconds(_ text: String?) -> Int? {
        guard let text, text.hasSuffix("s") else { return nil }
        return Int(text.dropLast())
    }
}
