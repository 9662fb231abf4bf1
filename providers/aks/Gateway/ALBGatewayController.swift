// SPDX-License-Identifier: Apache-2.0

import PortolanGatewayAPI
public import PortolanKubernetes
import PortolanManifest
public import PortolanModel
public import PortolanProvider

/// The ALB Controller of Application Gateway for Containers: each Gateway is a frontend of such a gateway.
///
/// Source: Microsoft Learn and the controller's conformance report; its code is not public.
public struct ALBGatewayController: RoutingController {
    /// Makes the controller.
    public init() {}

    /// Gateways only.
    public var kinds: Set<String> { ["Gateway"] }

    /// Takes Gateways of its classes; `azure-alb-external` is installed with it.
    public func claims(_ entrance: Entrance, in cluster: Cluster) -> Bool {
        guard case .gateway(let gateway) = entrance else { return false }
        return GatewayTopology.claims(gateway, in: cluster, as: .azureALB)
    }

    /// The exposures of the Gateways that it takes.
    public func exposures(of claimed: [Entrance], in cluster: Cluster) -> [Exposure] {
        let topology = GatewayTopology(cluster, for: .azureALB)
        let policies = ALBGatewayPolicies(cluster.inventory)
        return claimed.map { entrance in
            guard case .gateway(let gateway) = entrance else { return .unclaimed("the ALB Controller serves Gateways only") }
            return exposure(of: gateway, in: topology, policies)
        }
    }

    private func exposure(of gateway: Gateway, in topology: GatewayTopology, _ policies: ALBGatewayPolicies) -> Exposure {
        let outcome = topology.outcome(of: gateway)
        guard let home = ALBHome(gateway) else {
            return .failed(
                "neither the annotation alb.networking.azure.io/alb-id nor alb-namespace and alb-name are set, so no Application Gateway for Containers serves the Gateway"
            )
        }
        var balancer = topology.loadBalancer(of: outcome)
        balancer.scope = .public
        balancer.families = [.ipv4]
        balancer.clientIP = .forwardedHeader
        balancer.settings.merge(home.settings)
        balancer.settings.merge(policies.settings(of: gateway))
        for index in balancer.backends.indices { policies.apply(to: &balancer.backends[index]) }
        let frontend = policies.frontend(of: gateway)
        for index in balancer.listeners.indices {
            if balancer.listeners[index].tls != nil {
                balancer.listeners[index].tls?.policy = frontend.policy
                if frontend.verifies { balancer.listeners[index].settings["clientCertificate"] = "required" }
            }
            guard case .route(var rules) = balancer.listeners[index].duty else { continue }
            for place in rules.indices {
                guard let route = rules[place].origin?.object else { continue }
                rules[place].settings.merge(policies.settings(of: route))
            }
            balancer.listeners[index].duty = .route(rules)
        }
        let report = SupportReports.builtIn.implementation(named: "azure-application-gateway-for-containers")
        return Exposure(
            status: .provisioned,
            address: Address(
                kind: .hostname, scope: .public, families: [.ipv4], allocation: home.frontends.isEmpty ? .ephemeral : .reserved,
                requested: home.frontends),
            loadBalancers: [balancer], notes: report?.notes(on: outcome) ?? [], routes: outcome.routes,
            listenerStatus: outcome.listenerStatus)
    }
}

/// Which Application Gateway for Containers a Gateway is on.
private struct ALBHome {
    /// What says so, under the annotations' own names.
    let settings: Settings
    /// The frontends of one's own that it asks for.
    let frontends: [String]

    init?(_ gateway: Gateway) {
        let annotations = gateway.metadata.annotations
        let prefix = "alb.networking.azure.io/"
        if let id = annotations["\(prefix)alb-id"], !id.isEmpty {
            settings = ["alb-id": id]
            frontends = (gateway.metadata.node.field("spec")?.items("addresses") ?? [])
                .filter { $0.string("type") == "\(prefix)alb-frontend" }.map { $0.string("value") }
        } else if let name = annotations["\(prefix)alb-name"], let namespace = annotations["\(prefix)alb-namespace"], !name.isEmpty,
            !namespace.isEmpty
        {
            settings = ["alb-name": name, "alb-namespace": namespace]
            frontends = []
        } else {
            return nil
        }
    }
}

extension GatewayImplementation {
    /// What the ALB Controller decides where the specification leaves a choice.
    static let azureALB: GatewayImplementation = {
        var choices = GatewayImplementation(
            product: "azure-agc", controllerNames: ["alb.networking.azure.io/alb-controller"])
        choices.installedClasses = ["azure-alb-external"]
        choices.via = .pod
        // Source: its conformance report has the profiles GATEWAY-HTTP and GATEWAY-GRPC.
        choices.kinds = ["HTTP": [.http, .grpc], "HTTPS": [.http, .grpc]]
        // Source: Microsoft Learn, Application Gateway for Containers: listeners on 80 and 443.
        choices.ports = ["HTTP": [80, 443], "HTTPS": [80, 443]]
        // Source: its conformance report, GatewayHTTPListenerIsolation.
        choices.isolatesListeners = false
        return choices
    }()
}
