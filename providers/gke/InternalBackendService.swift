// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel
import PortolanProvider

/// ingress-gce's internal load balancer ("GKE subsetting"): a backend service with a forwarding rule for each family.
///
/// Source: ingress-gce pkg/l4/resources/l4.go:402 `EnsureInternalLoadBalancer`.
struct InternalBackendService {
    static let product = "gcp-internal-passthrough-nlb"

    let service: Service
    let cluster: Cluster

    func exposure() throws(Refusal) -> Exposure {
        try service.refuseSubnetWithoutIPv6("INTERNAL", subnet: subnet, in: cluster)
        let families = service.frontendFamilies(in: cluster)
        let addresses = RequestedAddresses(of: service)
        try verify(addresses.literal(for: families), scope: .private)
        try verifyProtocol()
        let ranges = try service.ingressGCERanges()
        return Exposure(
            status: .provisioned,
            address: .ingressGCE(scope: .private, families: families, requested: addresses.used(for: families)),
            loadBalancers: families.map { rule($0, ranges) }, notes: notes)
    }

    /// The controller passes SCTP on, and the Compute API knows no passthrough load balancer for it.
    private func verifyProtocol() throws(Refusal) {
        guard !isMixedServed, service.firstProtocol == .sctp else { return }
        throw Refusal("googleapi: Error 400: Invalid value for field 'resource.protocol': 'SCTP'., invalid")
    }

    private var isMixedServed: Bool { cluster.options.isOn("enableL4ILBMixedProtocol") }

    /// Source: ingress-gce pkg/l4/forwardingrules/protocol.go:19 (SCTP counts as TCP there), pkg/l4/resources/forwarding_rules.go:71.
    private var mix: ProtocolMix {
        guard isMixedServed else { return .single(service.firstProtocol) }
        if service.mixesTCPAndUDP { return .layer3 }
        return .single(service.ports.contains { $0.protocol == .udp } ? .udp : .tcp)
    }

    /// Source: ingress-gce pkg/l4/resources/forwarding_rules.go:94, forwarding_rules_ipv6.go:118.
    private func rule(_ family: IPFamily, _ ranges: [IPPrefix]) -> LoadBalancer {
        var settings: Settings = ["loadBalancingScheme": "INTERNAL", "networkTier": "PREMIUM"]
        switch mix {
        case .single(let one):
            settings["IPProtocol"] = one.rawValue
            if service.ports.count > maxForwardedPorts { settings["allPorts"] = "true" }
        case .split, .layer3:
            settings["IPProtocol"] = "L3_DEFAULT"
            settings["allPorts"] = "true"
        }
        if service.allowsGlobalAccess { settings["allowGlobalAccess"] = "true" }
        if family == .ipv6 { settings["ipVersion"] = "IPV6" }
        return LoadBalancer(
            product: Self.product, scope: .private, families: [family],
            listeners: service.listeners(mix.protocols, healthCheck: .ingressGCE(for: service), settings: backendSettings),
            sourceRanges: service.firewall(for: family, ranges: ranges), clientIP: service.clientIP, subnets: subnet.map { [$0] } ?? [],
            settings: settings)
    }

    /// The newer key beats the older one, also when it is empty.
    ///
    /// Source: ingress-gce pkg/l4/annotations/service.go:263.
    private var subnet: String? {
        let value = service.annotation(.subnet) ?? service.annotation(.internalSubnet) ?? ""
        return value.isEmpty ? nil : value
    }

    private var backendSettings: Settings {
        BackendServiceSettings(
            protocolName: isMixedServed ? service.mixedBackendProtocol : service.firstProtocol.rawValue, affinity: service.gceAffinity,
            localityPolicy: localityPolicy, isZonal: isZonal
        ).settings
    }

    /// Source: ingress-gce pkg/l4/resources/l4.go:848.
    private var localityPolicy: String? {
        guard cluster.options.isOn("enableWeightedL4ILB"), isWeighted, service.externalTrafficPolicy == .local else { return nil }
        return "WEIGHTED_GCP_RENDEZVOUS"
    }

    /// Source: ingress-gce pkg/l4/resources/l4.go:640.
    private var isZonal: Bool {
        let wants = service.trafficDistribution == "PreferSameZone" || service.trafficDistribution == "PreferClose"
        return wants && cluster.options.isOn("enableL4ILBZonalAffinity")
    }

    private var isWeighted: Bool { service.annotation(.weighted) == "pods-per-node" }

    private var notes: [String] {
        var notes = service.loggingNotes
        if cluster.options.isOn("enableWeightedL4ILB"), isWeighted, service.externalTrafficPolicy == .cluster {
            notes.append(weightedHasNoEffect)
        }
        if cluster.options.isOn("enableBYOIPv6"), service.filledAnnotation(.ipCollection) != nil {
            notes.append("IPCollectionV6Error: \(AnnotationKey.ipCollection.rawValue) is not supported for Internal LoadBalancers.")
        }
        return notes
    }
}
