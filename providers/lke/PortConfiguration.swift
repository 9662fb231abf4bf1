// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanProvider

/// What the controller decides for one port before it looks at health checks: the port's own JSON annotation first, then the annotations
/// for all ports, then defaults.
///
/// Source: linode-cloud-controller-manager b9aa901, cloud/linode/loadbalancers.go:1220 getPortConfig, loadbalancers_helpers.go.
struct PortConfiguration {
    enum NodeBalancerProtocol: String {
        case tcp, udp, http, https

        /// How refusals of stickiness name it.
        var title: String { rawValue.uppercased() }
    }

    let nodeBalancerProtocol: NodeBalancerProtocol
    /// `v1`, `v2` or `none`.
    let proxyProtocol: String
    /// `nil` where the release sends none.
    let algorithm: String?
    let tlsSecretName: String
    /// UDP only.
    let udpCheckPort: Int?
    /// Never for TCP, where the annotation is not even checked.
    let stickiness: String?

    /// Reads what a release decides.
    static func read(
        _ port: ServicePort, of service: Service, _ release: ControllerRelease
    ) throws(GoError) -> PortConfiguration {
        release.has(LKEFeature.udp) ? try PortConfiguration(port, of: service) : try PortConfiguration(beforeUDP: port, of: service)
    }

    private init(_ port: ServicePort, of service: Service) throws(GoError) {
        let own = try PortAnnotation(service.configuration(ofPort: port.port))
        nodeBalancerProtocol = try Self.nodeBalancerProtocol(own, port, service)
        proxyProtocol = try Self.proxyProtocol(own, service, nodeBalancerProtocol)
        algorithm = try Self.algorithm(own, service, nodeBalancerProtocol)
        guard nodeBalancerProtocol != .udp || own.tlsSecretName.isEmpty else {
            throw GoError("specifying TLS secret name is not supported for UDP")
        }
        tlsSecretName = own.tlsSecretName
        udpCheckPort = nodeBalancerProtocol == .udp ? try Self.udpCheckPort(own, service) : nil
        stickiness = nodeBalancerProtocol == .tcp ? nil : try Self.stickiness(own, service, nodeBalancerProtocol)
    }

    /// As it was up to 0.6.3: every port is TCP unless an annotation says otherwise, and words of the proxy protocol are taken as written.
    ///
    /// Source: linode-cloud-controller-manager v0.6.3, cloud/linode/loadbalancers.go:861 buildLoadBalancerRequest, :956 getPortConfig.
    private init(beforeUDP port: ServicePort, of service: Service) throws(GoError) {
        guard port.protocol != .udp else {
            throw GoError("error creating NodeBalancer Config: ports with the UDP protocol are not supported")
        }
        let own = try PortAnnotation(service.configuration(ofPort: port.port), fields: [.tlsSecretName, .protocolName, .proxyProtocol])
        let word = (own.protocolName.isEmpty ? service.value(.defaultProtocol) ?? "tcp" : own.protocolName).lowercased()
        guard let known = NodeBalancerProtocol(rawValue: word), known != .udp else {
            throw GoError("invalid protocol: \"\(word)\" specified")
        }
        let general = service.value(.defaultProxyProtocol) ?? service.value(.proxyProtocol) ?? "none"
        let proxy = own.proxyProtocol.isEmpty ? general : own.proxyProtocol
        guard ["none", "v1", "v2"].contains(proxy) else { throw GoError("invalid NodeBalancer proxy protocol value '\(proxy)'") }
        (nodeBalancerProtocol, proxyProtocol, tlsSecretName) = (known, proxy, own.tlsSecretName)
        (algorithm, udpCheckPort, stickiness) = (nil, nil, nil)
    }

    /// `default-protocol` replaces the port's own protocol, UDP and SCTP as well as TCP.
    private static func nodeBalancerProtocol(
        _ own: PortAnnotation, _ port: ServicePort, _ service: Service
    ) throws(GoError) -> NodeBalancerProtocol {
        let word = (own.protocolName.isEmpty ? service.value(.defaultProtocol) ?? port.protocol.rawValue : own.protocolName).lowercased()
        guard let known = NodeBalancerProtocol(rawValue: word) else { throw GoError("invalid protocol: \"\(word)\" specified") }
        return known
    }

