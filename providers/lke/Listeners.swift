// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel
import PortolanProvider

/// The NodeBalancer's configurations, one a port of the Service: TCP and UDP on one port make two.
enum Listeners {
    /// Source: linode-cloud-controller-manager b9aa901,
    /// cloud/linode/loadbalancers.go:905 buildNodeBalancerConfig, :1051 buildLoadBalancerRequest.
    static func listener(for port: ServicePort, of service: Service, _ release: ControllerRelease) throws(GoError) -> Listener {
        let configuration = try PortConfiguration.read(port, of: service, release)
        let check = try PortCheck(port, of: service, nodeBalancerProtocol: configuration.nodeBalancerProtocol)
        var tls: TLS?
        if configuration.nodeBalancerProtocol == .https {
            guard !configuration.tlsSecretName.isEmpty else {
                throw GoError("TLS secret name for port \(port.port) is not specified")
            }
            tls = TLS(certificates: [configuration.tlsSecretName])
        }
        var settings: Settings = ["check": check.kind, "check_passive": String(check.isPassive)]
        settings["algorithm"] = configuration.algorithm
        settings["stickiness"] = configuration.stickiness
        settings["check_body"] = check.body
        settings["udp_check_port"] = configuration.udpCheckPort.map { String($0) }
        let spoken = configuration.nodeBalancerProtocol.rawValue.uppercased()
        return Listener(
            port: port.port, protocol: spoken,
            backend: Backend(
                via: .node, port: PortValue(nodePort: port.nodePort),
                // A NodeBalancer ends TLS and goes on in clear.
                protocol: spoken == "HTTPS" ? "HTTP" : spoken,
                proxyProtocol: configuration.proxyProtocol == "none" ? nil : configuration.proxyProtocol),
            healthCheck: check.healthCheck, tls: tls, settings: settings)
    }

    /// What pods see as their peer, where it is the same on all ports.
    ///
    /// UDP has no case: nobody says whether the source is kept.
    static func clientIP(_ listeners: [Listener]) -> ClientIP? {
        if listeners.allSatisfy({ $0.backend?.proxyProtocol != nil }) { return .proxyProtocol }
        guard listeners.allSatisfy({ $0.backend?.proxyProtocol == nil }) else { return nil }
        if listeners.allSatisfy({ $0.backend?.protocol == "HTTP" }) { return .forwardedHeader }
        return listeners.allSatisfy { $0.protocol == "TCP" } ? .node : nil
    }
}
