// SPDX-License-Identifier: Apache-2.0

public import PortolanKubernetes
public import PortolanModel
public import PortolanProvider
import PortolanRegex

/// HAProxy Ingress of jcmoraisjr, as its chart installs it; not the `kubernetes-ingress` of HAProxy Technologies.
public struct HAProxyIngressController: RoutingController {
    /// Makes the controller.
    public init() {}

    /// Ingresses only.
    public var kinds: Set<String> { ["Ingress"] }

    /// Takes an Ingress by the old annotation, else by a class object with its controller name, else by its flag for those without.
    public func claims(_ entrance: Entrance, in cluster: Cluster) -> Bool {
        // Source: haproxy-ingress v0.16.1, pkg/controller/services/cache.go:128 IsValidIngress.
        guard case .ingress(let ingress) = entrance else { return false }
        let own = cluster.options["ingressClass"] ?? "haproxy"
        let annotation = ingress.metadata.annotations["kubernetes.io/ingress.class"]
        let isByAnnotation =
            cluster.options.isOn("watchIngressWithoutClass") ? annotation == nil || annotation == own : annotation == own
        guard let name = IngressProxy.className(of: ingress, in: cluster) else { return isByAnnotation }
        let isByClass = serves(class: name, own: own, in: cluster)
        guard annotation != nil else { return isByClass }
        return cluster.options.isOn("ingressClassPrecedence") ? isByClass : isByAnnotation
    }

    /// Whether a class is its own: by its object, which the chart brings under the name of the flag.
    private func serves(class name: String, own: String, in cluster: Cluster) -> Bool {
        guard let object = cluster.classes.ingress[name] else { return name == own && cluster.options.isOn("ingressClassResource") }
        return object.controller == "haproxy-ingress.github.io/controller"
    }

    /// One HAProxy for all that it serves.
    public func exposures(of claimed: [Entrance], in cluster: Cluster) -> [Exposure] {
        var secured: Set<String> = []
        for case .ingress(let ingress) in claimed { secured.formUnion(ingress.tlsHosts.map { $0.lowercased() }) }
        let secrets = Set(cluster.inventory.secrets.map { "\($0.metadata.namespace)/\($0.metadata.name)" })
        let plane = DataPlane(hostWildcard: .oneLabel, regexMatch: .start, regexRewrite: .firstMatch)
        var proxy = IngressProxy(
            product: "haproxy-ingress", images: ["jcmoraisjr/haproxy-ingress"], dataPlane: plane, matches: Self.matches)
        proxy.defaultServesAllHosts = true
        proxy.spoken = Self.spoken
        proxy.adaptation = { [secured] rule, ingress, isTLS in
            HAProxyIngressRule(ingress, secrets: secrets).adapted(rule, isTLS: isTLS, secured: secured)
        }
        proxy.notes = { HAProxyIngressRule($0, secrets: secrets).notes }
        proxy.troubles = { HAProxyIngressRule($0, secrets: secrets).troubles }
        return proxy.exposures(of: claimed, in: cluster)
    }

    /// How a path is matched: exact, then whole elements and bytes by length, then expressions by length.
    // Source: haproxy-ingress v0.16.1, pkg/converters/ingress/ingress.go:604 readPathType, pkg/haproxy/types/maps.go rebuildMatchFiles.
    private static let matches: @Sendable (Ingress.Path, Ingress) -> [IngressProxy.Match] = { path, ingress in
        let value = path.path.flatMap { $0.isEmpty ? nil : $0 } ?? "/"
        let length = value.utf8.count
        switch path.pathType {
        case "Exact": return [IngressProxy.Match(PathMatch(.exact, value), rank: [3, 0, 0])]
        case "Prefix": return [IngressProxy.Match(PathMatch(.segments, value), rank: [2, length, 1])]
        default: break
        }
        switch HAProxyIngressRule.word("path-type", of: ingress)?.lowercased() {
        case "exact": return [IngressProxy.Match(PathMatch(.exact, value), rank: [3, 0, 0])]
        case "prefix": return [IngressProxy.Match(PathMatch(.segments, value), rank: [2, length, 1])]
        case "regex": return [IngressProxy.Match(PathMatch(.regex, value), rank: [1, length, 0])]
        default: return [IngressProxy.Match(PathMatch(.prefix, value), rank: [2, length, 0])]
        }
    }

    /// What is spoken to the pods, as the Service's own annotation says.
    // Source: haproxy-ingress v0.16.1, pkg/converters/ingress/annotations/backend.go:829 buildBackendProtocol.
    private static let spoken: @Sendable (Service, ServicePort) -> String = { service, _ in
        let written = HAProxyIngressRule.prefixes.lazy.compactMap { service.annotations[$0 + "backend-protocol"] }.first ?? ""
        switch written.lowercased() {
        case "h2", "grpc": return "HTTP2"
        case "h1-ssl", "https": return "HTTPS"
        case "h2-ssl", "grpcs": return "HTTPS"
        default: return "HTTP"
        }
    }
}
