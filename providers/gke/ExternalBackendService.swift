// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel
import PortolanProvider

/// ingress-gce's external load balancer: a regional backend service with a forwarding rule for each family, and for each of TCP and UDP
/// where a Service has both.
///
/// Source: ingress-gce pkg/l4/resources/l4netlb.go:245 `EnsureFrontend`.
struct ExternalBackendService {
    let service: Service
    let cluster: Cluster

    func exposure() throws(Refusal) -> Exposure {
        try verifyIPCollection()
        try strongAffinity.verify()
        try service.refuseSubnetWithoutIPv6("EXTERNAL", subnet: subnet, in: cluster)
        let families = service.frontendFamilies(in: cluster)
        let addresses = RequestedAddresses(of: service)
        try verify(addresses.literal(for: families), scope: .public)
        try verifyProtocol()
        let ranges = try service.ingressGCERanges()
        try verifyTier(families)
        let balancers = families.flatMap { $0 == .ipv4 ? ipv4Rules(ranges) : [ipv6Rule(ranges)] }
        return Exposure(
            status: .provisioned,
            address: .ingressGCE(scope: .public, families: families, requested: addresses.used(for: families)),
            loadBalancers: balancers, notes: notes)
    }

    // MARK: Refusals

    /// Source: ingress-gce pkg/l4/resources/l4netlb.go:274.
    private func verifyIPCollection() throws(Refusal) {
        guard cluster.options.isOn("enableBYOIPv6"), let collection = service.filledAnnotation(.ipCollection) else { return }
        let key = AnnotationKey.ipCollection.rawValue
        if let subnet {
            throw Refusal(
                "cannot specify both \(AnnotationKey.subnet.rawValue) (\(GoValue.quoted(subnet))) and \(key)"
                    + " (\(GoValue.quoted(collection))) for LoadBalancer")
        }
        guard !cluster.families(of: service).contains(.ipv4) else {
            throw Refusal("\(key) is currently only supported for IPv6-only Services")
        }
    }

    /// The controller passes SCTP on, and the Compute API knows no passthrough load balancer for it.
    private func verifyProtocol() throws(Refusal) {
        guard case .single(.sctp) = mix else { return }
        throw Refusal(
            "failed to ensure forwarding rule - googleapi: Error 400: Invalid value for field 'resource.IPProtocol': 'SCTP'., invalid")
    }

    /// Source: ingress-gce pkg/l4/resources/forwarding_rules_ipv6.go:222.
    private func verifyTier(_ families: [IPFamily]) throws(Refusal) {
        guard families.contains(.ipv6), tier == "STANDARD" else { return }
        throw Refusal("Network tier Standard is not supported for IPv6 External Load Balancer")
    }

    // MARK: Frontends

    private var mix: ProtocolMix {
        guard cluster.options.isOn("enableL4NetLBMixedProtocol"), service.mixesTCPAndUDP else { return .single(service.firstProtocol) }
        return cluster.options.isOn("enableL3ForNetLBMixedProtocol") ? .layer3 : .split
    }

    /// Source: ingress-gce pkg/l4/resources/forwarding_rules.go:234, pkg/l4/forwardingrules/netlb_mixed_manager.go:237.
    private func ipv4Rules(_ ranges: [IPPrefix]) -> [LoadBalancer] {
        switch mix {
        case .single(let one): return [rule(.ipv4, [one], protocolName: one.rawValue, portRange: range(of: service.ports), ranges)]
        case .layer3: return [rule(.ipv4, mix.protocols, protocolName: "L3_DEFAULT", portRange: nil, ranges)]
        case .split:
            return mix.protocols.map { one in
                // Split rules name up to five ports whatever the flag says.
                let ports = service.ports.filter { $0.protocol == one }
                let range = ports.count > maxForwardedPorts ? portRange(of: ports) : nil
                return rule(.ipv4, [one], protocolName: one.rawValue, portRange: range, ranges)
            }
        }
    }

