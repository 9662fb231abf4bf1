// SPDX-License-Identifier: Apache-2.0

import PortolanGatewayAPI
public import PortolanKubernetes
public import PortolanModel
public import PortolanProvider
import PortolanRegex

/// Cilium's reading of Ingresses, carried out by the Envoy of its agents, behind a Service for each Ingress or one for all.
public struct CiliumIngressController: RoutingController {
    static let className = "cilium"

    /// Makes the controller.
    public init() {}

    /// Ingresses only.
    public var kinds: Set<String> { ["Ingress"] }

    /// Takes Ingresses by the class name `cilium`: the old annotation, else the field; without a class where the class is the default.
    public func claims(_ entrance: Entrance, in cluster: Cluster) -> Bool {
        // Source: cilium 0160b22d9cec, operator/pkg/ingress/helpers.go isCiliumManagedIngress.
        guard case .ingress(let ingress) = entrance else { return false }
        let written = ingress.metadata.annotations["kubernetes.io/ingress.class"] ?? ingress.className ?? ""
        if written == Self.className { return true }
        return written.isEmpty && cluster.classes.ingress[Self.className]?.isDefault ?? false
    }

    /// A proxy for each Ingress, or one for those that share the cluster's.
    public func exposures(of claimed: [Entrance], in cluster: Cluster) -> [Exposure] {
        let ingresses = claimed.compactMap { entrance in if case .ingress(let ingress) = entrance { ingress } else { nil } }
        let isDedicated = ingresses.map { CiliumIngress($0).isDedicated(in: cluster) }
        let shared = zip(ingresses, isDedicated).filter { !$0.1 }.map(\.0)
        var together = Self.proxy(of: shared, in: cluster, name: nil).exposures(of: shared.map { .ingress($0) }, in: cluster)[...]
        let own = zip(ingresses, isDedicated).filter(\.1).map(\.0)
        var services: [Service] = []
        var places: [Int?] = []
        for ingress in own {
            let (service, _) = CiliumIngress(ingress).service(in: cluster).read(in: cluster.families)
            places.append(service == nil ? nil : services.count)
            if let service { services.append(service) }
        }
        let fronts = cluster.exposures(ofCreated: services)
        var alone = zip(own, places).map { ingress, place -> Exposure in
            let reference = ingress.metadata.reference
            let proxy = Self.proxy(of: [ingress], in: cluster, name: "\(reference.namespace)/\(reference.name)")
            var exposure = proxy.exposures(of: [.ingress(ingress)], in: cluster).first ?? .unclaimed("the proxy gave no answer")
            let front = place.flatMap { fronts.indices.contains($0) ? fronts[$0] : nil }
            CiliumIngress(ingress).put(front, before: &exposure)
            return exposure
        }[...]
        return isDedicated.map { ($0 ? alone.popFirst() : together.popFirst()) ?? .unclaimed("the controller gave no answer") }
    }

    /// The proxy of some Ingresses.
    ///
    /// - Parameter name: `ns/name` of the Ingress whose own it is; `nil` for the shared one.
    private static func proxy(of ingresses: [Ingress], in cluster: Cluster, name: String?) -> IngressProxy {
        let plane = DataPlane(hostWildcard: .labels, picksHostFirst: true, regexMatch: .whole)
        let hosts = CiliumHosts(ingresses, in: cluster)
        var proxy = IngressProxy(product: "cilium", images: [], dataPlane: plane, matches: matches)
        proxy.identity = "cilium/\(name ?? "")"
        proxy.frontPlaces = name == nil ? ["kube-system/cilium-ingress", "cilium/cilium-ingress"] : []
        proxy.mergesEqualRules = true
        proxy.missingBackend = .answers(503)
        proxy.encryption = .decided { hosts.secured($0) }
        proxy.adaptation = { rule, ingress, _ in hosts.plain(rule, of: ingress) }
        proxy.notes = { CiliumIngress($0).notes + hosts.notes(on: $0) }
        return proxy
    }

    /// How a path is matched: exact, then expressions, then prefixes, the longer first.
    // Source: cilium operator/pkg/model/translation/envoy_virtual_host.go SortableRoute.Less, getRouteMatch.
    private static let matches: @Sendable (Ingress.Path, Ingress) -> [IngressProxy.Match] = { path, _ in
        let value = path.path ?? ""
        let length = value.utf8.count
        switch path.pathType {
        case "Exact": return [IngressProxy.Match(PathMatch(.exact, value), rank: [length, 0, 0])]
        case "Prefix" where value != "/":
            let base = value.hasSuffix("/") ? String(value.dropLast()) : value
            return [IngressProxy.Match(PathMatch(.segments, base), rank: [0, 0, base.utf8.count])]
        case "ImplementationSpecific" where !value.isEmpty:
            guard RE2Syntax.accepts(value) else { return [] }
            return [IngressProxy.Match(PathMatch(.regex, value), rank: [0, length, 0])]
        default: return [IngressProxy.Match(PathMatch(.prefix, "/"), rank: [0, 0, 1])]
        }
    }
}
