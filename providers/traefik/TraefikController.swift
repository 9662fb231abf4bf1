// SPDX-License-Identifier: Apache-2.0

public import PortolanKubernetes
public import PortolanModel
public import PortolanProvider

/// Traefik with its Kubernetes providers, as k3s and Traefik's own chart install it.
public struct TraefikController: RoutingController {
    /// Makes the controller.
    public init() {}

    /// Takes Ingresses and, where the option says so, Gateways of Traefik's classes.
    public func claims(_ entrance: Entrance, in cluster: Cluster) -> Bool {
        guard cluster.options["traefik"] != "false" else { return false }
        switch entrance {
        case .ingress(let ingress): return Claim(cluster).takes(ingress)
        case .gateway(let gateway): return GatewayProvider.claims(gateway, in: cluster)
        case .service: return false
        }
    }

    /// One proxy with one table of rules for all that it serves.
    public func exposures(of claimed: [Entrance], in cluster: Cluster) -> [Exposure] {
        let proxy = Proxy(claimed, cluster)
        return claimed.map { proxy.exposure(of: $0) }
    }
}
