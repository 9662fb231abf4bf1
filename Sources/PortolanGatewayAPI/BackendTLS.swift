// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanManifest
import PortolanModel

/// BackendTLSPolicies of the Gateway API: TLS from the gateway to a Service.
struct BackendTLS: Sendable {
    private let policies: TargetPolicies
    private let authorities: [String: Inventory.Object]

    init(_ inventory: Inventory) {
        policies = TargetPolicies(inventory, kind: "BackendTLSPolicy", group: TypedReference.gatewayGroup)
        authorities = Dictionary(
            inventory.objects(kind: "ConfigMap", group: "").map { ("\($0.metadata.namespace)/\($0.metadata.name)", $0) }
        ) { _, last in last }
    }

    /// The policy for a Service's port: one that names the port before one for the whole Service.
    func policy(for service: Service, port: ServicePort?) -> ObjectMeta? {
        let target = TypedReference(group: "", kind: "Service", namespace: service.namespace, name: service.name)
        if let name = port?.name, let found = policies.policy(for: target, section: name) { return found }
        return policies.policy(for: target)
    }

    /// Whether none of a policy's certificates can be used: of another kind, or without one.
    ///
    /// A ConfigMap that the input lacks is taken to exist.
    func isInvalid(_ policy: ObjectMeta) -> Bool {
        let references = policy.node.at("spec", "validation")?.items("caCertificateRefs") ?? []
        guard !references.isEmpty else { return false }
        return references.allSatisfy { reference in
            guard reference.string("group").isEmpty, ["ConfigMap", "Secret"].contains(reference.string("kind")) else { return true }
            guard reference.string("kind") == "ConfigMap", let map = authorities["\(policy.namespace)/\(reference.string("name"))"] else {
                return false
            }
            let certificate = map.metadata.node.field("data")?.optionalString("ca.crt")
            return !(certificate?.contains("-----BEGIN CERTIFICATE-----") ?? false)
        }
    }

    /// What a policy sets on a pool, under the API's names.
    static func settings(_ policy: ObjectMeta) -> Settings {
        let validation = policy.node.at("spec", "validation")
        var settings: Settings = [:]
        if let host = validation?.optionalString("hostname"), !host.isEmpty { settings["validation.hostname"] = host }
        let names = (validation?.items("caCertificateRefs") ?? []).map { "\(policy.namespace)/\($0.string("name"))" }
        if !names.isEmpty { settings["validation.caCertificateRefs"] = names.joined(separator: ",") }
        if let well = validation?.optionalString("wellKnownCACertificates"), !well.isEmpty {
            settings["validation.wellKnownCACertificates"] = well
        }
        let alternatives = (validation?.items("subjectAltNames") ?? []).map { $0.string("hostname") + $0.string("uri") }
        if !alternatives.isEmpty { settings["validation.subjectAltNames"] = alternatives.joined(separator: ",") }
        return settings
    }
}
