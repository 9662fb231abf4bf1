// SPDX-License-Identifier: Apache-2.0

public import PortolanKubernetes
public import PortolanModel
public import PortolanProvider

/// Istio's reading of Ingresses, carried out by the ingress gateway that is installed; VirtualServices are not judged.
public struct IstioIngressController: RoutingController {
    /// Makes the controller.
    public init() {}

    /// Ingresses only.
    public var kinds: Set<String> { ["Ingress"] }

    /// Takes Ingresses by the old annotation, else by a class object with its controller name, which has to be there.
    public func claims(_ entrance: Entrance, in cluster: Cluster) -> Bool {
        // Source: istio 1.30.3, pilot/pkg/config/kube/ingress/virtualservices.go shouldProcessIngressWithClass, pkg/config/mesh/mesh.go:78.
        guard case .ingress(let ingress) = entrance else { return false }
        let mode = cluster.options["ingressControllerMode"] ?? "STRICT"
        if let written = ingress.metadata.annotations["kubernetes.io/ingress.class"] {
            return mode != "OFF" && written == cluster.options["ingressClass"] ?? "istio"
        }
        if let name = IngressProxy.className(of: ingress, in: cluster), let object = cluster.classes.ingress[name] {
            return object.controller == "istio.io/ingress-controller"
        }
        return mode == "DEFAULT"
    }

    /// Says that a class by name alone is not enough.
    public func remark(onUnclaimed entrance: Entrance, in cluster: Cluster) -> String? {
        guard case .ingress(let ingress) = entrance, ingress.className == "istio", cluster.classes.ingress["istio"] == nil else {
            return nil
        }
        return "istio installs no IngressClass: it needs one named istio with spec.controller istio.io/ingress-controller"
    }

    /// One gateway for all that it serves.
    public func exposures(of claimed: [Entrance], in cluster: Cluster) -> [Exposure] {
        let ingresses = claimed.compactMap { entrance in if case .ingress(let ingress) = entrance { ingress } else { nil } }
        var cleaning = DataPlane.PathCleaning(decodesUnreserved: true, resolvesDots: true, isForwarded: true)
        cleaning.uppercasesEscapes = false
        let plane = DataPlane(hostWildcard: .labels, picksHostFirst: true, pathCleaning: cleaning)
        var proxy = IngressProxy(product: "istio", images: ["istio/proxyv2"], dataPlane: plane, matches: Self.matches)
        proxy.frontPlaces = ["istio-system/istio-ingressgateway", "istio-ingress/istio-ingressgateway", "istio-ingress/istio-ingress"]
        proxy.missingBackend = .answers(503)
        let secured = IstioServers(ingresses)
        proxy.encryption = .decided { secured.secured($0) }
        // A default backend is read by nobody.
        proxy.adaptation = { rule, _, _ in rule.path == nil ? nil : rule }
        proxy.notes = Self.notes
        var exposures = proxy.exposures(of: claimed, in: cluster)
        let others = cluster.inventory.objects(kind: "VirtualService", group: "networking.istio.io").map(\.metadata.reference)
        if !exposures.isEmpty {
            exposures[0].notes += others.map {
                "VirtualService \($0.namespace)/\($0.name) may share the gateway, and is not judged: it may take requests of its host from these rules"
            }
        }
        return exposures
    }

    /// How a path is matched, and which is tried first: the longest, of one length the exact one.
    // Source: istio 1.30.3, pilot/pkg/config/kube/ingress/virtualservices.go convertIngressRule, sortHTTPRoutes, createFallbackStringMatch.
    private static let matches: @Sendable (Ingress.Path, Ingress) -> [IngressProxy.Match] = { path, _ in
        let value = path.path ?? ""
        let length = value.utf8.count
        switch path.pathType {
        case "Exact": return [IngressProxy.Match(PathMatch(.exact, value), rank: [length, 1])]
        case "Prefix": return [IngressProxy.Match(prefix(value), rank: [length, 0])]
        default:
            if ["", "*", "/*", ".*"].contains(value) { return [IngressProxy.Match(PathMatch(.prefix, "/"), rank: [0, 0])] }
            if value.hasSuffix(".*") || value.hasSuffix("/*") {
                let base = String(value.dropLast(2))
                return [IngressProxy.Match(prefix(base), rank: [base.utf8.count, 0])]
            }
            return [IngressProxy.Match(PathMatch(.exact, value), rank: [length, 1])]
        }
    }

