// SPDX-License-Identifier: Apache-2.0

public import PortolanKubernetes
public import PortolanModel

/// A routing controller that serves Ingresses by one code and Gateways by another.
public struct SplitRoutingController: RoutingController {
    private let ingresses: any RoutingController
    private let gateways: any RoutingController

    /// Joins the two.
    public init(ingresses: any RoutingController, gateways: any RoutingController) {
        self.ingresses = ingresses
        self.gateways = gateways
    }

    /// Whether the part for the object's kind takes it.
    public func claims(_ entrance: Entrance, in cluster: Cluster) -> Bool { part(for: entrance).claims(entrance, in: cluster) }

    /// The exposures of both parts, in the order of the objects.
    public func exposures(of claimed: [Entrance], in cluster: Cluster) -> [Exposure] {
        let isGateway = claimed.map { entrance in if case .gateway = entrance { true } else { false } }
        var routed = gateways.exposures(of: zip(claimed, isGateway).filter(\.1).map(\.0), in: cluster)[...]
        var others = ingresses.exposures(of: zip(claimed, isGateway).filter { !$0.1 }.map(\.0), in: cluster)[...]
        return isGateway.map { isGateway in
            (isGateway ? routed.popFirst() : others.popFirst()) ?? .unclaimed("the controller gave no answer")
        }
    }

    /// What the part for the object's kind says.
    public func remark(onUnclaimed entrance: Entrance, in cluster: Cluster) -> String? {
        part(for: entrance).remark(onUnclaimed: entrance, in: cluster)
    }

    private func part(for entrance: Entrance) -> any RoutingController {
        if case .gateway = entrance { gateways } else { ingresses }
    }
}
