// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanManifest
import PortolanModel

/// The health check of a backend service while it is put together: defaults, then the pods' readiness probe, then the BackendConfig.
///
/// Source: ingress-gce pkg/translator/healthchecks.go:274, pkg/healthchecks/healthchecks.go:88.
struct BackendHealthCheck {
    private var type: String
    private var port: PortValue
    private var path: String
    private var interval: Int
    private var timeout: Int
    private var healthy: Int
    private var unhealthy: Int
    private let isNEG: Bool

    /// The default check of a new backend service.
    ///
    /// - Parameter nodePort: The node port of a backend that is reached by instance groups; `nil` for network endpoint groups.
    init(protocol: String, nodePort: PortValue?, path: String) {
        type = `protocol`
        port = nodePort ?? .traffic
        self.path = path
        isNEG = nodePort == nil
        interval = isNEG ? 15 : 60
        timeout = isNEG ? 15 : 60
        healthy = 1
        unhealthy = isNEG ? 2 : 10
    }

    /// Takes over a readiness probe; its thresholds are not read.
    mutating func apply(_ probe: ReadinessProbe) {
        path = probe.path.hasPrefix("/") ? probe.path : "/" + probe.path
        timeout = probe.timeout
        // With instance groups every node is probed, so the interval grows by the default's.
        interval = isNEG ? probe.period : probe.period.addingReportingOverflow(60).partialValue
    }

    /// Takes over what a BackendConfig says, field by field.
    mutating func apply(_ config: YAMLNode) {
        interval = config.integer("checkIntervalSec") ?? interval
        timeout = config.integer("timeoutSec") ?? timeout
        healthy = config.integer("healthyThreshold") ?? healthy
        unhealthy = config.integer("unhealthyThreshold") ?? unhealthy
        type = config.optionalString("type") ?? type
        path = config.optionalString("requestPath") ?? path
        if let number = config.integer("port") { port = .number(number) }
    }

    /// Asks GKE's own health checker on the node instead of the pod (flag transparent-health-checks-port).
    ///
    /// Source: ingress-gce pkg/translator/healthchecks.go:231.
    mutating func becomeTransparent() {
        (type, port, path) = ("HTTP", .number(7877), "/api/podhealth")
        (interval, timeout, healthy, unhealthy) = (5, 5, 1, 10)
    }

    /// What the controller or the Compute API has against it; `nil` where they take it.
    var fault: String? {
        guard ["HTTP", "HTTPS", "HTTP2"].contains(type) else {
            return "Protocol \"\(type)\" is not valid, must be one of [\"HTTP\",\"HTTPS\",\"HTTP2\"]"
        }
        // Compute API v1, HealthCheck.timeoutSec.
        guard timeout > interval else { return nil }
        return "the Compute API refuses a health check whose timeoutSec (\(timeout)) is greater than its checkIntervalSec (\(interval))"
    }

    var model: HealthCheck {
        HealthCheck(
            protocol: type, port: port, path: path, interval: interval, timeout: timeout, healthyThreshold: healthy,
            unhealthyThreshold: unhealthy)
    }
}
