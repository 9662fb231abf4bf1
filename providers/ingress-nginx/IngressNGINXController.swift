// SPDX-License-Identifier: Apache-2.0

public import PortolanKubernetes
public import PortolanModel
public import PortolanProvider

/// ingress-nginx, the Kubernetes project's own controller with nginx, as that project or AKS ships it: all Ingresses of a class on one proxy.
public struct IngressNGINXController: RoutingController {
    private let distribution: Distribution

    /// Makes the controller.
    public init(_ distribution: Distribution = .kubernetes) { self.distribution = distribution }

    /// Whether it takes an Ingress: by the class that it names, else by the old annotation, else by its flag for those without.
    public func claims(_ entrance: Entrance, in cluster: Cluster) -> Bool {
        guard case .ingress(let ingress) = entrance else { return false }
        return proxyClass(of: ingress, in: cluster) != nil
    }

    /// The class whose proxy serves an Ingress; `nil` where none does.
    ///
    /// Source: ingress-nginx v1.15.1 internal/ingress/controller/store/store.go:1066.
    private func proxyClass(of ingress: Ingress, in cluster: Cluster) -> String? {
        let usual = cluster.options["ingressClass"] ?? "nginx"
        if let name = ingress.className ?? defaultClass(for: ingress, in: cluster) {
            if let known = cluster.ingressClasses.first(where: { $0.metadata.name == name }) {
                guard distribution.owns(controller: known.controller) else { return nil }
                if distribution == .iksALB { return isMade(name, usual: usual, in: cluster) ? name : nil }
                return distribution == .kubernetes ? usual : name
            }
            return isMade(name, usual: usual, in: cluster) ? name : nil
        }
        if let annotation = ingress.metadata.annotations["kubernetes.io/ingress.class"] {
            return isMade(annotation, usual: usual, in: cluster) ? annotation : nil
        }
        return cluster.options.isOn("watchIngressWithoutClass") ? usual : nil
    }

    /// Whether the chart, or the add-on's operator, makes an IngressClass of that name.
    private func isMade(_ name: String, usual: String, in cluster: Cluster) -> Bool {
        switch distribution {
        case .kubernetes: name == usual
        case .aksAppRouting, .iksALB: ManagedNGINX.all(of: distribution, in: cluster)[name] != nil
        }
    }

    /// The class that the API server writes in: of several the newest, then the first by name.
    ///
    /// Source: kubernetes v1.34 plugin/pkg/admission/network/defaultingressclass/admission.go:82.
    private func defaultClass(for ingress: Ingress, in cluster: Cluster) -> String? {
        guard cluster.defaultsClass(of: ingress) else {
            // IBM's own class is the default where the input has no other.
            let isOpen = ingress.className == nil && ingress.metadata.annotations["kubernetes.io/ingress.class"] == nil
            let usual = cluster.options["defaultIngressClass"] ?? ""
            return distribution == .iksALB && isOpen && usual != "none" && !usual.isEmpty ? usual : nil
        }
        return cluster.ingressClasses.filter(\.isDefault).min { left, right in
            let (a, b) = (left.metadata.creationTimestamp, right.metadata.creationTimestamp)
            return a == b ? left.metadata.name < right.metadata.name : a > b
        }?.metadata.name
    }

    /// What becomes of the Ingresses that it takes: those of a class share one proxy, so that each says all that it serves.
    public func exposures(of claimed: [Entrance], in cluster: Cluster) -> [Exposure] {
        let world = World(cluster)
        let managed = ManagedNGINX.all(of: distribution, in: cluster)
        var places: [String: [Int]] = [:]
        var ingresses: [Ingress] = []
        for entrance in claimed {
            guard case .ingress(let ingress) = entrance else { continue }
            places[proxyClass(of: ingress, in: cluster) ?? "", default: []].append(ingresses.count)
            ingresses.append(ingress)
        }
        var exposures: [Exposure] = ingresses.map { _ in .failed("") }
        for (name, members) in places.sorted(by: { $0.key < $1.key }) {
            let front = FrontService(cluster, distribution: distribution, className: name, managed: managed[name])
            let proxy = SharedProxy(members.map { ingresses[$0] }, in: world, front: front)
            for (place, exposure) in zip(members, proxy.exposures) { exposures[place] = exposure }
        }
        return exposures
    }
}
