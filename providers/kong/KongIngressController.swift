// SPDX-License-Identifier: Apache-2.0

public import PortolanKubernetes
public import PortolanModel
public import PortolanProvider
import PortolanRegex

/// Kong Ingress Controller's reading of Ingresses, with the gateway's router as the chart sets it (`traditional`).
public struct KongIngressController: RoutingController {
    /// Makes the controller.
    public init() {}

    /// Ingresses only.
    public var kinds: Set<String> { ["Ingress"] }

    /// Takes Ingresses by the name of their class alone: the old annotation, else the field; no class object is asked for.
    public func claims(_ entrance: Entrance, in cluster: Cluster) -> Bool {
        // Source: kubernetes-ingress-controller v3.5.13, internal/store/store.go:188 ListIngressesV1.
        guard case .ingress(let ingress) = entrance else { return false }
        let own = cluster.options["ingressClass"] ?? "kong"
        let annotation = ingress.metadata.annotations["kubernetes.io/ingress.class"] ?? ""
        if !annotation.isEmpty { return annotation == own }
        if let name = IngressProxy.className(of: ingress, in: cluster) { return name == own }
        return cluster.classes.ingress[own]?.isDefault ?? false
    }

    /// One Kong for all that it serves.
    public func exposures(of claimed: [Entrance], in cluster: Cluster) -> [Exposure] {
        let plugins = KongPlugins(cluster.inventory)
        let rewrites = cluster.options.isOn("rewriteURIs")
        var cleaning = DataPlane.PathCleaning(decodesUnreserved: true, mergesSlashes: true, resolvesDots: true, isForwarded: true)
        cleaning.uppercasesEscapes = true
        cleaning.decodesForMatching = true
        let plane = DataPlane(hostWildcard: .labels, pathCleaning: cleaning, regexMatch: .start, regexRewrite: .firstMatch)
        var proxy = IngressProxy(
            product: "kong", images: ["kong/kong-gateway", "library/kong", "kong/kong:"], dataPlane: plane, matches: KongRoute.matches)
        proxy.frontPlaces = ["kong/kong-gateway-proxy", "kong/kong-kong-proxy", "kong/kong-proxy"]
        proxy.ranksHosts = false
        proxy.leavesTiesToChance = true
        proxy.missingBackend = .answers(503)
        proxy.spoken = Self.spoken
        proxy.adaptation = { rule, ingress, isTLS in
            KongRoute(ingress, plugins: plugins, rewrites: rewrites).adapted(rule, isTLS: isTLS)
        }
        proxy.notes = { KongRoute($0, plugins: plugins, rewrites: rewrites).notes }
        proxy.troubles = { KongRoute($0, plugins: plugins, rewrites: rewrites).troubles }
        return proxy.exposures(of: claimed, in: cluster)
    }

    /// What is spoken to the pods, as the Service's own annotation says.
    // Source: kubernetes-ingress-controller v3.5.13, internal/dataplane/kongstate/service.go overrideProtocol.
    private static let spoken: @Sendable (Service, ServicePort) -> String = { service, _ in
        switch service.annotations["konghq.com/protocol"] {
        case "https", "tls", "wss": "HTTPS"
        case "grpc", "grpcs": "HTTP2"
        default: "HTTP"
        }
    }
}
