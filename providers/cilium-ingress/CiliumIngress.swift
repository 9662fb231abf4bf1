// SPDX-License-Identifier: Apache-2.0

import PortolanGatewayAPI
import PortolanKubernetes
import PortolanModel
import PortolanProvider

/// What an Ingress's own annotations say, and the Service that is made for it.
// Source: cilium operator/pkg/ingress/annotations/annotations.go, operator/pkg/ingress/ingress_reconcile.go buildDedicatedResources.
struct CiliumIngress {
    private let ingress: Ingress

    init(_ ingress: Ingress) { self.ingress = ingress }

    /// A value under the prefix, or under the older one.
    private func word(_ key: String) -> String? {
        ingress.metadata.annotations["ingress.cilium.io/\(key)"] ?? ingress.metadata.annotations["io.cilium.ingress/\(key)"]
    }

    /// Whether it has a load balancer of its own.
    func isDedicated(in cluster: Cluster) -> Bool {
        switch word("loadbalancer-mode") {
        case "dedicated": true
        case "shared": false
        default: cluster.options["ingressDefaultLBMode"] ?? "dedicated" == "dedicated"
        }
    }

    /// Whether plain requests of hosts with TLS are redirected.
    func forcesHTTPS(in cluster: Cluster) -> Bool {
        switch word("force-https") {
        case "enabled"?: true
        case "disabled"?: false
        case let text?: GoValue.bool(text) ?? cluster.options.isOn("enforceIngressHTTPS")
        case nil: cluster.options.isOn("enforceIngressHTTPS")
        }
    }

    /// Whether TLS ends at the pods.
    var passesTLS: Bool { word("tls-passthrough").map { $0 == "enabled" || GoValue.bool($0) ?? false } ?? false }

    /// The Service in front of it.
    func service(in cluster: Cluster) -> ProxyService {
        var ports = [ProxyService.Port(name: "http", port: 80, transport: .tcp, target: 80)]
        if !ingress.tls.isEmpty || passesTLS { ports.append(ProxyService.Port(name: "https", port: 443, transport: .tcp, target: 443)) }
        let prefixes = cluster.options.list("ingressLBAnnotationPrefixes")
        let copied = ingress.metadata.annotations.entries.filter { entry in prefixes.contains { entry.key.hasPrefix($0) } }
        var service = ProxyService(
            namespace: ingress.metadata.namespace, name: "cilium-ingress-\(ingress.metadata.name)", ports: ports,
            annotations: StringMap(copied))
        service.type = word("service-type") ?? "LoadBalancer"
        service.externalTrafficPolicy = word("service-external-traffic-policy") == "Local" ? "Local" : nil
        if service.type == "LoadBalancer" { service.loadBalancerClass = word("loadbalancer-class") }
        return service
    }

    /// Takes over what the load balancer in front of the proxy decides.
    func put(_ front: Exposure?, before exposure: inout Exposure) {
        let name = "\(ingress.metadata.namespace)/cilium-ingress-\(ingress.metadata.name)"
        guard let front else { return }
        guard front.status == .provisioned, let balancer = front.loadBalancers.first else {
            exposure.notes.append(
                "No load balancer controller of this target serves the Service \(name) that is made for it, so it has no address"
                    + (front.reason.map { ": \($0)" } ?? ""))
            return
        }
        exposure.address = front.address
        for index in exposure.loadBalancers.indices {
            exposure.loadBalancers[index].scope = balancer.scope
            exposure.loadBalancers[index].families = balancer.families
            exposure.loadBalancers[index].sourceRanges = balancer.sourceRanges
        }
        let scope = balancer.scope.map { $0 == .public ? "public" : "private" } ?? "unknown"
        exposure.notes.append(
            "Its address is that of the Service \(name), which is made for it: \(balancer.product), \(scope) on this target.")
        exposure.notes += front.notes.map { "Of that Service: \($0)" }
    }

    /// What is silently lost.
    var notes: [String] {
        var notes: [String] = []
        if passesTLS { notes.append("tls-passthrough hands TLS connections of its hosts to the pods as they are, which is not judged") }
        for path in ingress.paths where path.pathType == "ImplementationSpecific" {
            guard let value = path.path, !value.isEmpty else { continue }
            notes.append("the path \(value) with pathType ImplementationSpecific is a regular expression on the whole path to Cilium")
        }
        return notes
    }
}
