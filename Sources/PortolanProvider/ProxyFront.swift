// SPDX-License-Identifier: Apache-2.0

import PortolanGraph
import PortolanKubernetes
package import PortolanModel

/// The Service in front of a proxy that the input installs: its address is that of all that the proxy serves.
package struct ProxyFront: Sendable {
    /// The Service.
    package let reference: ObjectReference
    /// What clients connect to; `nil` where the Service gets none.
    package let address: Address?
    /// The families that the Service's load balancer listens on.
    package let families: [IPFamily]

    /// Finds the LoadBalancer Service whose pods run an image with one of these names in it, or that has a well-known place; the first of
    /// the input counts.
    ///
    /// - Parameter places: `ns/name` of the Services that a platform puts in front of the proxy.
    package init?(in cluster: Cluster, images: [String], places: Set<String> = []) {
        let found = cluster.inventory.services.first { service in
            guard service.type == .loadBalancer else { return false }
            return places.contains("\(service.namespace)/\(service.name)")
                || cluster.graph.workloads(behind: service).contains { workload in
                    workload.pod.runningContainers.contains { container in images.contains { (container.image ?? "").contains($0) } }
                }
        }
        guard let service = found else { return nil }
        reference = service.metadata.reference
        let exposure = cluster.services[service.metadata.reference]
        address = exposure?.address
        families = exposure?.loadBalancers.first?.families ?? cluster.families(of: service)
    }
}
