// SPDX-License-Identifier: Apache-2.0

public import PortolanKubernetes
public import PortolanModel
public import PortolanProvider

/// F5's NGINX Ingress Controller (nginx/kubernetes-ingress) with nginx of the open source: another program than ingress-nginx, whose class
/// has the same usual name and whose annotations are its own.
public struct F5NGINXController: RoutingController {
    /// `spec.controller` of its IngressClass.
    static let controllerName = "nginx.org/ingress-controller"

    /// Makes the controller.
    public init() {}

    /// Whether it takes an Ingress: by the old annotation where that is not empty, else by the class; always by the class's name.
    ///
    /// Source: kubernetes-ingress v5.5.4 internal/k8s/controller.go (`HasCorrectIngressClass`).
    public func claims(_ entrance: Entrance, in cluster: Cluster) -> Bool {
        guard case .ingress(let ingress) = entrance else { return false }
        let own = cluster.options["f5IngressClass"] ?? "nginx"
        // A class of that name which is another controller's keeps this one from starting.
        if let known = cluster.ingressClasses.first(where: { $0.metadata.name == own }), known.controller != Self.controllerName {
            return false
        }
        let annotation = ingress.metadata.annotations["kubernetes.io/ingress.class"] ?? ""
        if !annotation.isEmpty { return annotation == own }
        if let name = ingress.className { return name == own }
        guard cluster.defaultsClass(of: ingress) else { return false }
        return cluster.ingressClasses.contains { $0.isDefault && $0.metadata.name == own }
    }

    /// What becomes of the Ingresses that it takes: each host is one Ingress's alone, unless a master shares it with its minions.
    public func exposures(of claimed: [Entrance], in cluster: Cluster) -> [Exposure] {
        let ingresses = claimed.compactMap { entrance -> F5Ingress? in
            guard case .ingress(let ingress) = entrance else { return nil }
            return F5Ingress(ingress)
        }
        let faults = ingresses.map { F5Validation(cluster).faults(of: $0) }
        let hosts = F5Hosts(zip(ingresses, faults).filter { $0.1.isEmpty }.map { $0.0 })
        let servers = F5Servers(hosts, in: cluster)
        let balancer = servers.loadBalancer
        return zip(ingresses, faults).map { ingress, faults in
            if !faults.isEmpty { return .failed(faults.count == 1 ? faults[0] : "[\(faults.joined(separator: ", "))]") }
            if let reason = hosts.rejection(of: ingress) { return .failed(reason) }
            return Exposure(
                status: .provisioned, loadBalancers: [balancer],
                notes: ingress.losses + hosts.warnings(of: ingress) + servers.warnings(of: ingress))
        }
    }
}
