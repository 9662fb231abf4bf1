// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel
import PortolanProvider

/// What the Service's status shows: the NodeBalancer's host name, with its IPv4 address, or with both addresses.
///
/// Source: linode-cloud-controller-manager b9aa901, cloud/linode/loadbalancers.go:1391 makeLoadBalancerStatus.
enum Addressing {
    /// - Parameter reserved: The address that a new NodeBalancer is asked to take.
    static func address(of service: Service, in cluster: Cluster, scope: Scope, reserved: String?) -> Address {
        let hidesIPs = isOn(.hostnameOnlyIngress, "linodeHostnameOnlyIngress", service, cluster)
        let showsIPv6 = isOn(.enableIPv6Ingress, "enableIpv6ForLoadbalancers", service, cluster)
        return Address(
            kind: hidesIPs ? .hostname : .ip, scope: scope, families: hidesIPs || showsIPv6 ? [.ipv4, .ipv6] : [.ipv4],
            allocation: reserved == nil ? .ephemeral : .reserved, requested: reserved.map { [$0] } ?? [])
    }

    /// The annotation, else the controller's setting; once either was enough.
    private static func isOn(_ key: AnnotationKey, _ option: String, _ service: Service, _ cluster: Cluster) -> Bool {
        guard cluster.release.has(LKEFeature.annotationOverFlag) else {
            return service.flag(key) == true || cluster.options.isOn(option)
        }
        return service.flag(key) ?? cluster.options.isOn(option)
    }

    /// The address is sent as it is written; Linode refuses one that the account has not reserved.
    ///
    /// Source: linode-cloud-controller-manager b9aa901, cloud/linode/loadbalancers.go:873.
    static func reserved(_ service: Service) -> String? {
        guard let address = service.value(.reservedIPv4), !address.isEmpty else { return nil }
        return address
    }
}
