// SPDX-License-Identifier: Apache-2.0

import PortolanGatewayAPI
public import PortolanKubernetes
import PortolanManifest
public import PortolanModel
public import PortolanProvider

/// The Gateway API side of the AWS Load Balancer Controller: a load balancer for each Gateway, an Application or a Network one by its class.
public struct AWSGatewayController: RoutingController {
    /// Makes the controller.
    public init() {}

    /// Whether it takes a Gateway: by the controller that the Gateway's class names, as the chart brings no class along.
    ///
    /// Source: aws-load-balancer-controller 3.5.0, controllers/gateway/gateway_controller.go:207-221
    public func claims(_ entrance: Entrance, in cluster: Cluster) -> Bool {
        guard case .gateway(let gateway) = entrance else { return false }
        return AWSGatewayKind(of: gateway, in: cluster) != nil
    }

    /// The exposures of the Gateways that it claims, each built for itself.
    public func exposures(of claimed: [Entrance], in cluster: Cluster) -> [Exposure] {
        let surroundings = AWSGatewaySurroundings(cluster)
        return claimed.map { entrance in
            guard case .gateway(let gateway) = entrance, let kind = AWSGatewayKind(of: gateway, in: cluster) else {
                return .unclaimed("the controller takes Gateways alone")
            }
            var exposure = AWSGatewayModel.exposure(of: gateway, as: kind, in: surroundings)
            if !cluster.release.has(AWSGatewayFeature.asRead) { exposure.notes.append(Self.unreadNote) }
            return exposure
        }
    }

    /// Why a Gateway of a class of its own is left alone: the gate is shut, or the release has none.
    public func remark(onUnclaimed entrance: Entrance, in cluster: Cluster) -> String? {
        guard case .gateway(let gateway) = entrance, let kind = AWSGatewayKind(classOf: gateway, in: cluster) else { return nil }
        let gate = kind.gate.rawValue
        guard cluster.release.has(AWSGatewayFeature.gateways) else {
            return "this release does not serve Gateways yet"
        }
        guard cluster.release.has(AWSGatewayFeature.openGates) else {
            return "the feature gate \(gate) is shut, as it is by default in this release (featureGates=\(gate)=true opens it)"
        }
        return "the feature gate \(gate) is shut"
    }

    private static let unreadNote =
        "the Gateway side was read at a newer release alone: where this one differs, the prediction does not know it"
}

/// Which load balancer a Gateway's class stands for.
enum AWSGatewayKind: String {
    case application = "gateway.k8s.aws/alb"
    case network = "gateway.k8s.aws/nlb"

    /// The kind of a Gateway; `nil` where its class is missing or another controller's, or where the controller's gate is shut.
    init?(of gateway: Gateway, in cluster: Cluster) {
        guard let kind = AWSGatewayKind(classOf: gateway, in: cluster), EKSOptions(cluster).isOpen(kind.gate) else { return nil }
        self = kind
    }

    /// The kind that a Gateway's class stands for, whether the controller serves it or not.
    init?(classOf gateway: Gateway, in cluster: Cluster) {
        guard let found = cluster.classes.gateway[gateway.className], let kind = AWSGatewayKind(rawValue: found.controllerName) else {
            return nil
        }
        self = kind
    }

    /// The gate before it.
    var gate: EKSOptions.Gate { self == .application ? .albGatewayAPI : .nlbGatewayAPI }

    var product: String { self == .application ? "aws-alb" : "aws-nlb" }

    /// The protocols of listeners that it takes.
    var protocols: Set<String> { self == .application ? ["HTTP", "HTTPS"] : ["TCP", "UDP", "TLS"] }

    /// The kinds of routes that it looks at.
    var routes: [Route.Kind] { self == .application ? [.http, .grpc] : [.tcp, .udp, .tls] }

    /// The kinds that a listener takes where it names none. Source: pkg/gateway/routeutils/constants.go:34
    static func kinds(of protocol: String) -> [Route.Kind] {
        switch `protocol` {
        case "HTTP": [.http]
        case "HTTPS": [.http, .grpc]
        case "TLS": [.tls, .tcp]
        case "TCP": [.tcp]
        case "UDP": [.udp]
        default: []
        }
    }
}

/// What the controller asks the cluster, indexed once for all Gateways.
struct AWSGatewaySurroundings {
    /// What the Ingress side asks too: Services, Secrets, flags.
    let base: ALBSurroundings
    let topology: GatewayTopology
    /// LoadBalancerConfigurations, TargetGroupConfigurations and ListenerRuleConfigurations that the API server takes.
    private let objects: [ObjectReference: ObjectMeta]
    /// Why it refuses the others.
    private let faults: [ObjectReference: String]
    /// The first TargetGroupConfiguration for each Service, by namespace and name.
    private let targetGroups: [String: ObjectMeta]

    init(_ cluster: Cluster) {
        base = ALBSurroundings(cluster)
        topology = GatewayTopology(
            cluster,
            for: GatewayImplementation(
                product: AWSGatewayKind.application.product,
                controllerNames: [AWSGatewayKind.application.rawValue, AWSGatewayKind.network.rawValue]))
        var objects: [ObjectReference: ObjectMeta] = [:]
        var faults: [ObjectReference: String] = [:]
        var targetGroups: [String: ObjectMeta] = [:]
        for kind in AWSGatewaySchema.allCases {
            for metadata in cluster.inventory.objects(kind: kind.rawValue, group: "gateway.k8s.aws").map(\.metadata) {
                let reasons = kind.schema.faults(inSpecOf: metadata)
                guard reasons.isEmpty else {
                    faults[metadata.reference] = "\(metadata.location): " + reasons.map(\.message).joined(separator: "; ")
                    continue
                }
                objects[metadata.reference] = metadata
                guard kind == .targetGroup, let target = metadata.node.at("spec", "targetReference") else { continue }
                guard target.optionalString("kind") ?? "Service" == "Service" else { continue }
                let key = "\(metadata.namespace)/\(target.string("name"))"
                if targetGroups[key] == nil { targetGroups[key] = metadata }
            }
        }
        self.objects = objects
        self.faults = faults
        self.targetGroups = targetGroups
    }

    /// An object of the controller's own kinds; `nil` where there is none.
    func object(_ kind: AWSGatewaySchema, _ namespace: String, _ name: String) -> ObjectMeta? {
        objects[ObjectReference(kind: kind.rawValue, namespace: namespace, name: name)]
    }

    /// The message of the API server for an object that is not there, with the reason where it was refused.
    func missing(_ kind: AWSGatewaySchema, _ namespace: String, _ name: String) -> Refusal {
        let fault = faults[ObjectReference(kind: kind.rawValue, namespace: namespace, name: name)]
        let why = fault.map { ": the API server refuses it (\($0))" } ?? ""
        return Refusal("\(kind.rawValue.lowercased())s.gateway.k8s.aws \"\(name)\" not found\(why)")
    }

    /// The TargetGroupConfiguration for a Service.
    func targetGroup(of service: Service) -> ObjectMeta? { targetGroups["\(service.namespace)/\(service.name)"] }
}
