// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel
import PortolanProvider

/// A listener with what only its target group knows.
struct EKSListener {
    var listener: Listener
    var targetGroup: EKSTargetGroup

    /// Whether packets reach the target under the client's address.
    var keepsClientAddress: Bool { targetGroup.keepsClientAddress }

    /// What the pod sees: behind a node port kube-proxy rewrites the source too, unless the traffic stays on the node.
    var clientIP: ClientIP {
        if targetGroup.proxyProtocol != nil { return .proxyProtocol }
        return keepsClientAddress && (targetGroup.via == .pod || targetGroup.isLocal) ? .preserved : .node
    }
}

// Source: aws-load-balancer-controller 3.5.0, pkg/service/model_build_listener.go
extension EKSModel {
    /// What holds for all listeners.
    private struct Configuration {
        var certificates: [String]
        var policy: String
        var tlsPorts: [String]
        var quicPorts: [String]
        var mergedPorts: Set<Int>
        var isTLSBehind: Bool
        var isDualStack: Bool
    }

    /// One listener for each port number.
    ///
    /// Of a TCP and a UDP port with one number the first written counts, unless they become one `TCP_UDP` listener: the second bears the
    /// first one's id and is dropped without a word (pkg/model/core/stack.go:53).
    func listeners(security: EKSSecurity, isDualStack: Bool) throws(Refusal) -> [EKSListener] {
        let merges = annotations.text(.tcpUDPListener).flatMap(GoValue.bool) ?? options.isOpen(.enableTCPUDPListener)
        let configuration = try configuration(mergedPorts: merges ? try mergeablePorts() : [], isDualStack: isDualStack)
        var listeners: [EKSListener] = []
        var groups: [String: EKSTargetGroup] = [:]
        var seen: Set<Int> = []
        for port in service.ports {
            let isFirst = seen.insert(port.port).inserted
            if merges, !isFirst { continue }
            let listener = try listener(port, configuration, security: security, groups: &groups)
            if isFirst { listeners.append(listener) }
        }
        return listeners
    }

    /// The port numbers that a TCP and a UDP port share. Source: model_build_listener.go:40-62, 392-405
    private func mergeablePorts() throws(Refusal) -> Set<Int> {
        var protocols: [Int: [TransportProtocol]] = [:]
        for port in service.ports { protocols[port.port, default: []].append(port.protocol) }
        var merged: Set<Int> = []
        for port in service.ports {
            guard let sharing = protocols[port.port], sharing.count > 1 else { continue }
            guard sharing.count == 2 else { throw Refusal("can only merge two ports, not \(sharing.count)") }
            if let other = sharing.first(where: { $0 == .sctp }) {
                throw Refusal("unsupported protocol for merging: \(other.rawValue)")
            }
            guard sharing.first != sharing.last else { throw Refusal("protocols can't match for merging: \(port.protocol.rawValue)") }
            merged.insert(port.port)
        }
        return merged
    }

    /// An entry of `ssl-ports` that fits no port is refused, certificate or not. Source: model_build_listener.go:269-305, 349-369
    private func configuration(mergedPorts: Set<Int>, isDualStack: Bool) throws(Refusal) -> Configuration {
        let tlsPorts = annotations.list(.tlsPorts) ?? []
        let unused = tlsPorts.filter { entry in !service.ports.contains { $0.name == entry || String($0.port) == entry } }
        guard unused.isEmpty || !release.has(EKSFeature.checkedTLSPorts) else {
            throw Refusal("Unused port in ssl-ports annotation [\(unused.joined(separator: " "))]")
        }
        return Configuration(
            certificates: annotations.list(.certificate) ?? [], policy: annotations.text(.tlsPolicy) ?? options.defaultTLSPolicy,
            tlsPorts: tlsPorts, quicPorts: annotations.list(.quicPorts) ?? [], mergedPorts: mergedPorts,
            isTLSBehind: annotations.text(.backendProtocol) == "ssl", isDualStack: isDualStack)
    }

    /// Source: model_build_listener.go:93-196.
    private func listener(
        _ port: ServicePort, _ configuration: Configuration, security: EKSSecurity, groups: inout [String: EKSTargetGroup]
    ) throws(Refusal) -> EKSListener {
        let (front, back) = try protocols(port, configuration)
        let ending = "\(front)-\(port.port)"
        let action = try action(ending)
        let group = try targetGroup(
            port, of: service, protocol: back, security: security, isDualStack: configuration.isDualStack, groups: &groups)
        if let action {
            try checkTargets(
                of: action, listenerProtocol: front, security: security, isDualStack: configuration.isDualStack, groups: &groups)
        }

        var settings = group.settings
        var tls: TLS?
        if front == "TLS" {
            tls = TLS(certificates: configuration.certificates, policy: configuration.policy.isEmpty ? nil : configuration.policy)
            if let policy = try alpnPolicy() { settings["AlpnPolicy"] = policy }
        }
        for pair in try annotations.pairs(.listenerAttributes, ending: ending) ?? [] { settings[pair.key] = pair.value }
        let backend = Backend(via: group.via, port: group.port, protocol: group.protocol, proxyProtocol: group.proxyProtocol)
        return EKSListener(
            listener: Listener(
                port: port.port, protocol: front, backend: backend, healthCheck: group.healthCheck, tls: tls, settings: settings),
            targetGroup: group)
    }

    /// The action of the listener whose protocol and port this ending names.
    func action(_ ending: String) throws(Refusal) -> EKSAction? {
        try EKSAction(annotations.text(.actions, ending: ending), key: EKSAnnotation.actions.rawValue.dropLast() + ending)
    }

    /// What the load balancer speaks in front and behind.
    private func protocols(_ port: ServicePort, _ configuration: Configuration) throws(Refusal) -> (front: String, back: String) {
        var front = configuration.mergedPorts.contains(port.port) ? "TCP_UDP" : port.protocol.rawValue
        var back = front
        func names(_ list: [String]) -> Bool { list.contains { $0 == port.name || $0 == String(port.port) } }

        let takesTLS = front != "UDP" && front != "TCP_UDP"
        if takesTLS, !configuration.certificates.isEmpty, configuration.tlsPorts.isEmpty || names(configuration.tlsPorts) {
            front = "TLS"
            if configuration.isTLSBehind { back = "TLS" }
        }
        if names(configuration.quicPorts) {
            switch front {
            case "UDP": (front, back) = ("QUIC", "QUIC")
            case "TCP_UDP": (front, back) = ("TCP_QUIC", "TCP_QUIC")
            default: throw Refusal("Unsupported QUIC upgrade for protocol \(front)")
            }
        }
        return (front, back)
    }

    /// Source: model_build_listener.go:319-338.
    private func alpnPolicy() throws(Refusal) -> String? {
        guard let policy = annotations.text(.alpnPolicy) else { return nil }
        guard ["None", "HTTP1Only", "HTTP2Only", "HTTP2Optional", "HTTP2Preferred"].contains(policy) else {
            throw Refusal(
                "invalid ALPN policy \(policy), policy must be one of [None, HTTP1Only, HTTP2Only, HTTP2Optional, HTTP2Preferred]")
        }
        return policy
    }
}
