// SPDX-License-Identifier: Apache-2.0

import PortolanGatewayAPI
import PortolanKubernetes
import PortolanManifest
import PortolanModel

/// How an implementation makes the Service in front of a Gateway's proxies.
struct ServiceTemplate: Sendable {
    /// The name; `{name}` and `{class}` stand for the Gateway's.
    var name: String
    /// The name of each port; `{protocol}` and `{port}` stand for the listener's.
    var portName: String
    /// `externalTrafficPolicy`; `nil` for the API server's default.
    var externalTrafficPolicy: String?
    /// What is added to ports below 1024 on the pods.
    var shift = 0
    /// A port of the implementation's own, before those of the listeners.
    var ownPort: ProxyService.Port?
    /// Whether the Gateway's own annotations are copied where it has no `spec.infrastructure`.
    var copiesOwnAnnotations = false
    /// The annotation of the Gateway that gives the Service's type.
    var typeAnnotation: String?
    /// Whether `spec.addresses` becomes `loadBalancerIP`.
    var writesAddress = false
    /// Whether the Service wants both families where the cluster has them.
    var prefersDualStack = false

    /// The Service of a Gateway; `nil` where none of its listeners is programmed.
    func service(for outcome: GatewayOutcome) -> ProxyService? {
        let gateway = outcome.gateway
        let ports = ports(outcome.listeners)
        guard !ports.isEmpty else { return nil }
        let name = name.replacing("{name}", with: gateway.metadata.name).replacing("{class}", with: gateway.className)
        let infrastructure = gateway.metadata.node.at("spec", "infrastructure")
        var annotations = infrastructure?.stringMap("annotations") ?? StringMap()
        if infrastructure == nil, copiesOwnAnnotations { annotations = gateway.metadata.annotations }
        var service = ProxyService(
            namespace: gateway.metadata.namespace, name: String(name.prefix(63)), ports: (ownPort.map { [$0] } ?? []) + ports,
            annotations: annotations, labels: infrastructure?.stringMap("labels") ?? StringMap())
        if let typeAnnotation, let type = gateway.metadata.annotations[typeAnnotation], !type.isEmpty { service.type = type }
        service.externalTrafficPolicy = service.type == "ClusterIP" ? nil : externalTrafficPolicy
        if prefersDualStack { service.familyPolicy = "PreferDualStack" }
        if writesAddress, service.type == "LoadBalancer",
            let address = gateway.metadata.node.field("spec")?.items("addresses").first?.string("value"), !address.isEmpty
        {
            service.loadBalancerIP = address
        }
        return service
    }

    private func ports(_ listeners: [ServedListener]) -> [ProxyService.Port] {
        var seen: Set<String> = []
        return listeners.filter(\.isProgrammed).compactMap { served in
            let number = served.listener.port
            let transport: TransportProtocol = served.listener.protocol == "UDP" ? .udp : .tcp
            guard (1...65535).contains(number), seen.insert("\(number)/\(transport)").inserted else { return nil }
            var name = portName.replacing("{protocol}", with: served.listener.protocol.lowercased())
                .replacing("{port}", with: String(number))
            if transport == .udp, !portName.contains("{protocol}") { name += "-udp" }
            return ProxyService.Port(name: name, port: number, transport: transport, target: number < 1024 ? number + shift : number)
        }
    }
}
