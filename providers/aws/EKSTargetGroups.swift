// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel
import PortolanProvider

/// A target group: where the traffic of a listener goes and how.
struct EKSTargetGroup {
    var via: Backend.Via
    var port: PortValue
    var `protocol`: String
    var healthCheck: HealthCheck
    /// Attributes as sent, and the matcher of the health check.
    var settings: Settings
    /// Whether targets see the client's address; always so for datagrams.
    var keepsClientAddress: Bool
    /// Whether source ranges stand in the rules of targets behind a load balancer without a group.
    var takesRanges: Bool
    /// `externalTrafficPolicy: Local` of the Service behind.
    var isLocal: Bool

    var proxyProtocol: String? { settings["proxy_protocol_v2.enabled"] == "true" ? "v2" : nil }
}

// Source: aws-load-balancer-controller 3.5.0, pkg/service/model_build_target_group.go
extension EKSModel {
    /// Builds a target group, or takes the one that exists for the same port number. Source: model_build_target_group.go:92-125
    ///
    /// - Parameter backend: The Service behind; another than the own one where an action names it. Annotations are always the own ones.
    func targetGroup(
        _ port: ServicePort, of backend: Service, protocol: String, security: EKSSecurity, isDualStack: Bool,
        groups: inout [String: EKSTargetGroup]
    ) throws(Refusal) -> EKSTargetGroup {
        let id = "\(backend.namespace)/\(backend.name):\(port.port)"
        if let group = groups[id] { return group }
        let via = try targetType(port, of: backend)
        let (check, matcher) = try healthCheck(of: backend, via: via)
        var settings = try targetGroupAttributes(port)
        let preserves = settings["preserve_client_ip.enabled"].flatMap(GoValue.bool) ?? (via == .node)
        if let matcher { settings["Matcher.HttpCode"] = matcher }
        try checkFamilies(of: backend, isDualStack: isDualStack)
        let target = try targetPort(port, of: backend, via: via)
        try checkBinding(via: via, security: security)

        let isDatagram = ["UDP", "TCP_UDP", "QUIC", "TCP_QUIC"].contains(`protocol`)
        let group = EKSTargetGroup(
            via: via, port: target, protocol: `protocol`, healthCheck: check, settings: settings,
            keepsClientAddress: isDatagram || preserves, takesRanges: preserves || takesRanges(`protocol`),
            isLocal: backend.externalTrafficPolicy == .local)
        groups[id] = group
        return group
    }

    /// Source: model_build_target_group.go:730; 2.13.4 looks at UDP alone, model_build_target_group.go:594.
    private func takesRanges(_ spoken: String) -> Bool {
        spoken == "TCP_UDP" ? release.has(EKSFeature.tcpUDPRanges) : ["UDP", "QUIC", "TCP_QUIC"].contains(spoken)
    }

    /// Any text but `ip` means instances. Source: model_build_target_group.go:524-544
    private func targetType(_ port: ServicePort, of backend: Service) throws(Refusal) -> Backend.Via {
        let type = annotations.text(.targetType) ?? options.defaultTargetType
        if type == "ip", !options.isOpen(.enableIPTargetType) {
            throw Refusal("unsupported targetType: ip when EnableIPTargetType is false")
        }
        if type == "ip" || annotations.text(.type) == "nlb-ip" { return .pod }
        if backend.type == .clusterIP {
            throw Refusal("unsupported service type \"ClusterIP\" for load balancer target type \"\(type)\"")
        }
        if port.nodePort == nil, backend.type == .loadBalancer, !backend.allocateLoadBalancerNodePorts {
            throw Refusal("unable to support instance target type with an unallocated NodePort")
        }
        return .node
    }

    /// Source: model_build_target_group.go:140-145, 415-429.
    private func targetPort(_ port: ServicePort, of backend: Service, via: Backend.Via) throws(Refusal) -> PortValue {
        guard via == .node else { return cluster.podPort(of: port, in: backend) }
        guard backend.type != .externalName else { throw Refusal.noInstancePort(in: release) }
        return PortValue(nodePort: port.nodePort)
    }

    /// The attributes of all ports, over them those of this port unless empty, over both the two proxy protocol annotations.
    /// Source: model_build_target_group.go:277-394
    private func targetGroupAttributes(_ port: ServicePort) throws(Refusal) -> Settings {
        var attributes: Settings = ["proxy_protocol_v2.enabled": "false"]
        for pair in try validatedAttributes(.targetGroupAttributes) { attributes[pair.name] = pair.value }
        for pair in try validatedAttributes(.targetGroupAttributesOfPort, ending: String(port.port)) where !pair.value.isEmpty {
            attributes[pair.name] = pair.value
        }
        if let ports = annotations.list(.proxyProtocolPerTargetGroup) {
            for entry in ports where GoValue.int(entry) == nil {
                throw Refusal("invalid port number in proxy-protocol-per-target-group: \(entry)")
            }
            attributes["proxy_protocol_v2.enabled"] = String(ports.contains(String(port.port)))
        }
        if let value = annotations.text(.proxyProtocol) {
            guard value == "*" else {
                throw Refusal(
                    "invalid value \(value) for Load Balancer proxy protocol v2 annotation, only value currently supported is *")
            }
            attributes["proxy_protocol_v2.enabled"] = "true"
        }
        let isEmpty = attributes["proxy_protocol_v2.enabled"]?.isEmpty ?? false
        if isEmpty, release.has(EKSFeature.joinedAttributes) { attributes["proxy_protocol_v2.enabled"] = nil }
        return attributes
    }

    /// Source: model_build_target_group.go:307-325.
    private func validatedAttributes(_ key: EKSAnnotation, ending: String? = nil) throws(Refusal) -> Settings {
        var attributes: Settings = [:]
        for pair in try annotations.pairs(key, ending: ending) ?? [] { attributes[pair.key] = pair.value }
        if let text = attributes["preserve_client_ip.enabled"], GoValue.bool(text) == nil {
            throw Refusal("failed to parse attribute preserve_client_ip.enabled=\(text): \(GoParseError.bool(text))")
        }
        return attributes
    }

    /// A target group is IPv6 where the Service has the family at all. Source: model_build_target_group.go:828-843
    private func checkFamilies(of backend: Service, isDualStack: Bool) throws(Refusal) {
        guard !isDualStack, cluster.families(of: backend).contains(.ipv6) else { return }
        throw Refusal("unsupported IPv6 configuration, lb not dual-stack")
    }

    /// What is read for the binding of targets alone: node labels for instances, the rules flag where the load balancer has no group of its
    /// own, the multi-cluster flag. Source: model_build_target_group.go:563-611, 845-859, 880-902
    private func checkBinding(via: Backend.Via, security: EKSSecurity) throws(Refusal) {
        if via == .node { _ = try annotations.pairs(.targetNodeLabels) }
        if security.mode == .none { _ = try annotations.bool(.manageBackendRules) }
        _ = try annotations.bool(.multiClusterTargetGroup)
    }
}
