// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel
import PortolanPlan
import PortolanTrace

/// A load balancer in front of a proxy that ends TLS and hands what it carried to the proxy's plain port.
struct TLSFront {
    /// The Service and its port.
    let words: String
    /// What to do where the proxy redirects what comes to its plain port.
    let remedy: String

    /// Finds it; `nil` where TLS ends at the proxy, or the proxy is told of the scheme and believes it.
    init?(_ reference: ObjectReference, in plan: Plan, on target: Int) {
        guard let endpoint = plan.endpoints.first(where: { $0.entrance?.metadata.reference == reference }),
            let service = endpoint.entrance?.service
        else { return nil }
        let plain = service.ports.first { $0.port == 80 }?.targetPort
        let found = endpoint.exposures[target].loadBalancers.lazy.flatMap(\.listeners).first { listener in
            guard ["TLS", "SSL", "HTTPS"].contains(listener.protocol), let backend = listener.backend,
                ["TCP", "HTTP"].contains(backend.protocol), let port = service.ports.first(where: { $0.port == listener.port })
            else { return false }
            return port.targetPort == plain || Self.plainPorts.contains(port.targetPort)
        }
        guard let found else { return nil }
        let isTold = found.protocol == "HTTPS" || found.backend?.protocol == "HTTP"
        let believes = plan.inventory.objects(kind: "ConfigMap", group: "").contains {
            $0.metadata.node.field("data")?.optionalString("use-forwarded-headers") == "true"
        }
        if isTold, believes { return nil }
        words = "port \(found.port) of Service \(reference.namespace)/\(reference.name)"
        remedy =
            isTold
            ? "have the proxy believe X-Forwarded-Proto (ingress-nginx: use-forwarded-headers: \"true\" in its ConfigMap)"
            : "let the proxy end TLS (no certificate at the load balancer), send TLS to its port https, or switch its redirect off"
    }

    private static let plainPorts: Set<IntOrString> = [.string("http"), .string("web"), .int(80), .int(8080), .int(8000)]
}

extension Probe {
    /// The same request without TLS; `nil` where it has none.
    var overHTTP: Probe? {
        guard request.scheme == .https else { return request.scheme == .http ? self : nil }
        return try? Probe(text.replacing(" https://", with: " http://"), headers: request.headers, to: to)
    }
}