    /// Whole elements, but for the root.
    // Source: istio 1.30.3, pilot/pkg/networking/core/route/route.go:1100.
    private static func prefix(_ value: String) -> PathMatch {
        if value == "/" || value.isEmpty { return PathMatch(.prefix, "/") }
        return PathMatch(.segments, value.hasSuffix("/") ? String(value.dropLast()) : value)
    }

    private static let notes: @Sendable (Ingress) -> [String] = { ingress in
        var notes: [String] = []
        if ingress.defaultBackend != nil { notes.append("istio does not read spec.defaultBackend") }
        for path in ingress.paths where path.pathType != "Exact" && path.pathType != "Prefix" {
            guard let value = path.path, !value.isEmpty, !value.hasSuffix("*") else { continue }
            notes.append("the path \(value) with pathType ImplementationSpecific is an exact path to istio")
        }
        for entry in ingress.tls {
            guard let name = entry.secretName else {
                notes.append("an entry of spec.tls names no Secret, so its hosts have no HTTPS")
                continue
            }
            notes.append("the Secret \(name) has to be in the namespace of the gateway's pods, whatever the Ingress's is")
        }
        if !ingress.tls.isEmpty { notes.append("spec.tls makes no redirect: plain HTTP is answered as well") }
        return notes
    }
}

/// Which rules stand behind TLS: those of hosts that the gateway of the same Ingress has a server for.
///
/// A host's VirtualService names one gateway, that of the oldest Ingress with the host; TLS in another Ingress serves nothing.
// Source: istio 1.30.3, pilot/pkg/config/kube/ingress/virtualservices.go VirtualServices, gateways.go convertIngressV1alpha3.
private struct IstioServers: Sendable {
    /// Hosts with TLS, by Ingress.
    private var names: [ObjectReference: [String]] = [:]
    /// The Ingress whose gateway a host's routes belong to; `*` for rules without a host.
    private var owners: [String: ObjectReference] = [:]

    init(_ ingresses: [Ingress]) {
        for ingress in ingresses {
            let reference = ingress.metadata.reference
            for entry in ingress.tls where entry.secretName != nil {
                names[reference, default: []] += entry.hosts.isEmpty ? ["*"] : entry.hosts.map { $0.lowercased() }
            }
            for rule in ingress.rules where rule.hasHTTP {
                let host = rule.host?.lowercased() ?? "*"
                if owners[host] == nil { owners[host] = reference }
            }
        }
    }

    func secured(_ rules: [Rule]) -> (rules: [Rule], serverNames: [String]?)? {
        let served = Set(names.values.joined()).sorted()
        guard !served.isEmpty else { return nil }
        let kept = rules.filter { rule in
            guard rule.path != nil else { return false }
            let host = rule.hosts.first ?? "*"
            guard let owner = owners[host], let patterns = names[owner] else { return false }
            return patterns.contains { Self.meets($0, host) }
        }
        return (kept, served.contains("*") ? nil : served)
    }

    /// Whether a server's host pattern has anything in common with a host.
    private static func meets(_ pattern: String, _ host: String) -> Bool {
        if pattern == "*" || host == "*" || pattern == host { return true }
        if pattern.hasPrefix("*."), host.hasSuffix(pattern.dropFirst()) { return true }
        return host.hasPrefix("*.") && pattern.hasSuffix(host.dropFirst())
    }
}
