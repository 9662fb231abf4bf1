// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel
import PortolanProvider

extension Behaviour.LoadBalancerRule {
    /// The load balancer that the rule makes of a Service and its ports.
    func loadBalancer(_ scope: Scope, _ ports: [Scope]) -> LoadBalancer {
        let written = families.list(in: scope).compactMap(IPFamily.init(rawValue:))
        let families = written.isEmpty ? scope.cluster.families(of: scope.service) : written
        return LoadBalancer(
            product: product.text(in: scope) ?? "",
            scope: self.scope.text(in: scope).flatMap(PortolanModel.Scope.init(rawValue:)) ?? .public,
            families: families, name: name.text(in: scope), listeners: ports.map { listener.listener($0) },
            sourceRanges: ranges(in: scope, families: families),
            clientIP: clientIP(scope, ports), subnets: subnets.list(in: scope),
            securityGroups: securityGroups.list(in: scope),
            tags: tags.text(in: scope).map { Settings(ValueParts.keyValues($0)) } ?? [:],
            settings: settings.settings(in: scope))
    }

    /// What the pods see as their peer, where that is the same behind every port.
    private func clientIP(_ scope: Scope, _ ports: [Scope]) -> ClientIP? {
        let words = Set((ports.isEmpty ? [scope] : ports).map { clientIP.text(in: $0) })
        return words.count == 1 ? words.first.flatMap { $0 }.flatMap(ClientIP.init(rawValue:)) : nil
    }

    /// Who may connect, canonical and sorted; `nil` where all may.
    private func ranges(in scope: Scope, families: [IPFamily]) -> [String]? {
        let written = sourceRanges.list(in: scope)
        guard !written.isEmpty else { return nil }
        let prefixes = written.compactMap { IPPrefix($0) }.map(\.masked)
        let open = Set(prefixes.filter { $0.length == 0 }.map(\.family))
        guard !families.allSatisfy(open.contains) else { return nil }
        return Set(prefixes.map(\.description)).sorted()
    }
}

extension [Behaviour.NamedChoice] {
    /// The settings that have a value.
    func settings(in scope: Scope) -> Settings {
        Settings(compactMap { setting in setting.choice.text(in: scope).map { (setting.name, $0) } })
    }
}

extension Behaviour.ListenerRule {
    /// The listener of one port.
    func listener(_ scope: Scope) -> Listener {
        let transport = scope.port?.protocol.rawValue ?? "TCP"
        let spoken = `protocol`.text(in: scope) ?? transport
        let backend = Backend(
            via: via.text(in: scope).flatMap(Backend.Via.init(rawValue:)) ?? .node,
            port: backendPort.text(in: scope).flatMap { scope.portValue($0) } ?? PortValue(nodePort: scope.port?.nodePort),
            protocol: backendProtocol.text(in: scope) ?? spoken, proxyProtocol: proxyProtocol.text(in: scope))
        let certificates = self.certificates.list(in: scope)
        return Listener(
            port: port.text(in: scope).flatMap { Int($0) } ?? scope.port?.port ?? 0, protocol: spoken, backend: backend,
            healthCheck: healthCheck.healthCheck(scope),
            tls: certificates.isEmpty ? nil : TLS(certificates: certificates, policy: policy.text(in: scope)),
            settings: settings.settings(in: scope))
    }
}

extension Behaviour.HealthCheckRule {
    /// The health check of one port's backends; `nil` where the controller sets none.
    func healthCheck(_ scope: Scope) -> HealthCheck? {
        guard let kind = `protocol`.text(in: scope) else { return nil }
        func number(_ choice: Choice) -> Int? { choice.text(in: scope).flatMap { Int($0) } }
        return HealthCheck(
            protocol: kind, port: port.text(in: scope).flatMap { scope.portValue($0) }, path: path.text(in: scope),
            interval: number(interval), timeout: number(timeout), healthyThreshold: number(healthyThreshold),
            unhealthyThreshold: number(unhealthyThreshold))
    }
}

extension Scope {
    /// The words that stand for ports in a provider file.
    static let portWords = ["node", "first-node", "service", "pod", "traffic", "health-check-node", "allocated"]

    /// A port by its word or number.
    func portValue(_ text: String) -> PortValue? {
        switch text {
        case "node": PortValue(nodePort: port?.nodePort)
        case "first-node": PortValue(nodePort: service.ports.first?.nodePort)
        case "service": port.map { .number($0.port) }
        case "pod": port.map { cluster.podPort(of: $0, in: service) }
        case "traffic": .traffic
        case "health-check-node": service.healthCheckNodePort.map { .number($0) } ?? .allocated
        case "allocated": .allocated
        default: Int(text).map { .number($0) }
        }
    }
}
