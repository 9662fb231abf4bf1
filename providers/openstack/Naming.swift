// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanProvider

/// The names of things in Octavia.
enum Naming {
    /// Source: cloud-provider-openstack c453fb7, pkg/openstack/loadbalancer.go:369 GetLoadBalancerName, pkg/util/util.go:31 Sprintf255.
    static func loadBalancer(_ service: Service, in cluster: Cluster) -> String {
        let name = "kube_service_\(cluster.options["clusterName"] ?? "")_\(service.namespace)_\(service.name)"
        return String(decoding: name.utf8.prefix(255), as: UTF8.self)
    }
}

/// A load balancer that exists already and that the Service names.
enum SharedLoadBalancer {
    /// The controller writes the annotation back to Services that own their load balancer, so that only a manifest written by hand, or
    /// exported from a cluster, has it.
    ///
    /// Nothing in it says who owns the load balancer: another Service is taken to. Source: cloud-provider-openstack c453fb7,
    /// pkg/openstack/loadbalancer.go:1691.
    static func isNamed(by service: Service, _ configuration: ServiceConfiguration) throws(Refusal) -> Bool {
        guard !service.text(.loadBalancerID).isEmpty else { return false }
        guard !configuration.isInternal else { throw Refusal("internal Service cannot share a load balancer") }
        return true
    }
}
