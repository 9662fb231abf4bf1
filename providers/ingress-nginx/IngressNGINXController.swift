// SPDX-License-Identifier: Apache-2.0

public import PortolanKubernetes
public import PortolanModel
public import PortolanProvider

/// ingress-nginx, the Kubernetes project's own controller with nginx: all Ingresses of its class on one proxy.
public struct IngressNGINXController: RoutingController {
    /// `spec.controller` of its IngressClasses.
    static let controllerName = "k8s.io/ingress-nginx"

    /// Makes the controller.
    public init() {}

    /// Whether it takes an Ingress: by the class that it names, else by the old annotation, else by its flag for those without.
    ///
    /// Source: ingress-nginx v1.15.1 internal/ingress/controller/store/store.go:1066.
    public func claims(_ entrance: Entrance, in cluster: Cluster) -> Bool {
        guard case .ingress(let ingress) = entrance else { return false }
        let usual = cluster.options["ingressClass"] ?? "nginx"
        if let name = ingress.className ?? defaultClass(for: ingress, in: cluster) {
            if let known = cluster.ingressClasses.first(where: { $0.metadata.name == name }) {
                return known.controller == Self.controllerName
            }
            // The chart makes this one.
            return name == usual
        }
        if let annotation = ingress.metadata.annotations["kubernetes.io/ingress.class"] { return annotation == usual }
        return cluster.options.isOn("watchIngressWithoutClass")
    }

    /// The class that the API server writes in: of several the newest, then the first by name.
    ///
    /// Source: kubernetes v1.34 plugin/pkg/admission/network/defaultingressclass/admission.go:82.
    private func defaultClass(for ingress: Ingress, in cluster: Cluster) -> String? {
        guard cluster.defaultsClass(of: ingress) else { return nil }
        return cluster.ingressClasses.filter(\.isDefault).min { left, right in
            let (a, b) = (left.metadata.creationTimestamp, right.metadata.creationTimestamp)
            return a == b ? left.metadata.name < right.metadata.name : a > b
        }?.metadata.name
    }

    /// What becomes of the Ingresses that it takes: they share one proxy, so that each says all that it serves.
    public func exposures(of claimed: [Entrance], in cluster: Cluster) -> [Exposure] {
        let ingresses = claimed.compactMap { entrance -> Ingress? in
            guard case .ingress(let ingress) = entrance else { return nil }
            return ingress
        }
        return SharedProxy(ingresses, in: cluster).exposures
    }
}
