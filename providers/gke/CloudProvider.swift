// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel
import PortolanProvider

/// What cloud-provider-gcp's two load balancers have in common.
extension Service {
    /// Source: cloud-provider-gcp providers/gce/gce_loadbalancer.go:331, :381.
    func refuseMixedProtocols() throws(Refusal) {
        guard ports.allSatisfy({ $0.protocol == firstProtocol }) else {
            throw Refusal("mixed protocol is not supported for LoadBalancer")
        }
    }

    /// All ranges in one firewall rule, whatever their family; a blank annotation is as none.
    ///
    /// Source: cloud-provider-gcp providers/gce/gce_loadbalancer_external.go:1191 (k8s.io/cloud-provider service/helpers).
    func firewallRanges() throws(Refusal) -> [IPPrefix] {
        guard let ranges = SourceRanges.requested(by: self, annotation: annotation(.sourceRanges)) else {
            throw Refusal(
                "\(AnnotationKey.sourceRanges.rawValue): \(annotation(.sourceRanges) ?? "") is not valid."
                    + " Expecting a comma-separated list of source IP ranges. For example, 10.0.0.0/24,192.168.2.0/24")
        }
        return ranges
    }

    /// Annotations of ingress-gce that cloud-provider-gcp passes over in silence.
    func unreadNotes(_ keys: [AnnotationKey]) -> [String] {
        keys.filter { filledAnnotation($0) != nil }.map { "\($0.rawValue) has no effect: cloud-provider-gcp does not read it" }
    }

    /// The one family that cloud-provider-gcp serves is IPv4, whatever the Service's families.
    func address(scope: Scope) -> Address {
        guard let requested = loadBalancerIP else { return Address(kind: .ip, scope: scope, families: [.ipv4]) }
        return Address(kind: .ip, scope: scope, families: [.ipv4], allocation: .reserved, requested: [requested])
    }
}
