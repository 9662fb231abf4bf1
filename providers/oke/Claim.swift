// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel
import PortolanProvider

/// Oracle's two load balancers; which of them a Service gets is one annotation.
enum LoadBalancerKind {
    case loadBalancer
    case networkLoadBalancer

    var product: String { self == .loadBalancer ? "oci-lb" : "oci-nlb" }
}

/// A Service that asks for a load balancer, seen with the annotations of its kind: those of the other kind are never read.
struct LoadBalancerRequest {
    let service: Service
    let kind: LoadBalancerKind
    /// The families that the API server assigned.
    let families: [IPFamily]
    let release: ControllerRelease

    init(_ service: Service, in cluster: Cluster) {
        self.service = service
        families = cluster.families(of: service)
        release = cluster.release
        // Any other word stands for the default. Source: load_balancer_spec.go:1536
        kind = service[.loadBalancerType]?.lowercased() == "nlb" ? .networkLoadBalancer : .loadBalancer
    }

    /// The annotation of this load balancer's kind, with its key for messages.
    func annotation(lb: AnnotationKey, nlb: AnnotationKey) -> (key: String, value: String?) {
        let key = kind == .loadBalancer ? lb : nlb
        return (key.rawValue, service[key])
    }

    /// `internal`.
    ///
    /// Source: load_balancer_spec.go:1300
    func isInternal() throws(GoError) -> Bool {
        let (key, value) = annotation(lb: .isInternal, nlb: .networkIsInternal)
        guard let value else { return false }
        guard let isInternal = GoValue.bool(value) else {
            throw GoError(
                "invalid value: \(value) provided for annotation: \(key): strconv.ParseBool: parsing \"\(value)\": invalid syntax")
        }
        return isInternal
    }
}

extension Service {
    subscript(key: AnnotationKey) -> String? { annotations[key.rawValue] }
}
