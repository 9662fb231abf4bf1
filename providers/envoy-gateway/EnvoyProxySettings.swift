// SPDX-License-Identifier: Apache-2.0

import PortolanGatewayAPI
import PortolanKubernetes
import PortolanManifest
import PortolanModel
import PortolanProvider

/// What the EnvoyProxy objects of the input say of the Services that Envoy Gateway creates.
///
/// Source: envoyproxy/gateway d32f28294 (v1.9), gatewayapi/contexts.go:95 and infrastructure/kubernetes/proxy/resource_provider.go:193.
struct EnvoyProxySettings {
    private let proxies: [String: Inventory.Object]
    private let classes: [String: Inventory.Object]

    init(_ inventory: Inventory) {
        let group = "gateway.envoyproxy.io"
        proxies = Dictionary(
            inventory.objects(kind: "EnvoyProxy", group: group).map { ("\($0.metadata.namespace)/\($0.metadata.name)", $0) }
        ) { _, last in last }
        classes = Dictionary(
            inventory.objects(kind: "GatewayClass", group: TypedReference.gatewayGroup).map { ($0.metadata.name, $0) }
        ) { _, last in last }
    }

    /// The EnvoyProxy of a Gateway's class, where it names one that the input holds.
    private func classProxy(of className: String) -> YAMLNode? {
        guard let reference = classes[className]?.spec?.field("parametersRef"), reference.string("kind") == "EnvoyProxy" else { return nil }
        return proxies["\(reference.string("namespace"))/\(reference.string("name"))"]?.spec
    }

    /// Whether all Gateways of a class share their proxies.
    func mergesGateways(of className: String) -> Bool { classProxy(of: className)?.boolean("mergeGateways") ?? false }

    /// The EnvoyProxy specifications that hold for a Gateway, the one that counts more first.
    private func specifications(for gateway: Gateway) -> [YAMLNode] {
        let ofClass = classProxy(of: gateway.className)
        guard !mergesGateways(of: gateway.className),
            let reference = gateway.metadata.node.at("spec", "infrastructure", "parametersRef"), reference.string("kind") == "EnvoyProxy",
            let own = proxies["\(gateway.metadata.namespace)/\(reference.string("name"))"]?.spec
        else { return [ofClass].compactMap { $0 } }
        return [own] + [ofClass].compactMap { $0 }
    }

    /// The Service in front of a Gateway's proxies, which may be those of its whole class; `nil` where no listener is programmed.
    func service(for gateway: Gateway, listeners: [ServedListener]) -> ProxyService? {
        let specifications = specifications(for: gateway)
        let shared = mergesGateways(of: gateway.className)
        let ports = Self.ports(listeners, switching: specifications.first.map(Self.switchesPorts) ?? true)
        guard !ports.isEmpty else { return nil }
        let base = shared ? gateway.className : "\(gateway.metadata.namespace)-\(gateway.metadata.name)"
        var service = ProxyService(namespace: "envoy-gateway-system", name: String("envoy-\(base)".prefix(54)), ports: ports)
        service.unknownSuffix = "-…"
        service.externalTrafficPolicy = "Local"
        if !shared, let written = gateway.metadata.node.at("spec", "infrastructure", "annotations")?.decodedStringMap {
            service.annotations = written
        }
        service.externalIPs =
            gateway.metadata.node.field("spec")?.items("addresses")
            .filter { $0.optionalString("type") ?? "IPAddress" == "IPAddress" }.map { $0.string("value") }.filter { !$0.isEmpty } ?? []
        for specification in specifications.reversed() {
            if let written = specification.field("provider")?.field("kubernetes")?.field("envoyService") {
                Self.apply(written, to: &service)
            }
            switch specification.optionalString("ipFamily") {
            case "IPv4"?: service.families = [.ipv4]
            case "IPv6"?: service.families = [.ipv6]
            case "DualStack"?: service.families = [.ipv4, .ipv6]
            default: break
            }
        }
        return service
    }

    private static func apply(_ node: YAMLNode, to service: inout ProxyService) {
        if let type = node.optionalString("type") { service.type = type }
        if let name = node.optionalString("name"), !name.isEmpty { (service.name, service.unknownSuffix) = (name, "") }
        for entry in node.stringMap("annotations") ?? StringMap() {
            service.annotations.entries.removeAll { $0.key == entry.key }
            service.annotations.entries.append(entry)
        }
        if let policy = node.optionalString("externalTrafficPolicy") { service.externalTrafficPolicy = policy }
        if service.type == "ClusterIP" { service.externalTrafficPolicy = nil }
        service.loadBalancerClass = node.optionalString("loadBalancerClass") ?? service.loadBalancerClass
        service.loadBalancerIP = node.optionalString("loadBalancerIP") ?? service.loadBalancerIP
        service.allocatesNodePorts = node.boolean("allocateLoadBalancerNodePorts") ?? service.allocatesNodePorts
        let ranges = node.strings("loadBalancerSourceRanges")
        if !ranges.isEmpty { service.sourceRanges = ranges }
    }

    /// Whether container ports below 1024 are shifted.
    private static func switchesPorts(_ specification: YAMLNode) -> Bool {
        !(specification.field("provider")?.field("kubernetes")?.boolean("useListenerPortAsContainerPort") ?? false)
    }

    /// One port for each port and transport of the listeners, in their order.
    private static func ports(_ listeners: [ServedListener], switching: Bool) -> [ProxyService.Port] {
        var seen: Set<String> = []
        return listeners.filter(\.isProgrammed).compactMap { served in
            let number = served.listener.port
            let transport: TransportProtocol = served.listener.protocol == "UDP" ? .udp : .tcp
            guard (1...65535).contains(number), seen.insert("\(number)/\(transport)").inserted else { return nil }
            // Source: gatewayapi/listener.go:1403: privileged ports are shifted by 10000.
            let target = switching && number < 1024 ? number + 10000 : number
            return ProxyService.Port(
                name: "\(served.listener.protocol.lowercased())-\(number)", port: number, transport: transport, target: target)
        }
    }
}
