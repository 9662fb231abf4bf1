// SPDX-License-Identifier: Apache-2.0

public import PortolanKubernetes
public import PortolanModel
public import PortolanProvider
import PortolanRegex

/// Contour: Ingresses served by Envoy proxies that it configures; its own HTTPProxy is not judged.
public struct ContourController: RoutingController {
    /// Makes the controller.
    public init() {}

    /// Takes Ingresses by the name of their class alone: the old annotations stand over the field, and no IngressClass is asked for.
    public func claims(_ entrance: Entrance, in cluster: Cluster) -> Bool {
        // Source: contour v1.33.6, internal/ingressclass/ingressclass.go MatchesIngress, internal/annotation/annotations.go IngressClass.
        guard case .ingress(let ingress) = entrance else { return false }
        let annotations = ingress.metadata.annotations
        let written = annotations["projectcontour.io/ingress.class"] ?? annotations["kubernetes.io/ingress.class"] ?? ""
        let name = written.isEmpty ? IngressProxy.className(of: ingress, in: cluster) ?? "" : written
        let own = cluster.options.list("ingressClassNames")
        return own.isEmpty ? name.isEmpty || name == "contour" : own.contains(name)
    }

    /// One set of Envoy proxies for all that it serves.
    public func exposures(of claimed: [Entrance], in cluster: Cluster) -> [Exposure] {
        let hidden = cluster.inventory.objects(kind: "HTTPProxy", group: "projectcontour.io").map(\.metadata.reference)
        var exposures = Self.proxy(cluster.options).exposures(of: claimed, in: cluster)
        if !exposures.isEmpty {
            exposures[0].notes += hidden.map {
                "HTTPProxy \($0.namespace)/\($0.name) shares the proxy, and is not judged: it may take requests of its host from these rules"
            }
        }
        return exposures
    }

    // MARK: Rules

    private static func proxy(_ options: TargetOptions) -> IngressProxy {
        var cleaning = DataPlane.PathCleaning(decodesUnreserved: true, mergesSlashes: true, resolvesDots: true, isForwarded: true)
        cleaning.uppercasesEscapes = false
        let plane = DataPlane(hostWildcard: .labels, picksHostFirst: true, pathCleaning: cleaning, regexMatch: .whole)
        var proxy = IngressProxy(
            product: "contour", images: ["projectcontour/contour", "envoyproxy/envoy"], dataPlane: plane, matches: matches)
        proxy.encryption = .namedHosts
        proxy.takesExternalNames = options.isOn("enableExternalNameService")
        proxy.leavesTiesToChance = true
        proxy.spoken = spoken
        proxy.adaptation = adapted
        proxy.notes = notes
        return proxy
    }

    /// How a path is matched, and which is tried first: exact, expressions, then prefixes, the longer first.
    // Source: contour v1.33.6, internal/dag/ingress_processor.go route, internal/sorter/sorter.go routeSorter.
    private static let matches: @Sendable (Ingress.Path, Ingress) -> [IngressProxy.Match] = { path, _ in
        let value = path.path.flatMap { $0.isEmpty ? nil : $0 } ?? "/"
        switch path.pathType {
        case "Exact": return [IngressProxy.Match(PathMatch(.exact, value), rank: [2, value.utf8.count, 0])]
        case "Prefix":
            guard value != "/" else { return [IngressProxy.Match(PathMatch(.prefix, "/"), rank: [0, 1, 0])] }
            let base = String(value.reversed().drop { $0 == "/" }.reversed())
            return [IngressProxy.Match(PathMatch(.segments, base), rank: [0, base.utf8.count, 1])]
        default:
            guard value.contains(where: { "^+*[]%".contains($0) }) else {
                return [IngressProxy.Match(PathMatch(.prefix, value), rank: [0, value.utf8.count, 0])]
            }
            guard RE2Syntax.accepts(value) else { return [] }
            return [IngressProxy.Match(PathMatch(.regex, value), rank: [1, value.utf8.count, 0])]
        }
    }

    /// What is spoken to the pods: by `appProtocol`, else by the Service's annotations.
    // Source: contour v1.33.6, internal/dag/accessors.go upstreamProtocol.
    private static let spoken: @Sendable (Service, ServicePort) -> String = { service, port in
        if let named = port.appProtocol { return ["kubernetes.io/h2c": "HTTP2", "https": "HTTPS"][named] ?? "HTTP" }
        var found = "HTTP"
        for (name, spoken) in [("h2", "HTTP2"), ("h2c", "HTTP2"), ("tls", "HTTPS")] {
            let ports = (service.annotations["projectcontour.io/upstream-protocol.\(name)"] ?? "").split(separator: ",")
                .map { $0.trimmingSpaces() }
            if ports.contains(String(port.port)) || port.name.map(ports.contains) ?? false { found = spoken }
        }
        return found
    }

    /// What annotations and a wildcard host make of a rule.
    // Source: contour v1.33.6, internal/dag/ingress_processor.go computeIngressRule, internal/dag/dag.go wildcardDomainHeaderMatch.
    private static let adapted: IngressProxy.Adaptation = { rule, ingress, isTLS in
        var rule = rule
        let annotations = ingress.metadata.annotations
        let forces = annotations["ingress.kubernetes.io/force-ssl-redirect"] == "true"
        if !isTLS, !forces, annotations["kubernetes.io/ingress.allow-http"] == "false" { return nil }
        // The default backend is a rule for every path of the host that stands for all others.
        if rule.path == nil { rule.path = PathMatch(.prefix, "/") }
        if let host = rule.hosts.first, host.hasPrefix("*."), let path = rule.path {
            // Envoy's own wildcard takes several labels, so a condition holds it to one.
            let rest = host.dropFirst(1).replacing(".", with: "\\.")
            rule.condition = .all([.host(host), .hostMatch("^[a-z0-9]([-a-z0-9]*[a-z0-9])?\(rest)$"), .path(path)])
        }
        if forces, !isTLS {
            rule.redirect = Redirect(status: 301, scheme: "https")
            rule.backends = []
        }
        for (key, name) in [("response-timeout", "timeout"), ("retry-on", "retryOn"), ("num-retries", "numRetries")] {
            if let value = annotations["projectcontour.io/\(key)"] { rule.settings[name] = value }
        }
        return rule
    }

    private static let known: Set<String> = [
        "ingress.class", "num-retries", "per-try-timeout", "response-timeout", "retry-on", "tls-minimum-protocol-version",
        "tls-maximum-protocol-version", "tls-cert-namespace", "websocket-routes", "generated-by-version",
    ]

    /// Annotations that look like Contour's and are not read.
    private static let notes: @Sendable (Ingress) -> [String] = { ingress in
        ingress.metadata.annotations.compactMap { entry in
            let key = entry.key
            if key.hasPrefix("projectcontour.io/"), !known.contains(String(key.dropFirst("projectcontour.io/".utf8.count))) {
                return "Contour does not read the annotation \(key) at an Ingress"
            }
            guard key.hasPrefix("ingress.kubernetes.io/"), key != "ingress.kubernetes.io/force-ssl-redirect" else { return nil }
            return "Contour does not read the annotation \(key)"
        }
    }
}
