// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel
import PortolanProvider

extension LoadBalancerRequest {
    /// The health check of every backend set: always HTTP, of kube-proxy, or of the Service's own node port with the Local policy.
    ///
    /// Source: load_balancer_spec.go:876
    func healthCheck() throws(GoError) -> (check: HealthCheck, settings: Settings) {
        let retries = try number(lb: .healthCheckRetries, nlb: .networkHealthCheckRetries) ?? 3
        let interval = try self.interval()
        let timeout = try number(lb: .healthCheckTimeout, nlb: .networkHealthCheckTimeout) ?? 3000
        let check = HealthCheck(
            protocol: "HTTP", port: service.needsHealthCheck ? PortValue(nodePort: service.healthCheckNodePort) : .number(10256),
            path: "/healthz", interval: interval / 1000, timeout: timeout / 1000, unhealthyThreshold: retries)
        var settings: Settings = ["returnCode": "200"]
        // The exposure counts in seconds; what does not come out even is said in full.
        if interval % 1000 != 0 { settings["intervalInMillis"] = String(interval) }
        if timeout % 1000 != 0 { settings["timeoutInMillis"] = String(timeout) }
        return (check, settings)
    }

    // Source: load_balancer_spec.go:956
    private func interval() throws(GoError) -> Int {
        guard let interval = try number(lb: .healthCheckInterval, nlb: .networkHealthCheckInterval) else { return 10_000 }
        let bounds = kind == .loadBalancer ? 1_000...1_800_000 : 10_000...1_800_000
        guard bounds.contains(interval) else {
            throw GoError("invalid value for health check interval, should be between \(bounds.lowerBound) and \(bounds.upperBound)")
        }
        return interval
    }

    private func number(lb: AnnotationKey, nlb: AnnotationKey) throws(GoError) -> Int? {
        let (key, value) = annotation(lb: lb, nlb: nlb)
        guard let value else { return nil }
        guard let parsed = GoValue.int(value) else { throw GoError("invalid value: \(value) provided for annotation: \(key)") }
        return parsed
    }
}
