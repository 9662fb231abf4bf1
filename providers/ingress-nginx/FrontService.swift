// SPDX-License-Identifier: Apache-2.0

import PortolanGraph
import PortolanKubernetes
import PortolanModel
import PortolanProvider

/// The Service of type LoadBalancer in front of a proxy: its address is that of every Ingress.
///
/// Of ingress-nginx it is followed where the input has it; AKS's operator makes its own.
struct FrontService {
    let reference: ObjectReference?
    /// What clients connect to; `nil` where the Service is not in the input.
    let address: Address?
    private let exposure: Exposure?
    private let families: [IPFamily]
    private let product: String
    private let identity: String
    private let isHTTPDisabled: Bool

    init(_ cluster: Cluster, distribution: Distribution, className: String, managed: ManagedNGINX?) {
        families = cluster.families
        product = distribution.product
        identity = distribution == .kubernetes ? product : "\(product)/\(className)"
        isHTTPDisabled = managed?.isHTTPDisabled ?? false
        guard distribution == .kubernetes else {
            reference = nil
            exposure = nil
            address = Address(
                kind: managed?.address ?? .ip, scope: managed?.isInternal ?? false ? .private : .public, families: Array(families.prefix(1))
            )
            return
        }
        let candidates = cluster.inventory.services.filter { $0.type == .loadBalancer }
        let service = candidates.first { service in
            cluster.graph.workloads(behind: service).contains { Self.isProxy($0) }
        }
        reference = service?.metadata.reference
        exposure = service.flatMap { cluster.services[$0.metadata.reference] }
        address = exposure?.address
    }

    /// Whether a workload is the controller: its image is.
    private static func isProxy(_ workload: Workload) -> Bool {
        workload.pod.runningContainers.contains { container in
            let image = container.image ?? ""
            return image.contains("ingress-nginx/controller") || image.contains("nginx-ingress-controller")
        }
    }

    /// The whole of the proxy, as every Ingress has it.
    func loadBalancer(_ plan: ProxyPlan) -> LoadBalancer {
        let outer = exposure?.loadBalancers.first
        return LoadBalancer(
            product: product, scope: outer?.scope ?? address?.scope, families: outer?.families ?? address?.families ?? families,
            listeners: plan.listeners.filter { $0.port != 80 || !isHTTPDisabled }, backends: plan.pools, dataPlane: plan.dataPlane,
            identity: identity)
    }

    /// What stands in the way between clients and the proxy, one sentence each.
    var notes: [String] {
        guard let reference, let exposure, exposure.status != .provisioned else { return [] }
        return ["the Service \(reference.namespace)/\(reference.name) in front of the proxy gets no load balancer"]
    }
}
