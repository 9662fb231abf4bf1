// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel
import PortolanProvider

// The Classic Load Balancer, in the order of its refusals.
// Source: cloud-provider-aws 1.34.0, pkg/providers/v1/aws.go:2359-2813
extension CCMModel {
    func classicExposure() throws(Refusal) -> Exposure {
        // Source: aws_validations.go:85-88
        if self[.targetGroupAttributes] != nil { throw Refusal("target group attributes annotation is only supported for NLB") }
        try refuseUnsupportedSpec(isNLB: false)
        var listeners = try classicListeners()
        try refuseLoadBalancerIP()
        let hasProxyProtocol = try classicProxyProtocol()
        let settings = try classicAttributes()
        let subnets = try subnets()
        let sourceRanges = try classicSourceRanges()
        guard !listeners.isEmpty else {
            throw Refusal("ValidationError: a Classic Load Balancer needs a listener, and no port of the Service has a node port")
        }

        let check = try classicHealthCheck()
        for index in listeners.indices {
            listeners[index].healthCheck = check
            if hasProxyProtocol { listeners[index].backend?.proxyProtocol = "v1" }
        }
        let balancer = LoadBalancer(
            product: "aws-clb", scope: scope, families: [.ipv4], listeners: listeners, sourceRanges: sourceRanges,
            clientIP: Self.classicClientIP(listeners, hasProxyProtocol: hasProxyProtocol), subnets: subnets ?? [],
            securityGroups: (list(.securityGroups) ?? []) + (list(.extraSecurityGroups) ?? []), tags: pairs(.additionalTags),
            settings: settings)
        return Exposure(
            status: .provisioned, address: Address(kind: .hostname, scope: scope, families: [.ipv4]), loadBalancers: [balancer],
            notes: classicNotes(sourceRanges: sourceRanges))
    }

    /// Source: aws.go:2099-2131, 302-307.
    private func classicListeners() throws(Refusal) -> [Listener] {
        let certificate = filled(.certificate)
        let written = filled(.backendProtocol)
        var listeners: [Listener] = []
        for port in ports {
            var (front, back) = ("TCP", "TCP")
            var tls: TLS?
            if let certificate, takesTLS(port) {
                switch written {
                case nil, "tcp": (front, back) = ("TLS", "TCP")
                case "ssl": (front, back) = ("TLS", "TLS")
                case "http": (front, back) = ("HTTPS", "HTTP")
                case "https": (front, back) = ("HTTPS", "HTTPS")
                case let other?:
                    throw Refusal("Invalid backend protocol \(other) for \(certificate) in \(CCMAnnotation.backendProtocol.rawValue)")
                }
                tls = TLS(certificates: [certificate], policy: filled(.tlsPolicy))
            } else if written == "http" {
                (front, back) = ("HTTP", "HTTP")
            }
            let backend = Backend(via: .node, port: PortValue(nodePort: port.nodePort), protocol: back)
            listeners.append(Listener(port: port.port, protocol: front, backend: backend, tls: tls))
        }
        return listeners
    }

    /// Source: aws.go:2565-2573.
    private func classicProxyProtocol() throws(Refusal) -> Bool {
        guard let value = filled(.proxyProtocol) else { return false }
        guard value == "*" else {
            let annotation = "\"\(CCMAnnotation.proxyProtocol.rawValue)\"=\(GoValue.quoted(value))"
            throw Refusal("annotation \(annotation) detected, but the only value supported currently is '*'")
        }
        return true
    }

    /// Four attributes are always set. Source: aws.go:2575-2671
    private func classicAttributes() throws(Refusal) -> Settings {
        var settings: Settings = [:]
        if let minutes = try int32(.accessLogEmitInterval) { settings["AccessLog.EmitInterval"] = String(minutes) }
        settings["AccessLog.Enabled"] = String(try bool(.accessLogEnabled) ?? false)
        settings["AccessLog.S3BucketName"] = filled(.accessLogBucketName)
        settings["AccessLog.S3BucketPrefix"] = filled(.accessLogBucketPrefix)
        settings["ConnectionDraining.Enabled"] = String(try bool(.drainingEnabled) ?? false)
        if let seconds = try int32(.drainingTimeout) { settings["ConnectionDraining.Timeout"] = String(seconds) }
        settings["ConnectionSettings.IdleTimeout"] = String(try int32(.idleTimeout) ?? 60)
        settings["CrossZoneLoadBalancing.Enabled"] = String(try bool(.crossZone) ?? false)
        return settings
    }

    /// The ranges go into the group that the controller makes, and only there. Source: aws.go:1996-2025, 2695-2712
    private func classicSourceRanges() throws(Refusal) -> [String]? { hasOwnGroup ? nil : try rangesInRules() }

    private var hasOwnGroup: Bool { list(.securityGroups)?.isEmpty == false || options["elbSecurityGroup"]?.isEmpty == false }

    /// What the pods see.
    ///
    /// A Classic Load Balancer opens connections of its own.
    private static func classicClientIP(_ listeners: [Listener], hasProxyProtocol: Bool) -> ClientIP? {
        if hasProxyProtocol { return .proxyProtocol }
        let proxies = listeners.filter { $0.protocol.hasPrefix("HTTP") }
        if proxies.isEmpty { return .node }
        return proxies.count == listeners.count ? .forwardedHeader : nil
    }

    private func classicNotes(sourceRanges: [String]?) -> [String] {
        var notes: [String] = []
        let namesRanges = !service.loadBalancerSourceRanges.isEmpty || self[.sourceRanges]?.trimmingSpaces().isEmpty == false
        if namesRanges, hasOwnGroup { notes.append("source ranges have no effect beside security groups of one's own") }
        if let type = filled(.type) { notes.append("aws-load-balancer-type \"\(type)\" is unknown, which means a Classic Load Balancer") }
        if let isInternal = filled(.internal), isInternal != "true", isInternal != "false" {
            notes.append("aws-load-balancer-internal \"\(isInternal)\" counts as true")
        }
        let served = Set(ports.map(\.port))
        for port in service.ports where !served.contains(port.port) {
            notes.append("port \(port.port) is skipped: it has no node port")
        }
        return notes
    }
}
