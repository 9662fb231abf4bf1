// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanProvider

/// Which of GKE's controllers acts on a new Service.
enum Claim {
    /// cloud-provider-gcp, external: a target pool.
    case targetPool
    /// cloud-provider-gcp, internal: instance groups behind a backend service.
    case instanceGroups
    /// ingress-gce, external: a regional backend service ("RBS").
    case backendService
    /// ingress-gce, internal: a backend service over a subset of the nodes.
    case subsetting
    /// None, and why.
    case nobody(String)
}

extension Claim {
    /// Decides by class, then by type annotation, then by the backend service annotation and the cluster's default.
    ///
    /// Source: ingress-gce pkg/l4/controllers/l4netlbcontroller.go:346, l4controller.go:286, pkg/l4/annotations/service.go:142;
    /// cloud-provider-gcp providers/gce/gce_util.go:469, gce_loadbalancer_internal.go:64, pkg/controller/service/controller.go:865.
    init(of service: Service, options: TargetOptions) {
        if let name = service.loadBalancerClass {
            self.init(ofClass: name, options: options)
        } else if service.wantsInternal {
            // Neither controller looks at the backend service annotation here.
            self = options.isOn("subsetting") ? .subsetting : .instanceGroups
        } else if service.annotation(.regionalBackendService) == "enabled" || options.isOn("enableL4NetLBRBSByDefault") {
            self = .backendService
        } else {
            self = .targetPool
        }
    }

    private init(ofClass name: String, options: TargetOptions) {
        // cloud-provider-gcp's second service controller, for the legacy classes, comes with backend services by default.
        let servesLegacy = options.isOn("enableL4NetLBRBSByDefault")
        switch name {
        case LoadBalancerClass.external: self = .backendService
        case LoadBalancerClass.internal where options.isOn("subsetting"): self = .subsetting
        case LoadBalancerClass.internal:
            self = .nobody("loadBalancerClass \(name) needs GKE subsetting: without it the L4 internal controller does not run")
        case LoadBalancerClass.legacyExternal where servesLegacy: self = .targetPool
        case LoadBalancerClass.legacyInternal where servesLegacy: self = .instanceGroups
        default: self = .nobody("no GKE controller takes loadBalancerClass \"\(name)\"")
        }
    }
}

/// The classes that GKE's controllers know.
enum LoadBalancerClass {
    static let external = "networking.gke.io/l4-regional-external"
    static let `internal` = "networking.gke.io/l4-regional-internal"
    static let legacyExternal = "networking.gke.io/l4-regional-external-legacy"
    static let legacyInternal = "networking.gke.io/l4-regional-internal-legacy"
}

extension Service {
    /// Whether the type annotation asks for an internal load balancer.
    ///
    /// The first key that is present decides, whatever its value; only two spellings are known, and anything else is external.
    ///
    /// Source: ingress-gce pkg/l4/annotations/gce_annotations.go:66, cloud-provider-gcp providers/gce/gce_annotations.go:102.
    var wantsInternal: Bool {
        let value = annotation(.loadBalancerType) ?? annotation(.deprecatedLoadBalancerType)
        return value == "Internal" || value == "internal"
    }
}