    /// IPv6 has no split rules: without the layer 3 flag a mix gets the first port's protocol alone.
    ///
    /// Source: ingress-gce pkg/l4/resources/forwarding_rules_ipv6.go:331.
    private func ipv6Rule(_ ranges: [IPPrefix]) -> LoadBalancer {
        var rule =
            if case .layer3 = mix {
                rule(.ipv6, mix.protocols, protocolName: "L3_DEFAULT", portRange: nil, ranges)
            } else {
                rule(
                    .ipv6, [service.firstProtocol], protocolName: service.firstProtocol.rawValue, portRange: range(of: service.ports),
                    ranges)
            }
        rule.settings["ipVersion"] = "IPV6"
        // The subnet annotation holds for the IPv6 rule only.
        rule.subnets = subnet.map { [$0] } ?? []
        return rule
    }

    private func rule(
        _ family: IPFamily, _ protocols: [TransportProtocol], protocolName: String, portRange: String?, _ ranges: [IPPrefix]
    ) -> LoadBalancer {
        var settings: Settings = ["networkTier": tier, "loadBalancingScheme": "EXTERNAL", "IPProtocol": protocolName]
        settings["portRange"] = portRange
        if protocolName == "L3_DEFAULT" { settings["allPorts"] = "true" }
        return LoadBalancer(
            product: "gcp-external-passthrough-nlb", scope: .public, families: [family],
            listeners: service.listeners(protocols, healthCheck: .ingressGCE(for: service), settings: backendSettings),
            sourceRanges: service.firewall(for: family, ranges: ranges), clientIP: service.clientIP, settings: settings)
    }

    /// A rule of one protocol: the range from the lowest to the highest port, or up to five ports one by one where the flag is on.
    private func range(of ports: [ServicePort]) -> String? {
        guard ports.count > maxForwardedPorts || !cluster.options.isOn("enableDiscretePortForwarding") else { return nil }
        return portRange(of: ports)
    }

    // MARK: Properties

    private var subnet: String? { service.filledAnnotation(.subnet) }

    private var strongAffinity: StrongAffinity {
        StrongAffinity(service: service, isEnabled: cluster.options.isOn("enableL4StrongSessionAffinity"))
    }

    /// Values other than the two spellings are passed over.
    ///
    /// Source: ingress-gce pkg/l4/annotations/network_tier.go:10.
    private var tier: String { service.annotation(.networkTier) == "Standard" ? "STANDARD" : "PREMIUM" }

    private var backendSettings: Settings {
        let isMixedServed = cluster.options.isOn("enableL4NetLBMixedProtocol")
        let backend = BackendServiceSettings(
            protocolName: isMixedServed ? service.mixedBackendProtocol : service.firstProtocol.rawValue, affinity: service.gceAffinity,
            localityPolicy: localityPolicy)
        var settings = backend.settings
        settings.merge(strongAffinity.settings)
        return settings
    }

    /// Source: ingress-gce pkg/l4/resources/l4netlb.go:931.
    private var localityPolicy: String? {
        guard cluster.options.isOn("enableWeightedL4NetLB") else { return nil }
        return isWeighted && service.externalTrafficPolicy == .local ? "WEIGHTED_MAGLEV" : "MAGLEV"
    }

    private var isWeighted: Bool { service.annotation(.weighted) == "pods-per-node" }

    private var notes: [String] {
        var notes = service.loggingNotes
        if cluster.options.isOn("enableWeightedL4NetLB"), isWeighted, service.externalTrafficPolicy == .cluster {
            notes.append(weightedHasNoEffect)
        }
        if let value = service.annotation(.networkTier), value != "Standard", value != "Premium" {
            notes.append("\(AnnotationKey.networkTier.rawValue): \(GoValue.quoted(value)) is not Standard or Premium and is passed over")
        }
        if service.filledAnnotation(.subnet) != nil, !cluster.families(of: service).contains(.ipv6) {
            notes.append("\(AnnotationKey.subnet.rawValue) has no effect on an external IPv4 load balancer")
        }
        return notes
    }
}

/// The text of the controllers' warning event.
let weightedHasNoEffect =
    "UnsupportedConfiguration: Weighted load balancing by pods-per-node has no effect with External Traffic Policy: Cluster."

extension Service {
    /// A missing L4LBConfig is a warning only.
    ///
    /// Source: ingress-gce pkg/l4lbconfig, pkg/l4/resources/l4netlb.go:437.
    var loggingNotes: [String] {
        filledAnnotation(.loggingConfig).map { ["logging is configured by the L4LBConfig \(GoValue.quoted($0))"] } ?? []
    }
}
