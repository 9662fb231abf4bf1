// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel
import PortolanProvider

/// Strong session affinity, which only ingress-gce's external load balancer has.
///
/// Source: ingress-gce pkg/l4/resources/l4netlb.go:214, :413.
struct StrongAffinity {
    let service: Service
    let isEnabled: Bool

    private static let timeouts = 60...57_600

    private var isWanted: Bool { service.annotation(.strongAffinity) == "enabled" }

    /// Refuses a Service that asks for it without what it needs.
    func verify() throws(Refusal) {
        guard isWanted else { return }
        guard isEnabled else { throw Refusal("strong session affinity set on service but not yet enabled on the cluster") }
        guard service.hasClientIPAffinity else {
            throw Refusal("strong session affinity is supported only with ServiceType=ClientIP for Service \(service.name)")
        }
        guard let timeout = service.affinityTimeoutSeconds else {
            throw Refusal("session affinity config was not set as required for strong session affinity")
        }
        guard Self.timeouts.contains(timeout) else {
            throw Refusal(
                "session affinity config has an unsupported idleTimeout (\(timeout)). It should be in"
                    + " [\(Self.timeouts.lowerBound), \(Self.timeouts.upperBound)]")
        }
    }

    /// The backend service's connection tracking policy.
    var settings: Settings {
        guard isWanted, isEnabled, let timeout = service.affinityTimeoutSeconds else { return [:] }
        return [
            "connectionTrackingPolicy.enableStrongAffinity": "true", "connectionTrackingPolicy.trackingMode": "PER_SESSION",
            "connectionTrackingPolicy.idleTimeoutSec": String(timeout),
        ]
    }
}
