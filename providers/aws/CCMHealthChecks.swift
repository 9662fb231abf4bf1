// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel
import PortolanProvider

// Source: cloud-provider-aws 1.34.0, pkg/providers/v1/aws.go:2175-2257, 2744-2794, aws_loadbalancer.go:64-82, 1538-1627, 1861-1902
extension CCMModel {
    /// `clusterServiceLoadBalancerHealthProbeMode = Shared`: Services that are not Local ask kube-proxy.
    private var asksKubeProxy: Bool { options["clusterServiceLoadBalancerHealthProbeMode"] == "Shared" && !isLocal }

    private var kubeProxyPort: PortValue {
        let port = options.integer("clusterServiceSharedLoadBalancerHealthProbePort") ?? 0
        return .number(port == 0 ? 10256 : port)
    }

    private var kubeProxyPath: String {
        let path = options["clusterServiceSharedLoadBalancerHealthProbePath"] ?? ""
        return path.isEmpty ? "/healthz" : path
    }

    // MARK: Network Load Balancer

    /// The shared probe beats the annotations for protocol, port and path.
    ///
    /// Of two numbers that do not fit 32 bits the low bits count. The timeout is read and never sent (aws_loadbalancer.go:789).
    func networkHealthCheck() throws(Refusal) -> HealthCheck {
        var check = HealthCheck(protocol: "TCP", port: .traffic, path: "/", interval: 30, healthyThreshold: 3, unhealthyThreshold: 3)
        if isLocal {
            check = HealthCheck(
                protocol: "HTTP", port: PortValue(nodePort: service.healthCheckNodePort), path: "/healthz", interval: 10,
                healthyThreshold: 2, unhealthyThreshold: 2)
        }
        if let text = self[.healthCheckProtocol] { check.protocol = text.uppercased() }
        switch check.protocol {
        case "HTTP", "HTTPS": check.path = self[.healthCheckPath] ?? check.path
        case "TCP": check.path = nil
        default: throw Refusal("Unsupported health check protocol \(check.protocol)")
        }
        var portText = self[.healthCheckPort]
        if asksKubeProxy {
            check.protocol = "HTTP"
            check.port = kubeProxyPort
            check.path = kubeProxyPath
            portText = nil
        }
        check.interval = try truncated(.healthCheckInterval) ?? check.interval
        _ = try truncated(.healthCheckTimeout)
        check.healthyThreshold = try truncated(.healthyThreshold) ?? check.healthyThreshold
        check.unhealthyThreshold = try truncated(.unhealthyThreshold) ?? check.unhealthyThreshold
        if portText == "traffic-port" {
            check.port = .traffic
        } else if let portText {
            guard let port = GoValue.int(portText) else { throw Refusal("Invalid health check port '\(portText)'") }
            check.port = .number(port)
        }
        return check
    }

    /// Source: aws.go:2162-2173.
    private func truncated(_ key: CCMAnnotation) throws(Refusal) -> Int? {
        guard let text = self[key] else { return nil }
        guard let value = GoValue.int(text) else { throw Refusal("failed to parse annotation \(key.rawValue)=\(text)") }
        return Int(Int32(truncatingIfNeeded: value))
    }

    // MARK: Classic Load Balancer

    /// One check for all listeners: of the first node port, of the health check node port, or of kube-proxy.
    ///
    /// The annotations win over all three, and the protocol is passed on as written.
    func classicHealthCheck() throws(Refusal) -> HealthCheck {
        let firstNodePort = PortValue(nodePort: ports.first?.nodePort)
        var check = HealthCheck(protocol: "TCP", port: firstNodePort)
        var path = ""
        if isLocal {
            check.protocol = "HTTP"
            path = "/healthz"
            if self[.healthCheckPort] != "traffic-port" { check.port = PortValue(nodePort: service.healthCheckNodePort) }
        } else if asksKubeProxy {
            check.protocol = "HTTP"
            path = kubeProxyPath
            check.port = kubeProxyPort
        } else if ["https", "ssl"].contains((self[.backendProtocol] ?? "").lowercased()) {
            check.protocol = "SSL"
        }
        check.protocol = self[.healthCheckProtocol] ?? check.protocol
        if let text = self[.healthCheckPort], text != "traffic-port" {
            guard let port = GoValue.int(text) else { throw Refusal(GoParseError.int(text)) }
            check.port = .number(Int(Int32(truncatingIfNeeded: port)))
        }
        if ["HTTP", "HTTPS"].contains(check.protocol.uppercased()) { check.path = filled(.healthCheckPath) ?? (path.isEmpty ? "/" : path) }

        check.healthyThreshold = try classicNumber(.healthyThreshold) ?? 2
        check.unhealthyThreshold = try classicNumber(.unhealthyThreshold) ?? 6
        check.timeout = try classicNumber(.healthCheckTimeout) ?? 5
        check.interval = try classicNumber(.healthCheckInterval) ?? 10
        try checkMinima(check)
        return check
    }

    private func classicNumber(_ key: CCMAnnotation) throws(Refusal) -> Int? {
        guard let text = self[key] else { return nil }
        guard let value = GoValue.int(text) else {
            throw Refusal("failed parsing health check annotation value: \(GoParseError.int(text))")
        }
        return Int(Int32(truncatingIfNeeded: value))
    }

    private func checkMinima(_ check: HealthCheck) throws(Refusal) {
        let minima: [(name: String, value: Int?, least: Int)] = [
            ("HealthyThreshold", check.healthyThreshold, 2), ("Interval", check.interval, 5), ("Timeout", check.timeout, 2),
            ("UnhealthyThreshold", check.unhealthyThreshold, 2),
        ]
        let errors = minima.filter { ($0.value ?? 0) < $0.least }.map { "\($0.name) must be at least \($0.least)" }
        guard errors.isEmpty else {
            throw Refusal(
                "some of the load balancer health check parameters are invalid: HealthCheck validation errors: "
                    + errors.joined(separator: "; "))
        }
    }
}
