// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel
import PortolanProvider

extension LoadBalancerRequest {
    /// The listeners, one a port.
    ///
    /// Source: load_balancer_spec.go:1237
    func listeners(encryption: Encryption, ruleSets: [String], families: [IPFamily]) throws(GoError) -> [Listener] {
        switch kind {
        case .loadBalancer: try loadBalancerListeners(encryption: encryption, ruleSets: ruleSets)
        case .networkLoadBalancer: try networkLoadBalancerListeners(families: families)
        }
    }

    /// The node port that a port's backends listen on; the controller sends 0 where the Service asks for none.
    func backendPort(of port: ServicePort) -> PortValue {
        port.nodePort == nil && !service.allocateLoadBalancerNodePorts ? .number(0) : PortValue(nodePort: port.nodePort)
    }

    // MARK: Load balancer

    // Source: load_balancer_spec.go:1055
    private func loadBalancerListeners(encryption: Encryption, ruleSets: [String]) throws(GoError) -> [Listener] {
        let idleTimeout = try wholeNumber(.idleTimeout)
        let proxyProtocol = try wholeNumber(.proxyProtocolVersion)
        var listeners: [Listener] = []
        var names: [String] = []
        for port in service.ports {
            let spoken = try listenerProtocol(of: port)
            var settings: Settings = ["protocol": spoken]
            let tls = try self.tls(of: port, spoken: spoken, encryption: encryption, settings: &settings)
            if !ruleSets.isEmpty { settings["ruleSetNames"] = ruleSets.joined(separator: ",") }
            if let proxyProtocol { settings["backendTcpProxyProtocolVersion"] = String(proxyProtocol) }
            settings["idleTimeout"] = (idleTimeout ?? proxyProtocol.map { _ in Self.defaultIdleTimeout(spoken) }).map(String.init)
            let listener = Listener(
                port: port.port, protocol: Self.contractProtocol(spoken, isEncrypted: tls != nil),
                backend: Backend(
                    via: .node, port: backendPort(of: port),
                    protocol: Self.contractProtocol(spoken, isEncrypted: encryption.covers(backendSet: port.port)),
                    proxyProtocol: proxyProtocol.map { "v\($0)" }),
                tls: tls, settings: settings)
            // A listener's name is its protocol and port: of two with one name the last counts.
            let name = "\(spoken)-\(port.port)"
            if let index = names.firstIndex(of: name) {
                listeners[index] = listener
            } else {
                names.append(name)
                listeners.append(listener)
            }
        }
        return listeners
    }

    private func wholeNumber(_ key: AnnotationKey) throws(GoError) -> Int? {
        guard let text = service[key], !text.isEmpty else { return nil }
        guard let number = GoValue.int(text) else { throw GoError("error parsing service annotation: \(key.rawValue)=\(text)") }
        return number
    }

    /// What the listener speaks, as the controller spells it: the annotation's word for HTTP and TCP, whatever its case.
    private func listenerProtocol(of port: ServicePort) throws(GoError) -> String {
        guard let word = service[.backendProtocol] else { return port.protocol.rawValue }
        guard !word.isEmpty else { return "TCP" }
        switch word.uppercased() {
        case "GRPC" where release.has(OKEFeature.grpc): return "GRPC"
        case "HTTP", "TCP": return word
        default:
            throw GoError(
                "invalid backend protocol \"\(word)\" requested for load balancer listener. "
                    + "Only \(release.has(OKEFeature.grpc) ? "'HTTP', 'TCP' and 'GRPC'" : "'HTTP' and 'TCP'") protocols supported")
        }
    }

    private func tls(of port: ServicePort, spoken: String, encryption: Encryption, settings: inout Settings) throws(GoError) -> TLS? {
        guard encryption.covers(listener: port.port) else {
            if spoken == "GRPC" { throw GoError("SSL configuration cannot be empty for GRPC protocol") }
            return nil
        }
        let configuration = try SSLConfiguration(service[.listenerSSLConfiguration])
        settings["verifyDepth"] = "0"
        settings["verifyPeerCertificate"] = "false"
        if !configuration.protocols.isEmpty { settings["protocols"] = configuration.protocols.joined(separator: ",") }
        let suite = configuration.cipherSuite ?? (spoken == "GRPC" ? "oci-default-http2-ssl-cipher-suite-v1" : "")
        return TLS(certificates: [service[.tlsSecret]].compactMap(\.self), policy: suite.isEmpty ? nil : suite)
    }

    /// The idle timeout that proxy protocol brings with it; the controller's table has no row for GRPC.
    private static func defaultIdleTimeout(_ spoken: String) -> Int {
        switch spoken.uppercased() {
        case "TCP": 300
        case "HTTP": 60
        default: 0
        }
    }

    private static func contractProtocol(_ spoken: String, isEncrypted: Bool) -> String {
        switch spoken.uppercased() {
        case "GRPC": "HTTP2"
        case "HTTP": isEncrypted ? "HTTPS" : "HTTP"
        case "TCP": isEncrypted ? "TLS" : "TCP"
        default: spoken
        }
    }

    // MARK: Network load balancer

    /// TCP and UDP on one port share a listener, which leads to the node port of the first.
    ///
    /// With two families there is a second listener of the same port, `<name>-IPv6`, which is not shown on its own. Source:
    /// load_balancer_spec.go:1167
    private func networkLoadBalancerListeners(families: [IPFamily]) throws(GoError) -> [Listener] {
        // Only these two words count, and anything else is passed over in silence.
        let proxyProtocol: Bool? =
            switch service[.proxyProtocolV2]?.lowercased() {
            case "true": true
            case "false": false
            default: nil
            }
        var listeners: [Listener] = []
        for port in service.ports {
            guard port.protocol != .sctp else {
                throw GoError("invalid backend protocol \"SCTP\" requested for network load balancer listener")
            }
            let isMixed = service.ports.contains { $0.port == port.port && $0.protocol != port.protocol }
            if isMixed, listeners.contains(where: { $0.port == port.port }) { continue }
            var settings: Settings = ["protocol": isMixed ? "TCP_AND_UDP" : port.protocol.rawValue]
            let saysFamily = families.count == 1 && release.has(OKEFeature.bothFamilies)
            if saysFamily { settings["ipVersion"] = families == [.ipv6] ? "IPV6" : "IPV4" }
            if let proxyProtocol { settings["isPpv2Enabled"] = String(proxyProtocol) }
            let spoken = isMixed ? "TCP_UDP" : port.protocol.rawValue
            listeners.append(
                Listener(
                    port: port.port, protocol: spoken,
                    backend: Backend(
                        via: .node, port: backendPort(of: port), protocol: spoken, proxyProtocol: proxyProtocol == true ? "v2" : nil),
                    settings: settings))
        }
        return listeners
    }
}
