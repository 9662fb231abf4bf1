// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes

/// Every annotation that GKE's L4 controllers read, and the only way in which this module reads one.
enum AnnotationKey: String, CaseIterable {
    case loadBalancerType = "networking.gke.io/load-balancer-type"
    case deprecatedLoadBalancerType = "cloud.google.com/load-balancer-type"
    case regionalBackendService = "cloud.google.com/l4-rbs"
    case networkTier = "cloud.google.com/network-tier"
    case addresses = "networking.gke.io/load-balancer-ip-addresses"
    case subnet = "networking.gke.io/load-balancer-subnet"
    case internalSubnet = "networking.gke.io/internal-load-balancer-subnet"
    case globalAccess = "networking.gke.io/internal-load-balancer-allow-global-access"
    case backendShare = "alpha.cloud.google.com/load-balancer-backend-share"
    case deprecatedBackendShare = "cloud.google.com/load-balancer-backend-share"
    case weighted = "networking.gke.io/weighted-load-balancing"
    case strongAffinity = "networking.gke.io/l4-strong-session-affinity"
    case loggingConfig = "networking.gke.io/l4lb-config"
    case ipCollection = "networking.gke.io/ip-collection-v6"
    case sourceRanges = "service.beta.kubernetes.io/load-balancer-source-ranges"
}

extension Service {
    /// The value of an annotation; `nil` where it is absent.
    func annotation(_ key: AnnotationKey) -> String? { annotations[key.rawValue] }

    /// The value of an annotation that counts as absent when it is empty.
    func filledAnnotation(_ key: AnnotationKey) -> String? { annotation(key).flatMap { $0.isEmpty ? nil : $0 } }
}
