// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel
import PortolanProvider

// Source: aws-load-balancer-controller 3.5.0, pkg/ingress/model_build_target_group.go
extension ALBModel {
    /// The target group of a Service's port for an Ingress, built where it is first used; the Service's annotations win over the Ingress's.
    mutating func targetGroup(_ service: Service, _ wanted: IntOrString, of member: ALBMember) throws(Refusal) -> (id: String, pool: Pool) {
        let id = "\(member.key)-\(service.name):\(wanted.text)"
        if let pool = pools[id] { return (id, pool) }
        if surroundings.otherFamilyServices.contains(service.metadata.reference) {
            lose(member, surroundings.familyNote(on: service))
        }
        let port = try service.port(wanted)
        let annotations = ALBAnnotations(service.annotations, member.ingress.metadata.annotations, in: release)
        let pool = try pool(service, port, wanted, annotations, of: member)
        pools[id] = pool
        poolOrder.append(id)
        return (id, pool)
    }

    private func pool(
        _ service: Service, _ port: ServicePort, _ wanted: IntOrString, _ annotations: ALBAnnotations, of member: ALBMember
    ) throws(Refusal) -> Pool {
        let via = try via(annotations, of: member)
        let spoken = annotations.text(.backendProtocol) ?? "HTTP"
        guard ["HTTP", "HTTPS"].contains(spoken) else { throw Refusal("backend protocol must be within [HTTP, HTTPS]: \(spoken)") }
        let version = annotations.text(.backendProtocolVersion) ?? "HTTP1"
        guard ["HTTP1", "HTTP2", "GRPC"].contains(version) else {
            throw Refusal("backend protocol version must be within [HTTP1, HTTP2, GRPC]: \(version)")
        }
        let isGRPC = version == "GRPC"
        let check = try healthCheck(service, annotations, via: via, protocol: spoken, isGRPC: isGRPC)
        var settings = Settings(pairs: try annotations.pairs(.targetGroupAttributes))
        try checkTags(service, of: member)
        if surroundings.cluster.families(of: service).contains(.ipv6) {
            guard isDualStack else { throw Refusal("unsupported IPv6 configuration, lb not dual-stack") }
            settings["IpAddressType"] = "ipv6"
        }
        let controlPort = try annotations.int32(.targetControlPort, ending: "\(service.name).\(wanted.text)")
        guard via == .pod || controlPort == nil else {
            throw Refusal("target control port is not supported for instance target target group")
        }
        try service.checkTargetPort(port, via: via, otherwise: .noInstancePort(in: release))
        settings["TargetControlPort"] = controlPort.map { String($0) }
        settings["ProtocolVersion"] = version
        settings[isGRPC ? "Matcher.GrpcCode" : "Matcher.HttpCode"] = annotations.text(.successCodes) ?? (isGRPC ? "12" : "200")
        if via == .node { _ = try annotations.pairs(.targetNodeLabels) }
        if try member.annotations.bool(.multiClusterTargetGroup) != true {
            _ = try ALBAnnotations(service.annotations, in: release).bool(.multiClusterTargetGroup)
        }
        return Pool(
            service: "\(service.namespace)/\(service.name)", port: .number(port.port), via: via, protocol: spoken, healthCheck: check,
            settings: settings)
    }

    private func via(_ annotations: ALBAnnotations, of member: ALBMember) throws(Refusal) -> Backend.Via {
        let type = member.parameters?.targetType ?? annotations.text(.targetType) ?? options.common.defaultTargetType
        switch type {
        case "instance": return .node
        case "ip":
            guard options.common.isOpen(.enableIPTargetType) else {
                throw Refusal("unsupported targetType: ip when EnableIPTargetType is false")
            }
            return .pod
        default: throw Refusal("unknown targetType: \(type)")
        }
    }

    /// The pods' own probes are not looked at. Source: model_build_target_group.go:342-490
    private func healthCheck(
        _ service: Service, _ annotations: ALBAnnotations, via: Backend.Via, protocol: String, isGRPC: Bool
    ) throws(Refusal) -> HealthCheck {
        let port = try service.healthCheckPort(annotations.text(.healthCheckPort) ?? "traffic-port", via: via)
        let spoken = annotations.text(.healthCheckProtocol) ?? `protocol`
        guard ["HTTP", "HTTPS"].contains(spoken) else { throw Refusal("healthCheckProtocol must be within [HTTP, HTTPS]") }
        return HealthCheck(
            protocol: spoken, port: port, path: annotations.text(.healthCheckPath) ?? (isGRPC ? "/AWS.ALB/healthcheck" : "/"),
            interval: try annotations.int32(.healthCheckInterval) ?? 15, timeout: try annotations.int32(.healthCheckTimeout) ?? 5,
            healthyThreshold: try annotations.int32(.healthyThreshold) ?? 2,
            unhealthyThreshold: try annotations.int32(.unhealthyThreshold) ?? 2)
    }

    /// Source: model_build_tags.go:50-80.
    private func checkTags(_ service: Service, of member: ALBMember) throws(Refusal) {
        let place = "failed build tags for Ingress \(member.key) and Service \(service.namespace)/\(service.name)"
        try check(Settings(pairs: try ALBAnnotations(service.annotations, in: release).pairs(.tags)), place)
        try check(Settings(pairs: try member.annotations.pairs(.tags)), place)
    }
}
