// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel
import PortolanProvider

// Source: aws-load-balancer-controller 3.5.0, pkg/service/model_build_target_group.go:159-244, 431-522
extension EKSModel {
    /// What holds where no annotation says otherwise. Source: pkg/service/model_builder.go:143-163
    private struct Defaults {
        var `protocol`: String
        var port: PortValue
        var path: String
        var timeout: Int
        var threshold: Int

        /// With instances, `externalTrafficPolicy: Local` asks kube-proxy; with pods it changes nothing.
        init(of backend: Service, via: Backend.Via) {
            if via == .node, backend.type == .loadBalancer, backend.externalTrafficPolicy == .local {
                `protocol` = "HTTP"
                port = PortValue(nodePort: backend.healthCheckNodePort)
                path = "/healthz"
                timeout = 6
                threshold = 2
            } else {
                `protocol` = "TCP"
                port = .traffic
                path = "/"
                timeout = 10
                threshold = 3
            }
        }
    }

    /// The health check of a target group, and the status codes that count as healthy where it speaks HTTP.
    func healthCheck(of backend: Service, via: Backend.Via) throws(Refusal) -> (HealthCheck, matcher: String?) {
        let defaults = Defaults(of: backend, via: via)
        let written = annotations.text(.healthCheckProtocol) ?? defaults.protocol
        let `protocol` = written.uppercased()
        guard ["TCP", "HTTP", "HTTPS"].contains(`protocol`) else { throw Refusal("unsupported health check protocol \(written)") }
        let isHTTP = `protocol` != "TCP"
        let isAdvanced = options.isOpen(.nlbHealthCheckAdvancedConfig)
        let port = try healthCheckPort(of: backend, via: via, default: defaults.port)
        let interval = try annotations.int32(.healthCheckInterval) ?? 10
        let timeout = isAdvanced ? try annotations.int32(.healthCheckTimeout) ?? defaults.timeout : defaults.timeout
        let healthy = try annotations.int32(.healthyThreshold) ?? defaults.threshold
        let unhealthy = try annotations.int32(.unhealthyThreshold) ?? defaults.threshold
        let check = HealthCheck(
            protocol: `protocol`, port: port, path: isHTTP ? annotations.text(.healthCheckPath) ?? defaults.path : nil, interval: interval,
            timeout: timeout, healthyThreshold: healthy, unhealthyThreshold: unhealthy)
        return (check, isHTTP && isAdvanced ? annotations.text(.healthCheckSuccessCodes) ?? "200-399" : nil)
    }

    private func healthCheckPort(of backend: Service, via: Backend.Via, default: PortValue) throws(Refusal) -> PortValue {
        guard let text = annotations.text(.healthCheckPort) else { return `default` }
        guard release.has(EKSFeature.namedHealthCheckPort) else {
            if text == "traffic-port" { return .traffic }
            guard let number = GoValue.int(text) else { throw Refusal("health check port \"\(text)\" not supported") }
            return .number(number)
        }
        return try backend.healthCheckPort(text, via: via)
    }
}
