// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes

/// Every annotation that MetalLB reads, and the only way in which this module reads one.
enum AnnotationKey: String, CaseIterable {
    case addressPool = "metallb.io/address-pool"
    case loadBalancerIPs = "metallb.io/loadBalancerIPs"
    case allowSharedIP = "metallb.io/allow-shared-ip"
    case deprecatedAddressPool = "metallb.universe.tf/address-pool"
    case deprecatedLoadBalancerIPs = "metallb.universe.tf/loadBalancerIPs"
    case deprecatedAllowSharedIP = "metallb.universe.tf/allow-shared-ip"

    /// The same key under the old prefix.
    var deprecated: AnnotationKey? {
        switch self {
        case .addressPool: .deprecatedAddressPool
        case .loadBalancerIPs: .deprecatedLoadBalancerIPs
        case .allowSharedIP: .deprecatedAllowSharedIP
        default: nil
        }
    }
}

extension Service {
    /// The value of an annotation, under the new prefix where it is present at all, else under the old one.
    ///
    /// Source: metallb controller/service.go:359.
    func annotation(_ key: AnnotationKey) -> String? {
        annotations[key.rawValue] ?? key.deprecated.flatMap { annotations[$0.rawValue] }
    }

    /// The keys under the old prefix that the Service uses, in the order written.
    var deprecatedAnnotations: [String] { annotations.map(\.key).filter { $0.hasPrefix("metallb.universe.tf") } }
}
