// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel
import PortolanProvider

extension LoadBalancerRequest {
    /// The forwarding rules, one a port, and one more for HTTP/3.
    func listeners() throws(GoError) -> [Listener] {
        switch type {
        case .regionalNetwork: try networkListeners()
        case .regional: try regionalListeners()
        }
    }

    /// What the pod sees as its peer.
    ///
    /// Only the proxy can speak the PROXY protocol or add a header.
    func clientIP(_ listeners: [Listener]) -> ClientIP {
        guard type == .regional else { return service.externalTrafficPolicy == .local ? .preserved : .node }
        if service[.proxyProtocol].flatMap(GoValue.bool) == true { return .proxyProtocol }
        return listeners.allSatisfy { $0.backend?.protocol == "HTTP" } ? .forwardedHeader : .node
    }

    /// No annotation about protocols or certificates is read here, and node ports play no part.
    ///
    /// Source: loadbalancers.go:1177
    private func networkListeners() throws(GoError) -> [Listener] {
        try service.ports.map { port throws(GoError) in
            try checkProtocol(of: port)
            let spoken = port.protocol.rawValue
            return Listener(
                port: port.port, protocol: spoken, backend: Backend(via: .node, port: .number(port.port), protocol: spoken))
        }
    }

    private func checkProtocol(of port: ServicePort) throws(GoError) {
        guard port.protocol == .sctp else { return }
        throw GoError("only TCP or UDP protocol is supported, got: \"SCTP\"")
    }

    // MARK: Regional

    // Source: loadbalancers.go:1092
    private func regionalListeners() throws(GoError) -> [Listener] {
        let fallback = try defaultProtocol()
        let http = try ports(.httpPorts)
        var https = try ports(.tlsPorts)
        let http2 = try ports(.http2Ports)
        try checkNothingTwice(http + https + http2)
        // A certificate that no annotation gives a port to goes to 443. Source: loadbalancers.go:1128
        if certificate != nil || passesTLSThrough, https.isEmpty, !http2.contains(443) { https = [443] }

        var listeners: [Listener] = []
        for port in service.ports {
            // UDP beats every annotation, and among these the last that names the port counts.
            var spoken = fallback
            if http.contains(port.port) { spoken = "http" }
            if https.contains(port.port) { spoken = "https" }
            if http2.contains(port.port) { spoken = "http2" }
            if port.protocol == .udp { spoken = "udp" }
            listeners.append(try listener(port, spoken))
        }
        do throws(GoError) {
            if let http3 = try http3Listener() { listeners.append(http3) }
        } catch {
            throw GoError("failed to construct http3 forwarding rule: \(error.message)")
        }
        // DigitalOcean speaks version 1, which is for TCP only. Source: docs.digitalocean.com/glossary/proxy
        if service[.proxyProtocol].flatMap(GoValue.bool) == true {
            for index in listeners.indices where listeners[index].protocol != "UDP" { listeners[index].backend?.proxyProtocol = "v1" }
        }
        return listeners
    }

    private func listener(_ port: ServicePort, _ spoken: String) throws(GoError) -> Listener {
        try checkProtocol(of: port)
        var listener = Listener(
            port: port.port, protocol: spoken.uppercased(),
            backend: Backend(via: .node, port: nodePort(of: port), protocol: spoken.uppercased()))
        guard spoken == "https" || spoken == "http2" else { return listener }
        // Source: loadbalancers.go:1261
        switch (certificate, passesTLSThrough) {
        case (nil, false):
            throw GoError(
                "failed to build TLS part(s) of forwarding rule: must set certificate id or enable tls pass through")
        case (_?, true):
            throw GoError(
                "failed to build TLS part(s) of forwarding rule: "
                    + "either certificate id should be set or tls pass through enabled, not both")
        case (nil, true): listener.settings["tls_passthrough"] = "true"
        case (let certificate?, false):
            listener.tls = TLS(certificates: [certificate])
            listener.backend?.protocol = "HTTP"
        }
        return listener
    }

    /// A rule beside the port's own one; a port that the Service lacks gets none.
    ///
    /// Source: loadbalancers.go:1055
    private func http3Listener() throws(GoError) -> Listener? {
        guard let text = service[.http3Port] else { return nil }
        guard let number = GoValue.int(text) else { throw GoValue.atoiError(text) }
        guard number != -1 else { return nil }
        guard !passesTLSThrough else { throw GoError("TLS passthrough is not allowed to be used in conjunction with HTTP3") }
        guard let certificate else { throw GoError("certificate ID is required for HTTP3") }
        guard let port = service.ports.first(where: { $0.port == number }) else { return nil }
        return Listener(
            port: number, protocol: "HTTP3", backend: Backend(via: .node, port: nodePort(of: port), protocol: "HTTP"),
            tls: TLS(certificates: [certificate]))
    }

    // MARK: Annotations

    // Source: loadbalancers.go:1311
    private func defaultProtocol() throws(GoError) -> String {
        guard let word = service[.defaultProtocol] else { return "tcp" }
        guard ["tcp", "http", "https", "http2", "http3"].contains(word) else {
            throw GoError("invalid protocol \"\(word)\" specified in annotation \"\(AnnotationKey.defaultProtocol.rawValue)\"")
        }
        return word
    }

    /// Ports between commas, without blanks.
    ///
    /// Source: loadbalancers.go:1512
    func ports(_ key: AnnotationKey) throws(GoError) -> [Int] {
        guard let text = service[key] else { return [] }
        var ports: [Int] = []
        for part in GoValue.split(text) {
            guard let port = GoValue.int(part) else { throw GoValue.atoiError(part) }
            ports.append(port)
        }
        return ports
    }

    // Source: loadbalancers.go:1849
    private func checkNothingTwice(_ ports: [Int]) throws(GoError) {
        let twice = Dictionary(grouping: ports) { $0 }.filter { $1.count > 1 }.map { String($0.key) }
        guard !twice.isEmpty else { return }
        throw GoError(
            "ports from annotations \"service.beta.kubernetes.io/do-loadbalancer-*-ports\" cannot be shared but found: "
                + twice.sorted().joined(separator: ", "))
    }

    /// The certificate's id, else its name, which is taken to exist.
    ///
    /// Source: loadbalancers.go:1559
    private var certificate: String? {
        [service[.certificateID], service[.certificateName]].compactMap(\.self).first { !$0.isEmpty }
    }

    /// A word that is no boolean stands for false.
    ///
    /// Source: loadbalancers.go:1580
    private var passesTLSThrough: Bool { service[.tlsPassthrough].flatMap(GoValue.bool) ?? false }

    private func nodePort(of port: ServicePort) -> PortValue {
        port.nodePort == nil && !service.allocateLoadBalancerNodePorts ? .number(0) : PortValue(nodePort: port.nodePort)
    }
}
