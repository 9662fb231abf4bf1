// SPDX-License-Identifier: Apache-2.0

import PortolanGraph
import PortolanKubernetes
import PortolanModel
import PortolanProvider

/// The Service of type LoadBalancer in front of the proxy, where the input has it: its address is that of every Ingress.
struct FrontService {
    let reference: ObjectReference?
    private let exposure: Exposure?
    private let families: [IPFamily]

    init(_ cluster: Cluster) {
        families = cluster.families
        let candidates = cluster.inventory.services.filter { $0.type == .loadBalancer }
        let service = candidates.first { service in
            cluster.graph.workloads(behind: service).contains { Self.isProxy($0) }
        }
        reference = service?.metadata.reference
        exposure = service.flatMap { cluster.services[$0.metadata.reference] }
    }

    /// Whether a workload is the controller: its image is.
    private static func isProxy(_ workload: Workload) -> Bool {
        workload.pod.runningContainers.contains { container in
            let image = container.image ?? ""
            return image.contains("ingress-nginx/controller") || image.contains("nginx-ingress-controller")
        }
    }

    /// What clients connect to; `nil` where the Service is not in the input.
    var address: Address? { exposure?.address }

    /// The whole of the proxy, as every Ingress has it.
    func loadBalancer(_ plan: ProxyPlan) -> LoadBalancer {
        let outer = exposure?.loadBalancers.first
        return LoadBalancer(
            product: "ingress-nginx", scope: outer?.scope ?? exposure?.address?.scope, families: outer?.families ?? families,
            listeners: plan.listeners, backends: plan.pools, dataPlane: plan.dataPlane, identity: "ingress-nginx")
    }

    /// What stands in the way between clients and the proxy, one sentence each.
    var notes: [String] {
        guard let reference else { return [] }
        guard let exposure else { return [] }
        switch exposure.status {
        case .provisioned: return []
        default: return ["the Service \(reference.namespace)/\(reference.name) in front of the proxy gets no load balancer"]
        }
    }
}
