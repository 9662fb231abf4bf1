// SPDX-License-Identifier: Apache-2.0

import PortolanGatewayAPI
import PortolanKubernetes
import PortolanManifest
import PortolanModel
import PortolanProvider

// Source: aws-load-balancer-controller 3.5.0, pkg/gateway/model/model_build_target_group.go
extension AWSGatewayModel {
    /// The target group of a Service's port for a route, one for each target port, built where it is first used.
    mutating func targetGroup(
        _ service: Service, _ port: ServicePort, of route: Route, on spoken: String
    ) throws(Refusal) -> (id: String, pool: Pool) {
        let owner = "\(route.kind.rawValue) \(route.metadata.namespace)/\(route.metadata.name)"
        let id = "\(owner) \(service.namespace)/\(service.name):\(port.targetPort.text)"
        if let pool = pools[id] { return (id, pool) }
        if surroundings.base.otherFamilyServices.contains(service.metadata.reference) {
            notes.append(surroundings.base.familyNote(on: service))
        }
        let fields = configuration.targetGroup(surroundings.targetGroup(of: service), for: route)
        let pool = try pool(service, port, fields, of: route, on: spoken)
        pools[id] = pool
        poolOrder.append(id)
        return (id, pool)
    }

    private func pool(
        _ service: Service, _ port: ServicePort, _ fields: LayeredFields, of route: Route, on spoken: String
    ) throws(Refusal) -> Pool {
        let via: Backend.Via = (fields.string("targetType") ?? options.common.defaultTargetType) == "ip" ? .pod : .node
        let back = try backendProtocol(fields, of: route, on: spoken)
        var settings = fields.pairs("targetGroupAttributes")
        let version = kind == .application ? protocolVersion(fields, port, of: route, on: spoken) : nil
        let isGRPC = version == "GRPC"
        let check = try healthCheck(service, fields, via: via, protocol: back, isGRPC: isGRPC)
        if surroundings.base.cluster.families(of: service).contains(.ipv6) {
            guard isDualStack else { throw Refusal("unsupported IPv6 configuration, lb not dual-stack") }
            settings["IpAddressType"] = "ipv6"
        }
        if let number = fields.integer("targetControlPort") {
            guard ["HTTP", "HTTPS"].contains(back) else {
                throw Refusal("target control port is only supported for HTTP and HTTPS protocols, got: \(back)")
            }
            guard via == .pod else { throw Refusal("target control port is not supported for instance target target group") }
            settings["TargetControlPort"] = String(number)
        }
        try service.checkTargetPort(
            port, via: via,
            otherwise: Refusal(
                "TargetGroup port is empty. When using Instance targets, your service must be of type 'NodePort' or 'LoadBalancer'"))
        settings["ProtocolVersion"] = version
        if check.protocol != "TCP" {
            let matcher = fields.field("healthCheckConfig")?.field("matcher")
            settings[isGRPC ? "Matcher.GrpcCode" : "Matcher.HttpCode"] =
                matcher?.optionalString(isGRPC ? "grpcCode" : "httpCode") ?? (isGRPC ? "12" : "200-399")
        }
        return Pool(
            service: "\(service.namespace)/\(service.name)", port: .number(port.port), via: via, protocol: back, healthCheck: check,
            settings: settings)
    }

    private func backendProtocol(_ fields: LayeredFields, of route: Route, on spoken: String) throws(Refusal) -> String {
        if kind == .network, ["TCP_UDP", "QUIC", "TCP_QUIC"].contains(spoken) { return spoken }
        guard let written = fields.string("protocol") else {
            switch route.kind {
            case .http, .grpc: return "HTTP"
            case .tcp: return "TCP"
            case .udp: return "UDP"
            case .tls: return "TLS"
            }
        }
        let known = kind == .application ? ["HTTP", "HTTPS"] : ["TCP", "TLS", "UDP", "TCP_UDP"]
        guard known.contains(written) else {
            let shown = kind == .application ? known : ["TCP", "UDP", "TCP_UDP", "TLS", "QUIC", "TCP_QUIC"]
            throw Refusal("backend protocol must be within [\(shown.joined(separator: ", "))]: \(written)")
        }
        return written
    }

    /// Only behind an HTTPS listener another version than HTTP/1.1 is spoken.
    private func protocolVersion(_ fields: LayeredFields, _ port: ServicePort, of route: Route, on spoken: String) -> String {
        guard spoken == "HTTPS" else { return "HTTP1" }
        if let written = fields.string("protocolVersion") { return written }
        if route.kind == .grpc { return "GRPC" }
        return port.appProtocol == "kubernetes.io/h2c" ? "HTTP2" : "HTTP1"
    }

    private func healthCheck(
        _ service: Service, _ fields: LayeredFields, via: Backend.Via, protocol: String, isGRPC: Bool
    ) throws(Refusal) -> HealthCheck {
        let config = fields.field("healthCheckConfig")
        let asksProxy = kind == .network && via == .node && service.externalTrafficPolicy == .local
        let port: PortValue
        if let written = config?.optionalString("healthCheckPort") {
            port = try service.healthCheckPort(written, via: via, isWrapped: false)
        } else {
            port = asksProxy ? PortValue(nodePort: service.healthCheckNodePort) : .traffic
        }
        let usual = kind == .application ? `protocol` : asksProxy ? "HTTP" : "TCP"
        let spoken = config?.optionalString("healthCheckProtocol") ?? usual
        let usualPath = isGRPC ? "/AWS.ALB/healthcheck" : asksProxy ? "/healthz" : "/"
        return HealthCheck(
            protocol: spoken, port: port, path: spoken == "TCP" ? nil : config?.optionalString("healthCheckPath") ?? usualPath,
            interval: config?.integer("healthCheckInterval") ?? (asksProxy ? 10 : 15),
            timeout: config?.integer("healthCheckTimeout") ?? (asksProxy ? 6 : 5),
            healthyThreshold: config?.integer("healthyThresholdCount") ?? (asksProxy ? 2 : 3),
            unhealthyThreshold: config?.integer("unhealthyThresholdCount") ?? (asksProxy ? 2 : 3))
    }
}
