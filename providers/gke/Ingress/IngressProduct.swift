// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel
import PortolanProvider

/// Which of Google's application load balancers an Ingress gets.
enum IngressProduct: Hashable {
    /// The classic external one, global.
    case classic
    /// The regional internal one.
    case `internal`
    /// The regional external one, which GKE itself does not offer.
    case regionalExternal

    /// The values of the class annotation that the controller knows.
    static let classes: Set<String> = ["gce", "gce-internal", "gce-regional-external"]

    /// The product by the class of an Ingress; `nil` where it is not this controller's.
    ///
    /// The annotation is asked first, and the controller has no IngressClass: a class in `ingressClassName` alone is never its own.
    /// Source: ingress-gce pkg/utils/utils.go:332.
    init?(of ingress: Ingress, in cluster: Cluster) {
        let options = cluster.options
        let name = ingress.annotation(.ingressClass) ?? ""
        if let own = options["ingressClass"], !own.isEmpty, own == name {
            self = name == "gce-internal" ? .internal : .classic
            return
        }
        switch name {
        // The flag for the global product is not asked here.
        case "" where ingress.className == nil && !cluster.defaultsClass(of: ingress): self = .classic
        case "gce" where options.isOn("enableIngressGlobalExternal"): self = .classic
        case "gce-internal": self = .internal
        case "gce-regional-external" where options.isOn("enableIngressRegionalExternal"): self = .regionalExternal
        default: return nil
        }
    }

    /// The product's id in exposures.
    var id: String {
        switch self {
        case .classic: "gcp-external-application-lb"
        case .internal: "gcp-internal-application-lb"
        case .regionalExternal: "gcp-regional-external-application-lb"
        }
    }

    var scope: Scope { self == .internal ? .private : .public }

    /// Whether its parts lie in a region; those of the classic one are global.
    var isRegional: Bool { self != .classic }

    /// What the forwarding rules set.
    ///
    /// Source: ingress-gce pkg/translator/translator.go:283.
    var settings: Settings {
        switch self {
        case .classic: [:]
        case .internal: ["loadBalancingScheme": "INTERNAL_MANAGED"]
        case .regionalExternal: ["loadBalancingScheme": "EXTERNAL_MANAGED"]
        }
    }

    /// How its url map reads requests: the host first, then the longest path.
    var dataPlane: DataPlane { DataPlane(hostWildcard: .labels, picksHostFirst: true) }
}
