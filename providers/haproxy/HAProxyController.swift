// SPDX-License-Identifier: Apache-2.0

public import PortolanKubernetes
public import PortolanModel
public import PortolanProvider

/// HAProxy Technologies' kubernetes-ingress, as its chart installs it; not the `haproxy-ingress` of jcmoraisjr.
public struct HAProxyController: RoutingController {
    /// Makes the controller.
    public init() {}

    /// Takes Ingresses whose class object has the controller's name with its own class behind a slash.
    public func claims(_ entrance: Entrance, in cluster: Cluster) -> Bool {
        // Source: kubernetes-ingress v3.2.11, pkg/store/store.go:259 IsIngressClassSupported; chart: --ingress.class=haproxy.
        guard case .ingress(let ingress) = entrance else { return false }
        let own = cluster.options["ingressClass"] ?? "haproxy"
        let name = IngressProxy.className(of: ingress, in: cluster) ?? ""
        let object = cluster.ingressClasses.last { $0.metadata.name == name }?.controller
        // The chart brings the class of its own name.
        let controller = object ?? (!own.isEmpty && name == own ? "haproxy.org/ingress-controller/\(own)" : "")
        guard !own.isEmpty else { return (name.isEmpty && controller.isEmpty) || controller == "haproxy.org/ingress-controller" }
        return (name.isEmpty && cluster.options.isOn("emptyIngressClass")) || controller == "haproxy.org/ingress-controller/\(own)"
    }

    /// One HAProxy for all that it serves.
    public func exposures(of claimed: [Entrance], in cluster: Cluster) -> [Exposure] {
        let secrets = Dictionary(
            cluster.inventory.secrets.map { ("\($0.metadata.namespace)/\($0.metadata.name)", $0) }, uniquingKeysWith: { _, last in last })
        var plane = DataPlane(hostWildcard: .oneLabel, picksHostFirst: true, regexRewrite: .wholePath)
        plane.emptyStatus = 503
        var proxy = IngressProxy(
            product: "haproxy", images: ["haproxytech/kubernetes-ingress"], dataPlane: plane, matches: Self.matches)
        proxy.defaultServesAllHosts = true
        proxy.takesExternalNames = !cluster.options.isOn("disableServiceExternalName")
        proxy.adaptation = { rule, ingress, isTLS in HAProxyRule(ingress, secrets: secrets).adapted(rule, isTLS: isTLS) }
        proxy.notes = { HAProxyRule($0, secrets: secrets).notes }
        return proxy.exposures(of: claimed, in: cluster)
    }

    /// How a path is matched: exact paths, paths that a prefix has as a whole, then the longest prefix.
    // Source: kubernetes-ingress v3.2.11, pkg/route/route.go AddHostPathRoute, pkg/controller/controller.go setupHAProxyRules.
    private static let matches: @Sendable (Ingress.Path, Ingress) -> [IngressProxy.Match] = { path, _ in
        let value = path.path ?? ""
        if path.pathType == "Exact" { return [IngressProxy.Match(PathMatch(.exact, value), rank: [1, 0])] }
        // Neither host nor path: refused, as is a path type that it does not know.
        guard path.host != nil || !value.isEmpty, path.pathType != nil else { return [] }
        if value.isEmpty || value == "/" { return [IngressProxy.Match(PathMatch(.prefix, "/"), rank: [0, 1])] }
        let base = value.hasSuffix("/") ? String(value.dropLast()) : value
        let isPrefix = path.pathType == "Prefix"
        return [IngressProxy.Match(PathMatch(isPrefix ? .segments : .prefix, base), rank: [0, base.utf8.count + (isPrefix ? 1 : 0)])]
    }
}
