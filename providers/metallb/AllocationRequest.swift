// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel
import PortolanProvider

/// A port as the sharing rule compares it.
struct ServicePortNumber: Hashable {
    var transport: TransportProtocol
    var number: Int
}

/// What two Services must have alike to share an address: the annotation's text and, under the Local policy, the pods.
///
/// Source: metallb controller/service.go:352, internal/allocator/k8salloc/k8salloc.go:24.
struct SharingKey: Hashable {
    var key: String
    var backend: String

    init(of service: Service) {
        key = service.annotation(.allowSharedIP) ?? ""
        let pods = (service.selector?.entries ?? []).sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        backend = service.externalTrafficPolicy == .local ? pods.joined(separator: ",") : ""
    }
}

/// What a Service needs of an allocator.
struct AllocationRequest {
    let service: Service
    /// Its place among the Services.
    let place: Int
    /// `namespace/name`.
    let name: String
    let ports: [ServicePortNumber]
    let sharing: SharingKey
    let policy: Service.IPFamilyPolicy
    /// The families of the Service's cluster addresses.
    let families: [IPFamily]
    private let release: ControllerRelease

    init(of service: Service, at place: Int, in cluster: Cluster) {
        self.service = service
        self.place = place
        name = "\(service.namespace)/\(service.name)"
        ports = service.ports.map { ServicePortNumber(transport: $0.protocol, number: $0.port) }
        sharing = SharingKey(of: service)
        policy = service.ipFamilyPolicy ?? .singleStack
        families = cluster.families(of: service)
        release = cluster.release
    }

    /// Whether both families are looked for.
    ///
    /// For a time that went by the policy, whatever the cluster's addresses: see `followsClusterIPs`.
    var isDualStack: Bool {
        if release.has(MetalLBFeature.prefersDualStack), !release.has(MetalLBFeature.followsClusterIPs) { return policy != .singleStack }
        return families.count > 1
    }

    /// The family that is looked for first.
    var primary: IPFamily { families.first ?? .ipv4 }

    /// Picks from what a pool has: the Service's one family, else IPv4 and IPv6 in this order whatever the Service's, or one of them where
    /// the policy leaves the choice.
    ///
    /// Source: metallb internal/allocator/allocation.go:54.
    ///
    /// - Returns: No address where the pool lacks the Service's one family; `nil` where it lacks one that is required.
    func select(from free: [IPFamily: IPAddress]) -> [IPAddress]? {
        guard isDualStack else { return free[primary].map { [$0] } ?? [] }
        let both = [IPFamily.ipv4, .ipv6].compactMap { free[$0] }
        if both.count == 2 { return both }
        let isContent = policy == .preferDualStack && release.has(MetalLBFeature.prefersDualStack)
        return isContent && !both.isEmpty ? Array(both.prefix(1)) : nil
    }
}
