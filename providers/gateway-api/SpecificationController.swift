// SPDX-License-Identifier: Apache-2.0

import PortolanGatewayAPI
public import PortolanKubernetes
public import PortolanModel
public import PortolanProvider

/// An implementation of the Gateway API of which no more is known than the specification, its conformance reports and the Service that it makes.
public struct SpecificationController: RoutingController {
    private let row: Implementation
    private let choices: GatewayImplementation

    /// The ids that there is a row for.
    public static let ids: [String] = Implementations.all.map(\.id)

    /// Makes the controller of an id; `nil` where there is no such row.
    public init?(_ id: String) {
        guard let row = Implementations.all.first(where: { $0.id == id }) else { return nil }
        self.row = row
        var choices = GatewayImplementation(product: row.id, controllerNames: row.controllerNames)
        choices.installedClasses = row.installedClasses
        let reports = row.controllerNames.sorted().compactMap { SupportReports.builtIn.implementation(controller: $0) }
        if let report = reports.first {
            choices.isolatesListeners = report.support(of: "GatewayHTTPListenerIsolation") != .unsupported
            choices.endsTLSForRoutes = report.support(of: "TLSRouteModeTerminate") != .unsupported
            choices.mixesTLSModes = report.support(of: "TLSRouteModeMixed") != .unsupported
        }
        self.choices = choices
    }

    /// The controller names of its classes.
    public var controllerNames: Set<String> { choices.controllerNames }

    /// Gateways only.
    public var kinds: Set<String> { ["Gateway"] }

    /// Takes Gateways whose class has its controller name.
    public func claims(_ entrance: Entrance, in cluster: Cluster) -> Bool {
        guard case .gateway(let gateway) = entrance else { return false }
        return GatewayTopology.claims(gateway, in: cluster, as: choices)
    }

    /// The exposures of the Gateways that it takes.
    public func exposures(of claimed: [Entrance], in cluster: Cluster) -> [Exposure] {
        let topology = GatewayTopology(cluster, for: choices)
        let controllers = Dictionary(cluster.gatewayClasses.map { ($0.metadata.name, $0.controllerName) }) { first, _ in first }
        let proxied = claimed.map { entrance -> ProxiedGateway in
            guard case .gateway(let gateway) = entrance else { preconditionFailure("\(row.id) claims Gateways only") }
            let outcome = topology.outcome(of: gateway)
            let report = controllers[gateway.className].flatMap { SupportReports.builtIn.implementation(controller: $0) }
            return ProxiedGateway(
                outcome: outcome, balancer: topology.loadBalancer(of: outcome), service: row.service?.service(for: outcome),
                notes: report?.notes(on: outcome) ?? [])
        }
        return topology.exposures(of: proxied)
    }
}
