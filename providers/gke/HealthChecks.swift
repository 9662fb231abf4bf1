// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel

extension HealthCheck {
    /// ingress-gce: the check that all Services with the Cluster policy share is slow, a Service's own is fast.
    ///
    /// Source: ingress-gce pkg/l4/healthchecks/healthchecksl4.go:44, :91.
    static func ingressGCE(for service: Service) -> HealthCheck {
        let isLocal = service.needsHealthCheck
        return http(for: service, interval: isLocal ? 3 : 8, unhealthyThreshold: isLocal ? 2 : 3)
    }

    /// cloud-provider-gcp: slow for every Service.
    ///
    /// Source: cloud-provider-gcp providers/gce/gce_loadbalancer_external.go:243, gce_loadbalancer_internal.go:899.
    static func cloudProvider(for service: Service) -> HealthCheck { http(for: service, interval: 8, unhealthyThreshold: 3) }

    /// kube-proxy answers: on the Service's health-check node port under the Local policy, else on its own health port.
    private static func http(for service: Service, interval: Int, unhealthyThreshold: Int) -> HealthCheck {
        let port = service.needsHealthCheck ? PortValue(nodePort: service.healthCheckNodePort) : .number(10256)
        return HealthCheck(
            protocol: "HTTP", port: port, path: "/healthz", interval: interval, timeout: 1, healthyThreshold: 1,
            unhealthyThreshold: unhealthyThreshold)
    }
}