    private static func proxyProtocol(
        _ own: PortAnnotation, _ service: Service, _ nodeBalancerProtocol: NodeBalancerProtocol
    ) throws(GoError) -> String {
        let general = service.value(.defaultProxyProtocol) ?? service.value(.proxyProtocol) ?? "none"
        let word = (own.proxyProtocol.isEmpty ? general : own.proxyProtocol).lowercased()
        guard ["none", "v1", "v2"].contains(word) else { throw GoError("invalid NodeBalancer proxy protocol value '\(word)'") }
        guard nodeBalancerProtocol != .udp || word == "none" else {
            throw GoError("proxy protocol [\(word)] is not supported for UDP")
        }
        return word
    }

    private static func algorithm(
        _ own: PortAnnotation, _ service: Service, _ nodeBalancerProtocol: NodeBalancerProtocol
    ) throws(GoError) -> String {
        let word = (own.algorithm.isEmpty ? service.value(.defaultAlgorithm) ?? "roundrobin" : own.algorithm).lowercased()
        let isUDP = nodeBalancerProtocol == .udp
        guard ["roundrobin", "leastconn", isUDP ? "ring_hash" : "source"].contains(word) else {
            throw GoError("invalid algorithm: \"\(word)\" specified for \(isUDP ? "UDP" : "TCP/HTTP/HTTPS") protocol")
        }
        return word
    }

    private static func udpCheckPort(_ own: PortAnnotation, _ service: Service) throws(GoError) -> Int {
        guard let text = own.udpCheckPort.isEmpty ? service.value(.udpCheckPort) : own.udpCheckPort else { return 80 }
        guard let number = GoValue.int(text) else { throw GoValue.atoiError(text) }
        guard (1...65535).contains(number) else { throw GoError("UDPCheckPort must be between 1 and 65535, got \(number)") }
        return number
    }

    private static func stickiness(
        _ own: PortAnnotation, _ service: Service, _ nodeBalancerProtocol: NodeBalancerProtocol
    ) throws(GoError) -> String {
        let isUDP = nodeBalancerProtocol == .udp
        let general = service.value(.defaultStickiness) ?? (isUDP ? "session" : "table")
        let word = (own.stickiness.isEmpty ? general : own.stickiness).lowercased()
        guard (isUDP ? ["none", "session", "source_ip"] : ["none", "http_cookie", "table"]).contains(word) else {
            throw GoError("invalid stickiness: \"\(word)\" specified for \(nodeBalancerProtocol.title) protocol")
        }
        return word
    }
}

/// The value of a `port-N` annotation; empty texts count as not given.
///
/// Source: linode-cloud-controller-manager b9aa901, cloud/linode/loadbalancers.go:109 and :1292.
private struct PortAnnotation {
    enum Field: String, CaseIterable {
        case tlsSecretName = "tls-secret-name"
        case protocolName = "protocol"
        case proxyProtocol = "proxy-protocol"
        case algorithm
        case stickiness
        case udpCheckPort = "udp-check-port"
    }

    private var texts: [Field: String] = [:]

    var tlsSecretName: String { texts[.tlsSecretName] ?? "" }
    var protocolName: String { texts[.protocolName] ?? "" }
    var proxyProtocol: String { texts[.proxyProtocol] ?? "" }
    var algorithm: String { texts[.algorithm] ?? "" }
    var stickiness: String { texts[.stickiness] ?? "" }
    var udpCheckPort: String { texts[.udpCheckPort] ?? "" }

    /// - Parameter fields: The fields that the release knows.
    init(_ json: String?, fields: [Field] = Field.allCases) throws(GoError) {
        guard let json else { return }
        let root = try GoJSON(json).root
        guard root.kind != .null else { return }
        guard root.kind == .object else { throw root.mismatch(in: "value", type: "linode.portConfigAnnotation") }
        for member in root.members {
            guard let field = fields.first(where: { GoJSONValue.key(member.key, names: $0.rawValue) }) else { continue }
            switch member.value.kind {
            case .string: texts[field] = member.value.text
            case .null: break
            default: throw member.value.mismatch(in: "struct field portConfigAnnotation.\(field.rawValue)", type: "string")
            }
        }
    }
}
