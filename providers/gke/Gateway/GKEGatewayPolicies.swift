// SPDX-License-Identifier: Apache-2.0

import PortolanGatewayAPI
import PortolanKubernetes
import PortolanManifest
import PortolanModel

/// GKE's own policies on Services and Gateways.
///
/// Source: gke-networking-recipes cce1618, gateway-api/config/servicepolicies/crd/standard, and Google Cloud, Configure Gateway resources
/// using Policies.
struct GKEGatewayPolicies {
    private let healthChecks: TargetPolicies
    private let backends: TargetPolicies
    private let gateways: TargetPolicies

    init(_ inventory: Inventory) {
        let group = "networking.gke.io"
        healthChecks = TargetPolicies(inventory, kind: "HealthCheckPolicy", group: group)
        backends = TargetPolicies(inventory, kind: "GCPBackendPolicy", group: group)
        gateways = TargetPolicies(inventory, kind: "GCPGatewayPolicy", group: group)
    }

    // MARK: Of Gateways

    /// What a GCPGatewayPolicy sets on a Gateway's load balancer.
    func settings(of gateway: Gateway, scope: Scope) -> (settings: Settings, notes: [String]) {
        guard let policy = gateways.policy(for: gateway.typedReference) else { return ([:], []) }
        var settings: Settings = [:]
        var notes: [String] = []
        let fields = policy.node.at("spec", "default")
        if let name = fields?.optionalString("sslPolicy"), !name.isEmpty { settings["sslPolicy"] = name }
        if let access = fields?.boolean("allowGlobalAccess") {
            if scope == .private {
                settings["allowGlobalAccess"] = String(access)
            } else if access {
                notes.append("allowGlobalAccess of GCPGatewayPolicy \(policy.name) has no effect: it is for internal load balancers.")
            }
        }
        if let region = fields?.optionalString("region"), !region.isEmpty { settings["region"] = region }
        for loser in gateways.losers(for: gateway.typedReference) {
            notes.append("GCPGatewayPolicy \(loser.name) does not hold: \(policy.name) is older and is on the same Gateway.")
        }
        return (settings, notes)
    }

    // MARK: Of Services

    /// What the policies on a pool's Service make of it.
    func apply(to pool: inout Pool, notes: inout [String]) {
        let parts = pool.service.split(separator: "/", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { return }
        let target = TypedReference(group: "", kind: "Service", namespace: parts[0], name: parts[1])
        // Source: Google Cloud, Configure Gateway resources using Policies: without a policy GET / on the serving port.
        pool.healthCheck = HealthCheck(protocol: pool.protocol == "HTTP2" ? "HTTP2" : "HTTP", port: .traffic, path: "/")
        if let policy = healthChecks.policy(for: target) {
            if let fault = GKEPolicyRanges.healthCheckFault(policy.node.at("spec", "default")) {
                notes.append("The API server refuses HealthCheckPolicy \(policy.name): \(fault).")
            } else if let fields = policy.node.at("spec", "default") {
                pool.healthCheck = Self.healthCheck(fields, pool.healthCheck)
            }
        }
        guard let policy = backends.policy(for: target), let fields = policy.node.at("spec", "default") else { return }
        if let fault = GKEPolicyRanges.backendFault(fields) {
            notes.append("The API server refuses GCPBackendPolicy \(policy.name): \(fault).")
            return
        }
        pool.settings.merge(Self.settings(fields))
    }

    private static func healthCheck(_ fields: YAMLNode, _ standard: HealthCheck?) -> HealthCheck {
        var check = standard ?? HealthCheck(protocol: "HTTP", port: .traffic, path: "/")
        check.interval = fields.integer("checkIntervalSec") ?? 5
        check.timeout = fields.integer("timeoutSec") ?? 5
        check.healthyThreshold = fields.integer("healthyThreshold") ?? 2
        check.unhealthyThreshold = fields.integer("unhealthyThreshold") ?? 2
        guard let config = fields.field("config"), let type = config.optionalString("type") else { return check }
        check.protocol = type
        let names = [
            "TCP": "tcpHealthCheck", "HTTP": "httpHealthCheck", "HTTPS": "httpsHealthCheck", "HTTP2": "http2HealthCheck",
            "GRPC": "grpcHealthCheck",
        ]
        let details = names[type].flatMap { config.field($0) }
        check.path = ["HTTP", "HTTPS", "HTTP2"].contains(type) ? details?.optionalString("requestPath") ?? "/" : nil
        if let port = details?.integer("port") {
            check.port = .number(port)
        } else if let name = details?.optionalString("portName"), !name.isEmpty {
            check.port = .name(name)
        } else {
            check.port = .traffic
        }
        return check
    }

    private static func settings(_ fields: YAMLNode) -> Settings {
        var settings: Settings = [:]
        if let seconds = fields.integer("timeoutSec") { settings["timeoutSec"] = String(seconds) }
        if let seconds = fields.field("connectionDraining")?.integer("drainingTimeoutSec") {
            settings["connectionDraining.drainingTimeoutSec"] = String(seconds)
        }
        if let name = fields.optionalString("securityPolicy"), !name.isEmpty { settings["securityPolicy"] = name }
        if let affinity = fields.field("sessionAffinity") {
            if let type = affinity.optionalString("type") { settings["sessionAffinity"] = type }
            if let seconds = affinity.integer("cookieTtlSec") { settings["affinityCookieTtlSec"] = String(seconds) }
        }
        if let logging = fields.field("logging") {
            settings["logConfig.enable"] = String(logging.boolean("enabled") ?? false)
            if let rate = logging.integer("sampleRate") { settings["logConfig.sampleRate"] = String(rate) }
        }
        if let iap = fields.field("iap"), iap.boolean("enabled") ?? false {
            settings["iap.enabled"] = "true"
            if let client = iap.optionalString("clientID"), !client.isEmpty { settings["iap.oauth2ClientId"] = client }
        }
        return settings
    }
}

/// The bounds of the policies' fields, which the API server holds.
private enum GKEPolicyRanges {
    static func healthCheckFault(_ fields: YAMLNode?) -> String? {
        guard let fields else { return nil }
        return fault(fields, "checkIntervalSec", 1...300) ?? fault(fields, "timeoutSec", 1...300)
            ?? fault(fields, "healthyThreshold", 1...10) ?? fault(fields, "unhealthyThreshold", 1...10)
    }

    static func backendFault(_ fields: YAMLNode) -> String? {
        fields.field("connectionDraining").flatMap { fault($0, "drainingTimeoutSec", 0...3600) }
            ?? fields.field("sessionAffinity").flatMap { fault($0, "cookieTtlSec", 0...1_209_600) }
            ?? fields.field("logging").flatMap { fault($0, "sampleRate", 0...1_000_000) }
    }

    private static func fault(_ node: YAMLNode, _ name: String, _ range: ClosedRange<Int>) -> String? {
        guard let value = node.integer(name), !range.contains(value) else { return nil }
        return "\(name) is \(value), and must be \(range.lowerBound) to \(range.upperBound)"
    }
}
