// SPDX-License-Identifier: Apache-2.0

public import PortolanKubernetes
public import PortolanModel
public import PortolanProvider

/// GKE's Ingress controller (`gce`): what ingress-gce's L7 sync makes of an Ingress, one load balancer each.
public struct GCEIngressController: RoutingController {
    /// Makes the controller.
    public init() {}

    /// Whether the class, which is read from the annotation alone, is one of the controller's.
    public func claims(_ entrance: Entrance, in cluster: Cluster) -> Bool {
        guard case .ingress(let ingress) = entrance else { return false }
        return IngressProduct(of: ingress, in: cluster) != nil
    }

    /// Says where a class of the controller is written so that it does not read it.
    public func remark(onUnclaimed entrance: Entrance, in cluster: Cluster) -> String? {
        guard case .ingress(let ingress) = entrance else { return nil }
        let key = IngressAnnotationKey.ingressClass.rawValue
        if (ingress.annotation(.ingressClass) ?? "").isEmpty {
            if let name = ingress.className, IngressProduct.classes.contains(name) {
                return "gce reads the class from the annotation \(key) alone: write \(key): \(name) instead of ingressClassName"
            }
            guard cluster.defaultsClass(of: ingress) else { return nil }
            return "the cluster's default IngressClass is written into it, which takes it away from gce"
        }
        guard ingress.annotation(.ingressClass) == "gce-regional-external" else { return nil }
        return "gce serves gce-regional-external with its flag enable-ingress-regional-external only, which GKE does not set"
    }

    /// The exposures of Ingresses: they share backend services, and nothing else.
    public func exposures(of claimed: [Entrance], in cluster: Cluster) -> [Exposure] {
        let objects = IngressObjects(cluster.inventory)
        let probes = ReadinessProbes(cluster)
        var translators: [IngressProduct: BackendTranslator] = [:]
        return claimed.map { entrance in
            guard case .ingress(let ingress) = entrance, let product = IngressProduct(of: ingress, in: cluster) else {
                return .unclaimed("it is no Ingress of this controller")
            }
            let new = BackendTranslator(product: product, cluster: cluster, objects: objects, probes: probes)
            return ApplicationLoadBalancer(ingress: ingress, product: product, objects: objects)
                .exposure(&translators[product, default: new])
        }
    }
}
