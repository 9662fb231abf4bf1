// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel
import PortolanProvider

/// Where the public address of an external load balancer comes from.
///
/// Source: cloud-provider-openstack c453fb7, pkg/openstack/loadbalancer.go:1455-1533.
struct FloatingIPSource {
    /// The external network: an id that somebody names, or one that the controller finds.
    enum Network: Equatable {
        case named(String)
        case found
    }

    /// `nil` where there is none: the load balancer is forced to be internal.
    let network: Network?
    /// The subnet of that network by id; where it is given by a pattern or tags, the cloud decides.
    let subnetID: String?

    init(_ service: Service, in cluster: Cluster, class section: LoadBalancerClass?) {
        let named = section?["floating-network-id"] ?? service.text(.floatingNetworkID, or: cluster.options["floatingNetworkId"])
        if named.isEmpty {
            network = cluster.options.isOn("externalNetwork") ? .found : nil
        } else {
            network = .named(named)
        }
        subnetID = Self.subnetID(service, cluster, section)
    }

    /// The class, then the annotations, then the configuration; whichever names a subnet in any way is the one that counts.
    private static func subnetID(_ service: Service, _ cluster: Cluster, _ section: LoadBalancerClass?) -> String? {
        if let id = section?["floating-subnet-id"] { return id }
        if section?["floating-subnet"] != nil || section?["floating-subnet-tags"] != nil { return nil }
        let id = service.text(.floatingSubnetID)
        if !id.isEmpty { return id }
        if !service.text(.floatingSubnet).isEmpty || !service.text(.floatingSubnetTags).isEmpty { return nil }
        return cluster.options["floatingSubnetId"].flatMap { $0.isEmpty ? nil : $0 }
    }
}
