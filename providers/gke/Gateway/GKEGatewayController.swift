// SPDX-License-Identifier: Apache-2.0

import PortolanGatewayAPI
public import PortolanKubernetes
import PortolanManifest
public import PortolanModel
public import PortolanProvider

/// GKE's Gateway controller, which Google hosts: each Gateway is an Application Load Balancer of Google Cloud.
///
/// Source: Google's documentation and its conformance report; the controller's code is not public.
public struct GKEGatewayController: RoutingController {
    /// Makes the controller.
    public init() {}

    /// Gateways only.
    public var kinds: Set<String> { ["Gateway"] }

    /// Takes Gateways of the classes that GKE installs, whether the input has the class object or not.
    public func claims(_ entrance: Entrance, in cluster: Cluster) -> Bool {
        guard case .gateway(let gateway) = entrance else { return false }
        return GatewayTopology.claims(gateway, in: cluster, as: .gke(isMultiCluster: false))
    }

    /// The exposures of the Gateways that it takes.
    public func exposures(of claimed: [Entrance], in cluster: Cluster) -> [Exposure] {
        let single = GatewayTopology(cluster, for: .gke(isMultiCluster: false))
        let fleet = GatewayTopology(cluster, for: .gke(isMultiCluster: true))
        let policies = GKEGatewayPolicies(cluster.inventory)
        return claimed.map { entrance in
            guard case .gateway(let gateway) = entrance else { return .unclaimed("GKE's Gateway controller serves Gateways only") }
            guard let kind = GKEGatewayClass(gateway.className) else {
                // A class of the user's own with Google's controller name has no load balancer behind it.
                return .failed("GKE has no GatewayClass \"\(gateway.className)\"")
            }
            return exposure(of: gateway, as: kind, in: kind.isMultiCluster ? fleet : single, policies)
        }
    }

    private func exposure(
        of gateway: Gateway, as kind: GKEGatewayClass, in topology: GatewayTopology, _ policies: GKEGatewayPolicies
    ) -> Exposure {
        let outcome = topology.outcome(of: gateway)
        var notes = SupportReports.builtIn.implementation(named: "gke-gateway")?.notes(on: outcome) ?? []
        var balancer = topology.loadBalancer(of: outcome)
        balancer.product = kind.product
        balancer.scope = kind.scope
        balancer.families = [.ipv4]
        balancer.clientIP = .forwardedHeader
        let own = policies.settings(of: gateway, scope: kind.scope)
        balancer.settings.merge(own.settings)
        notes += own.notes
        if let map = gateway.metadata.annotations["networking.gke.io/certmap"], !map.isEmpty { balancer.settings["certificateMap"] = map }
        for index in balancer.backends.indices { policies.apply(to: &balancer.backends[index], notes: &notes) }
        addCertificates(of: outcome, to: &balancer)
        let named = (gateway.metadata.node.field("spec")?.items("addresses") ?? []).filter { $0.string("type") == "NamedAddress" }
            .map { $0.string("value") }
        for address in gateway.metadata.node.field("spec")?.items("addresses") ?? [] where address.string("type") != "NamedAddress" {
            notes.append("The address \(address.string("value")) is not taken: GKE takes addresses of the type NamedAddress only.")
        }
        return Exposure(
            status: .provisioned,
            address: Address(
                kind: .ip, scope: kind.scope, families: [.ipv4], allocation: named.isEmpty ? .ephemeral : .reserved, requested: named),
            loadBalancers: [balancer], notes: notes, routes: outcome.routes, listenerStatus: outcome.listenerStatus)
    }

    /// Certificates of Google Cloud that a listener names in its options.
    private func addCertificates(of outcome: GatewayOutcome, to balancer: inout LoadBalancer) {
        for index in balancer.listeners.indices where balancer.listeners[index].protocol == "HTTPS" {
            let names = outcome.listeners.filter { $0.listener.port == balancer.listeners[index].port }
                .compactMap { $0.listener.tls?.options["networking.gke.io/pre-shared-certs"] }
                .flatMap { $0.split(separator: ",").map { $0.trimmingSpaces() } }
            guard !names.isEmpty else { continue }
            balancer.listeners[index].tls = TLS(certificates: (balancer.listeners[index].tls?.certificates ?? []) + names)
        }
    }
}

extension GatewayImplementation {
    /// What GKE decides where the specification leaves a choice.
    static func gke(isMultiCluster: Bool) -> GatewayImplementation {
        var choices = GatewayImplementation(product: "gke-gateway", controllerNames: ["networking.gke.io/gateway"])
        choices.installedClasses = GKEGatewayClass.names
        choices.via = .pod
        // Source: its conformance report has the profile GATEWAY-HTTP alone.
        choices.kinds = ["HTTP": [.http], "HTTPS": [.http]]
        choices.backendKinds = [GroupKind("", "Service")]
        if isMultiCluster { choices.backendKinds.insert(GroupKind("net.gke.io", "ServiceImport")) }
        choices.certificateOptions = ["networking.gke.io/pre-shared-certs"]
        choices.certificateAnnotations = ["networking.gke.io/certmap"]
        // Source: its conformance report, GatewayHTTPListenerIsolation.
        choices.isolatesListeners = false
        return choices
    }
}
