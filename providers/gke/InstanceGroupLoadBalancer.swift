// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel
import PortolanProvider

/// cloud-provider-gcp's internal load balancer: one forwarding rule to a backend service over the cluster's instance groups.
///
/// Source: cloud-provider-gcp providers/gce/gce_loadbalancer_internal.go:59.
struct InstanceGroupLoadBalancer {
    let service: Service

    func exposure() throws(Refusal) -> Exposure {
        try service.refuseMixedProtocols()
        try verifyProtocol()
        try verifyRequestedIP()
        let ranges = try service.firewallRanges()
        let balancer = LoadBalancer(
            product: InternalBackendService.product, scope: .private, families: [.ipv4], listeners: listeners,
            sourceRanges: SourceRanges.canonical(ranges), clientIP: service.clientIP,
            subnets: service.filledAnnotation(.internalSubnet).map { [$0] } ?? [], settings: settings)
        return Exposure(
            status: .provisioned, address: service.address(scope: .private), loadBalancers: [balancer], notes: notes)
    }

    /// Source: cloud-provider-gcp providers/gce/gce_loadbalancer_internal.go:105.
    private func verifyProtocol() throws(Refusal) {
        guard service.firstProtocol != .sctp else {
            throw Refusal("Invalid protocol \(service.firstProtocol.rawValue), only TCP and UDP are supported")
        }
    }

    /// The controller reserves the address itself; the Compute API refuses text that is no address, and an external address has the
    /// wrong type.
    ///
    /// Source: cloud-provider-gcp providers/gce/gce_address_manager.go:125, :193.
    private func verifyRequestedIP() throws(Refusal) {
        guard let requested = service.loadBalancerIP, !Placeholder.isOne(requested) else { return }
        guard let address = IPAddress(requested) else {
            throw Refusal("failed to get address by IP \(GoValue.quoted(requested)) after reservation attempt")
        }
        guard !address.canBeExternal else {
            throw Refusal("address \(GoValue.quoted(requested)) does not have the expected address type \"INTERNAL\", actual: \"EXTERNAL\"")
        }
    }

    private var listeners: [Listener] {
        service.listeners(
            [service.firstProtocol], healthCheck: .cloudProvider(for: service),
            settings: ["sessionAffinity": service.gceAffinity, "protocol": service.firstProtocol.rawValue])
    }

    /// Source: cloud-provider-gcp providers/gce/gce_loadbalancer_internal.go:189.
    ///
    /// No network tier is set here.
    private var settings: Settings {
        var settings: Settings = ["loadBalancingScheme": "INTERNAL", "IPProtocol": service.firstProtocol.rawValue]
        if service.allowsGlobalAccess { settings["allowGlobalAccess"] = "true" }
        if service.ports.count > maxForwardedPorts { settings["allPorts"] = "true" }
        return settings
    }

    /// Source: cloud-provider-gcp providers/gce/gce_annotations.go:143, gce_loadbalancer_internal.go:886.
    private var notes: [String] {
        var notes = service.unreadNotes([.addresses, .subnet, .weighted, .strongAffinity, .loggingConfig])
        let shares = service.annotation(.backendShare) == "true" || service.annotation(.deprecatedBackendShare) == "true"
        if shares, service.externalTrafficPolicy != .local {
            notes.append("the backend service is shared with other internal Services that ask for it")
        }
        return notes
    }
}

extension Service {
    /// Source: cloud-provider-gcp providers/gce/gce_annotations.go:188.
    var allowsGlobalAccess: Bool { annotation(.globalAccess) == "true" }
}
