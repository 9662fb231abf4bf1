// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel

extension Service {
    /// Listeners of a passthrough load balancer: the packet reaches the node still addressed to the forwarding rule's port, so node ports
    /// play no part.
    ///
    /// The firewall admits the Service's ports only, however wide the rule is.
    ///
    /// - Parameter protocols: The protocols that the forwarding rule carries; ports of another are not reachable through it.
    func listeners(_ protocols: [TransportProtocol], healthCheck: HealthCheck, settings: Settings) -> [Listener] {
        ports.filter { protocols.contains($0.protocol) }.map { port in
            let name = port.protocol.rawValue
            return Listener(
                port: port.port, protocol: name, backend: Backend(via: .node, port: .number(port.port), protocol: name),
                healthCheck: healthCheck, settings: settings)
        }
    }

    /// The protocol of the first port, which stands for all where a controller does not serve a mix.
    ///
    /// Source: ingress-gce pkg/utils/utils.go:539, cloud-provider-gcp providers/gce/gce_loadbalancer_internal.go:1005.
    var firstProtocol: TransportProtocol { ports.first?.protocol ?? .tcp }

    /// `CLIENT_IP` or `NONE`: the timeout is not used.
    var gceAffinity: String { hasClientIPAffinity ? "CLIENT_IP" : "NONE" }

    /// What pods see as their peer: kube-proxy rewrites it unless the policy is Local.
    var clientIP: ClientIP { externalTrafficPolicy == .local ? .preserved : .node }
}

/// The range from the lowest to the highest port, in the Compute API's spelling.
func portRange(of ports: [ServicePort]) -> String? {
    let numbers = ports.map(\.port)
    guard let low = numbers.min(), let high = numbers.max() else { return nil }
    return "\(low)-\(high)"
}

/// The most ports that one forwarding rule names one by one.
///
/// Source: ingress-gce pkg/l4/resources/forwarding_rules.go:41, cloud-provider-gcp providers/gce/gce_loadbalancer_internal.go:53.
let maxForwardedPorts = 5
