// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel
import PortolanProvider

/// cloud-provider-gcp's external load balancer: one forwarding rule to a target pool.
///
/// Source: cloud-provider-gcp providers/gce/gce_loadbalancer_external.go:61.
struct TargetPool {
    let service: Service

    func exposure() throws(Refusal) -> Exposure {
        try service.refuseMixedProtocols()
        let tier = try networkTier()
        try verifyRequestedIP()
        let ranges = try service.firewallRanges()
        try verifyProtocol()
        let balancer = LoadBalancer(
            product: "gcp-target-pool-nlb", scope: .public, families: [.ipv4], listeners: listeners,
            sourceRanges: SourceRanges.canonical(ranges), clientIP: service.clientIP, settings: settings(tier: tier))
        return Exposure(
            status: .provisioned, address: service.address(scope: .public), loadBalancers: [balancer],
            notes: service.unreadNotes([.addresses, .subnet, .internalSubnet, .globalAccess, .weighted, .strongAffinity, .loggingConfig]))
    }

    /// The two spellings, or refusal: the empty value is present too.
    ///
    /// Source: cloud-provider-gcp providers/gce/gce_annotations.go:160.
    private func networkTier() throws(Refusal) -> String {
        switch service.annotation(.networkTier) {
        case nil, "Premium": return "PREMIUM"
        case "Standard": return "STANDARD"
        case let other?: throw Refusal("unsupported network tier: \(GoValue.quoted(other))")
        }
    }

    /// A requested address must be a reserved one of the region.
    ///
    /// Manifests do not say which are reserved, so every address that can be an external one is taken to be.
    ///
    /// Source: cloud-provider-gcp providers/gce/gce_loadbalancer_external.go:514.
    private func verifyRequestedIP() throws(Refusal) {
        guard let requested = service.loadBalancerIP, !Placeholder.isOne(requested) else { return }
        guard let address = IPAddress(requested), address.canBeExternal else {
            throw Refusal("requested ip \(GoValue.quoted(requested)) is neither static nor assigned to the LB")
        }
    }

    /// Source: cloud-provider-gcp providers/gce/gce_loadbalancer_external.go:927.
    private func verifyProtocol() throws(Refusal) {
        guard service.firstProtocol != .sctp else {
            throw Refusal("invalid protocol \(service.firstProtocol.rawValue), only TCP and UDP are supported")
        }
    }

    private var listeners: [Listener] {
        service.listeners(
            [service.firstProtocol], healthCheck: .cloudProvider(for: service), settings: ["sessionAffinity": service.gceAffinity])
    }

    /// Source: cloud-provider-gcp providers/gce/gce_loadbalancer_external.go:1089; the rule is always a range, :964.
    private func settings(tier: String) -> Settings {
        var settings: Settings = ["networkTier": tier, "IPProtocol": service.firstProtocol.rawValue]
        settings["portRange"] = portRange(of: service.ports)
        return settings
    }
}
