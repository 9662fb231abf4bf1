// SPDX-License-Identifier: Apache-2.0

public import PortolanModel

/// The objects that have a type of their own, in the order of the input.
extension Inventory {
    /// Ingresses of all versions.
    public var ingresses: [Ingress] {
        typed("Ingress", in: ["networking.k8s.io", "extensions"]) { Ingress($0) }
    }

    /// Ingress classes.
    public var ingressClasses: [IngressClass] { typed("IngressClass", in: ["networking.k8s.io"]) { IngressClass($0) } }

    /// Network policies.
    public var networkPolicies: [NetworkPolicy] { typed("NetworkPolicy", in: ["networking.k8s.io", "extensions"]) { NetworkPolicy($0) } }

    /// Autoscalers.
    public var autoscalers: [HorizontalPodAutoscaler] {
        typed("HorizontalPodAutoscaler", in: ["autoscaling"]) { HorizontalPodAutoscaler($0) }
    }

    /// Disruption budgets.
    public var disruptionBudgets: [PodDisruptionBudget] { typed("PodDisruptionBudget", in: ["policy"]) { PodDisruptionBudget($0) } }

    /// Endpoints objects, then endpoint slices.
    public var serviceEndpoints: [ServiceEndpoints] {
        typed("Endpoints", in: [""]) { ServiceEndpoints($0) } + typed("EndpointSlice", in: ["discovery.k8s.io"]) { ServiceEndpoints($0) }
    }

    /// Nodes, where a cluster's dump holds them.
    public var nodes: [Node] { typed("Node", in: [""]) { Node($0) } }

    /// The Secrets that the API server refuses, so that they do not exist.
    public var refusedSecrets: Set<ObjectReference> { Set(rejections.map(\.reference).filter { $0.kind == "Secret" }) }

    /// Namespaces.
    public var namespaces: [Namespace] { typed("Namespace", in: [""]) { Namespace($0) } }

    /// Gateways.
    public var gateways: [Gateway] { typed("Gateway", in: ["gateway.networking.k8s.io"]) { Gateway($0) } }

    /// Gateway classes.
    public var gatewayClasses: [GatewayClass] { typed("GatewayClass", in: ["gateway.networking.k8s.io"]) { GatewayClass($0) } }

    /// Routes of all protocols.
    public var gatewayRoutes: [GatewayRoute] {
        ["HTTPRoute", "GRPCRoute", "TLSRoute", "TCPRoute", "UDPRoute"].flatMap { kind in
            typed(kind, in: ["gateway.networking.k8s.io"]) { GatewayRoute($0) }
        }
    }

    private func typed<Kind>(_ kind: String, in groups: [String], _ make: (ObjectMeta) -> Kind) -> [Kind] {
        groups.flatMap { objects(kind: kind, group: $0).map { make($0.metadata) } }
    }
}
