// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel
import PortolanProvider

/// A Service with its addresses: what clients see of it.
struct Announcement {
    let service: Service
    let assignment: Allocator.Assignment
    let requested: [String]
    let modes: [Advertisement.Mode]

    func exposure() -> Exposure {
        let families = assignment.addresses.map(\.family)
        let scope: Scope = assignment.addresses.allSatisfy(\.isPrivate) ? .private : .public
        let allocation: Address.Allocation = requested.isEmpty ? .ephemeral : .reserved
        let balancer = LoadBalancer(
            product: "metallb", scope: scope, families: families, listeners: listeners, sourceRanges: sourceRanges(for: families),
            clientIP: service.externalTrafficPolicy == .local ? .preserved : .node, settings: settings)
        return Exposure(
            status: .provisioned,
            address: Address(kind: .ip, scope: scope, families: families, allocation: allocation, requested: requested),
            loadBalancers: [balancer], notes: modes.isEmpty ? ["no advertisement covers the address: nobody announces it"] : [])
    }

    /// Packets reach a node still addressed to the Service's port, where kube-proxy takes them: node ports play no part.
    private var listeners: [Listener] {
        service.ports.map { port in
            let name = port.protocol.rawValue
            return Listener(port: port.port, protocol: name, backend: Backend(via: .node, port: .number(port.port), protocol: name))
        }
    }

    private var settings: Settings {
        var settings: Settings = ["ipAddressPool": assignment.pool.name]
        if !modes.isEmpty { settings["announcedBy"] = modes.map(\.rawValue).joined(separator: ",") }
        return settings
    }

    /// The ranges are kube-proxy's, which reads the field alone and each family for itself: without a range of a family it is open.
    ///
    /// Source: kubernetes pkg/proxy/serviceport.go `newBaseServiceInfo`.
    private func sourceRanges(for families: [IPFamily]) -> [String]? {
        let ranges = SourceRanges.parse(service.loadBalancerSourceRanges) ?? []
        let closed = families.compactMap { family in SourceRanges.canonical(ranges.filter { $0.family == family }) }
        return closed.isEmpty ? nil : closed.flatMap(\.self).sorted()
    }
}

extension AllocationRequest {
    /// What the outcome leaves open, and what the controller warns of.
    func notes(_ requested: RequestedAddresses, _ assignment: Allocator.Assignment, openPools: [AddressPool]) -> [String] {
        var notes = service.deprecatedAnnotations.map { "deprecatedAnnotation: Service uses deprecated annotation \($0)" }
        let open = openPools.filter { $0.ranges.contains { families.contains($0.family) } }.map(\.name)
        let isFree = requested.addresses.isEmpty && (service.annotation(.addressPool) ?? "").isEmpty
        if isFree, assignment.pool.allocation == nil, open.count > 1 {
            notes.append("the controller picks at random among the pools \(open.joined(separator: ", "))")
        }
        // The next sync adds the other family, and the one after takes it away: the controller compares with the cluster addresses.
        // Source: metallb controller/service.go:115, :160.
        let poolFamilies = Set(assignment.pool.ranges.map(\.family))
        if policy == .preferDualStack, !isDualStack, poolFamilies.count > 1 {
            notes.append("PreferDualStack on a cluster of one family with a pool of both: the second address comes and goes with each sync")
        }
        return notes
    }
}

extension Configuration {
    /// Why no Service gets an address.
    ///
    /// The controller raises no event here; the address stays pending.
    ///
    /// Source: metallb controller/service.go:63.
    func reasonForNoPools(in cluster: Cluster) -> String {
        if let refusal = refusals.first { return "pools are empty: \(refusal)" }
        let maps = cluster.inventory.objects(kind: "ConfigMap", group: "")
        let hasLegacyMap = maps.contains { $0.metadata.name == "config" && $0.metadata.namespace.hasPrefix("metallb") }
        let hasLegacyPool = !cluster.inventory.objects(kind: "AddressPool", group: "metallb.io").isEmpty
        guard hasLegacyMap || hasLegacyPool else { return "pools are empty" }
        return "pools are empty: \(hasLegacyMap ? "the ConfigMap \"config\"" : "AddressPool") is no longer read, only IPAddressPool is"
    }
}
