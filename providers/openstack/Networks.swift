// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel
import PortolanProvider

/// Where the VIP and the members lie.
///
/// An id that the controller finds in the cloud is `nil` here. Source: cloud-provider-openstack c453fb7,
/// pkg/openstack/loadbalancer.go:1216-1297, :1419-1453.
struct Networks {
    let vipNetworkID: String?
    let vipSubnetID: String?
    let memberSubnetID: String?

    init(_ service: Service, in cluster: Cluster) throws(Refusal) {
        let name = "\(service.namespace)/\(service.name)"
        let network = try Self.value(
            .networkID, "network-id", "networkId", service, cluster, "failed to get network id to create load balancer for service \(name)")
        let subnet = try Self.value(
            .subnetID, "subnet-id", "subnetId", service, cluster, "failed to get subnet to create load balancer for service \(name)")
        let members = try Self.value(
            .memberSubnetID, "member-subnet-id", "memberSubnetId", service, cluster, "unable to get member-subnet-id")
        // The configured subnet is the members' even where the Service names another for its VIP. With neither network nor subnet both lie
        // in the subnet of the first node's port.
        let configured = cluster.options["subnetId"].flatMap { $0.isEmpty ? nil : $0 }
        vipNetworkID = network
        vipSubnetID = subnet
        memberSubnetID = members ?? configured ?? subnet
    }

    /// The annotation, then the class, then the configuration; an empty one is none.
    private static func value(
        _ key: AnnotationKey, _ classKey: String, _ option: String, _ service: Service, _ cluster: Cluster, _ failure: String
    ) throws(Refusal) -> String? {
        let written = service.text(key)
        guard written.isEmpty else { return written }
        do {
            if let value = try LoadBalancerClass.named(by: service, in: cluster)?[classKey] { return value }
        } catch {
            throw Refusal("\(failure)\(key == .memberSubnetID ? "," : ":") \(error.message)")
        }
        return cluster.options[option].flatMap { $0.isEmpty ? nil : $0 }
    }
}
