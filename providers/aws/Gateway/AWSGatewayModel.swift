// SPDX-License-Identifier: Apache-2.0

import PortolanGatewayAPI
import PortolanKubernetes
import PortolanManifest
import PortolanModel
import PortolanProvider

/// What the AWS Load Balancer Controller builds from a Gateway.
///
/// The steps, and so the first refusal, come in its order. Source: aws-load-balancer-controller 3.5.0,
/// pkg/gateway/model/base_model_builder.go:126-196, model_build_listener.go:52-130
struct AWSGatewayModel {
    let gateway: Gateway
    let kind: AWSGatewayKind
    let configuration: AWSGatewayConfiguration
    let surroundings: AWSGatewaySurroundings
    /// The target groups by their ids, one for each route, Service and target port.
    var pools: [String: Pool] = [:]
    var poolOrder: [String] = []
    var isDualStack = false
    var notes: [String] = []

    var options: ALBOptions { surroundings.base.options }

    static func exposure(of gateway: Gateway, as kind: AWSGatewayKind, in surroundings: AWSGatewaySurroundings) -> Exposure {
        let found = surroundings.base.cluster.classes.gateway[gateway.className]
        let configuration: AWSGatewayConfiguration
        do {
            configuration = try AWSGatewayConfiguration(of: gateway, class: found, in: surroundings)
        } catch {
            return .failed(error.message)
        }
        var model = AWSGatewayModel(gateway: gateway, kind: kind, configuration: configuration, surroundings: surroundings)
        let attachment = AWSGatewayAttachment(gateway, as: kind, in: surroundings.topology)
        let loaded: AWSGatewayRoutes
        do { loaded = try AWSGatewayRoutes(attachment, in: surroundings) } catch { return .failed(error.message) }
        var exposure = Exposure(status: .provisioned, routes: loaded.statuses, listenerStatus: attachment.conditions(of: gateway, as: kind))
        do {
            let balancer = try model.build(attachment, loaded)
            exposure.loadBalancers = [balancer]
            exposure.address = Address(
                kind: .hostname, scope: balancer.scope ?? .private, families: balancer.families,
                allocation: model.reservedAddresses.isEmpty ? .ephemeral : .reserved, requested: model.reservedAddresses)
            exposure.notes = model.notes + model.furtherNotes(attachment, on: balancer)
        } catch {
            exposure.status = .failed
            exposure.reason = "\(error.isFromDeployment ? "Failed deploy model due to" : "Failed build model due to") \(error.message)"
            exposure.notes = ALBCertificates.notes(on: error)
        }
        return exposure
    }

    private mutating func build(_ attachment: AWSGatewayAttachment, _ routes: AWSGatewayRoutes) throws(Refusal) -> LoadBalancer {
        var balancer = try frame(attachment)
        var used: [String] = []
        for port in try AWSGatewayPort.ports(of: attachment, routes, configuration) {
            guard let (listener, pools) = try listener(port, routes) else { continue }
            balancer.listeners.append(listener)
            used += pools
        }
        var seen: Set<String> = []
        balancer.backends = (used + poolOrder).filter { seen.insert($0).inserted }.compactMap { pools[$0] }
        if kind == .network { balancer.clientIP = clientIP(of: balancer) }
        return balancer
    }

    /// What the pods behind a Network Load Balancer see, where all target groups agree on it.
    private func clientIP(of balancer: LoadBalancer) -> ClientIP? {
        let seen = Set(
            balancer.backends.map { pool -> ClientIP in
                if pool.settings["proxy_protocol_v2.enabled"] == "true" { return .proxyProtocol }
                let isDatagram = ["UDP", "TCP_UDP", "QUIC", "TCP_QUIC"].contains(pool.protocol)
                let keeps = isDatagram || (pool.settings["preserve_client_ip.enabled"].flatMap(GoValue.bool) ?? (pool.via == .node))
                return keeps && (pool.via == .pod || isLocal(pool)) ? .preserved : .node
            })
        return seen.count == 1 ? seen.first : nil
    }

    private func isLocal(_ pool: Pool) -> Bool {
        let parts = pool.service.split(separator: "/", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { return false }
        return surroundings.base.service(parts[1], in: parts[0])?.externalTrafficPolicy == .local
    }

    private func furtherNotes(_ attachment: AWSGatewayAttachment, on balancer: LoadBalancer) -> [String] {
        var notes: [String] = []
        if gateway.metadata.annotations["gateway.k8s.aws/dry-run"] == "true" {
            notes.append(
                "gateway.k8s.aws/dry-run: as long as the Gateway has no load balancer, this is written to it as a plan and not built")
        }
        if gateway.listeners.contains(where: { $0.node.at("tls", "certificateRefs")?.elements.isEmpty == false }) {
            notes.append("certificateRefs are not read: certificates come from a LoadBalancerConfiguration, or from ACM by host")
        }
        let open = Set(balancer.listeners.map(\.port))
        for place in attachment.places where place.fault == nil && !open.contains(place.listener.port) {
            notes.append("the listener \(place.listener.name) opens no port: no route with a backend is attached to it")
        }
        for place in attachment.places {
            if let fault = place.fault { notes.append("the listener \(place.listener.name) is left out: \(fault)") }
        }
        if configuration.losesCapacity {
            notes.append("minimumLoadBalancerCapacity is lost where class and Gateway both have a LoadBalancerConfiguration")
        }
        return notes
    }
}

extension AWSGatewayAttachment {
    /// The conditions of the Gateway's own listeners.
    func conditions(of gateway: Gateway, as kind: AWSGatewayKind) -> [ListenerStatus] {
        places.filter { $0.owner == gateway.typedReference }.map { place in
            let known = place.listener.kinds.map(\.kind)
            let supported = known.isEmpty ? AWSGatewayKind.kinds(of: place.listener.protocol).map(\.rawValue) : known
            let isConflict = place.fault?.hasSuffix("Conflict") ?? false
            return ListenerStatus(
                name: place.listener.name, supportedKinds: supported.filter { kind.routes.map(\.rawValue).contains($0) },
                attachedRoutes: place.routes.count, accepted: ListenerStatus.Condition(place.fault == nil, place.fault ?? "Accepted"),
                resolvedRefs: ListenerStatus.Condition(
                    place.fault != "InvalidRouteKinds", place.fault == "InvalidRouteKinds" ? "InvalidRouteKinds" : "ResolvedRefs"),
                programmed: ListenerStatus.Condition(place.fault == nil, place.fault == nil ? "Programmed" : "Invalid"),
                conflicted: ListenerStatus.Condition(isConflict, isConflict ? place.fault ?? "" : "NoConflicts"))
        }
    }
}
