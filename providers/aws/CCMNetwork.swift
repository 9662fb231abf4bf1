// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel
import PortolanProvider

// The Network Load Balancer, in the order of its refusals.
// Source: cloud-provider-aws 1.34.0, pkg/providers/v1/aws.go:2359-2563, aws_loadbalancer.go:149-536
extension CCMModel {
    func networkExposure() throws(Refusal) -> Exposure {
        let attributes = try targetGroupAttributes()
        try refuseUnsupportedSpec(isNLB: true)
        // A Service whose ports are all skipped has no health check to refuse.
        let check = ports.isEmpty ? nil : try networkHealthCheck()
        try refuseLoadBalancerIP()
        let subnets = try subnets()
        let addresses = try requestedAddresses(subnetCount: subnets?.count ?? options.integer("discoveredSubnets") ?? 3)
        let settings = try networkSettings()
        let sourceRanges = try networkSourceRanges()

        let listeners = ports.map { networkListener($0, healthCheck: check, attributes: attributes) }
        let balancer = LoadBalancer(
            product: "aws-nlb", scope: scope, families: [.ipv4], listeners: listeners, sourceRanges: sourceRanges,
            clientIP: networkClientIP(attributes), subnets: subnets ?? [], securityGroups: managesGroup ? list(.securityGroups) ?? [] : [],
            tags: pairs(.additionalTags), settings: settings)
        let address = Address(
            kind: .hostname, scope: scope, families: [.ipv4], allocation: addresses.isEmpty ? .ephemeral : .reserved, requested: addresses)
        return Exposure(status: .provisioned, address: address, loadBalancers: [balancer], notes: networkNotes())
    }

    /// `nlbSecurityGroupMode = Managed` of the cloud configuration.
    private var managesGroup: Bool { options["nlbSecurityGroupMode"] == "Managed" }

    /// Source: aws.go:2411-2435.
    private func networkListener(_ port: ServicePort, healthCheck: HealthCheck?, attributes: Settings) -> Listener {
        var front = port.protocol.rawValue
        var back = front
        var tls: TLS?
        if port.protocol != .udp, let certificate = filled(.certificate), takesTLS(port) {
            front = "TLS"
            if self[.backendProtocol] == "ssl" { back = "TLS" }
            tls = TLS(certificates: [certificate], policy: filled(.tlsPolicy))
        }
        let backend = Backend(
            via: .node, port: PortValue(nodePort: port.nodePort), protocol: back,
            proxyProtocol: attributes["proxy_protocol_v2.enabled"] == "true" ? "v2" : nil)
        return Listener(port: port.port, protocol: front, backend: backend, healthCheck: healthCheck, tls: tls, settings: attributes)
    }

    /// Two attributes are known, in two values each. Source: aws_validations.go:76-144
    private func targetGroupAttributes() throws(Refusal) -> Settings {
        if self[.securityGroups] != nil, release.has(CCMFeature.checksGroupsOnNLB), !release.has(CCMFeature.groupsOnNLB) {
            throw Refusal("BYO security group annotation \"\(CCMAnnotation.securityGroups.rawValue)\" is not supported by NLB")
        }
        if self[.extraSecurityGroups] != nil, release.has(CCMFeature.refusesExtraGroupsOnNLB) {
            throw Refusal("BYO extra security group annotation \"\(CCMAnnotation.extraSecurityGroups.rawValue)\" is not supported by NLB")
        }
        let attributes = pairs(.targetGroupAttributes)
        let prefix = "error validating target group attributes"
        for attribute in attributes {
            let (name, value) = (attribute.name, attribute.value)
            guard !value.isEmpty else { throw Refusal("\(prefix): attribute value is empty for \"\(name)\"") }
            guard name == "preserve_client_ip.enabled" || name == "proxy_protocol_v2.enabled" else {
                throw Refusal("\(prefix): the attribute \"\(name)\" is not supported by the controller or is invalid")
            }
            guard value == "true" || value == "false" else {
                throw Refusal("\(prefix): invalid attribute value for \"\(name)\": \(value)")
            }
            if name == "preserve_client_ip.enabled", value == "false", service.ports.contains(where: { $0.protocol == .udp }) {
                throw Refusal("\(prefix): client IP preservation can't be disabled for UDP ports")
            }
        }
        return attributes
    }

    /// Split at commas, not trimmed, and counted against the subnets; the scheme is not looked at. Source: aws_loadbalancer.go:173-187
    private func requestedAddresses(subnetCount: Int) throws(Refusal) -> [String] {
        let kinds: [(key: CCMAnnotation, name: String)] = [
            (.eipAllocations, "EIP AllocationIDs"), (.privateIPv4Addresses, "Private IPv4Addresses"),
        ]
        var requested: [String] = []
        for (key, name) in kinds {
            guard let values = self[key].map({ GoValue.split($0) }) else { continue }
            guard values.count == subnetCount else {
                throw Refusal(
                    "error creating load balancer: Must have same number of \(name) (\(values.count)) and SubnetIDs (\(subnetCount))")
            }
            requested += values
        }
        return requested
    }

    /// An attribute is sent where it differs from what AWS reports of a new load balancer: no logs, no cross-zone balancing.
    /// Source: aws_loadbalancer.go:444-536
    private func networkSettings() throws(Refusal) -> Settings {
        var settings: Settings = [:]
        if try bool(.crossZone) == true { settings["load_balancing.cross_zone.enabled"] = "true" }
        if try bool(.accessLogEnabled) == true {
            settings["access_logs.s3.enabled"] = "true"
            settings["access_logs.s3.bucket"] = filled(.accessLogBucketName)
            settings["access_logs.s3.prefix"] = filled(.accessLogBucketPrefix)
        }
        return settings
    }

    /// The ranges go into the nodes' group, and into the load balancer's where the controller makes one; with neither they count for
    /// nothing. Source: aws.go:2509-2513, 2544-2556, aws_loadbalancer.go:977-1065
    private func networkSourceRanges() throws(Refusal) -> [String]? {
        let hasManagedGroup = managesGroup && list(.securityGroups)?.isEmpty != false
        guard hasManagedGroup || !options.isOn("disableSecurityGroupIngress") else { return nil }
        return try rangesInRules()
    }

    /// Instances keep the client's address on an NLB unless told otherwise; kube-proxy rewrites it unless the traffic stays on the node.
    private func networkClientIP(_ attributes: Settings) -> ClientIP {
        if attributes["proxy_protocol_v2.enabled"] == "true" { return .proxyProtocol }
        return isLocal && attributes["preserve_client_ip.enabled"] != "false" ? .preserved : .node
    }

    private func networkNotes() -> [String] {
        var notes: [String] = []
        if filled(.proxyProtocol) != nil {
            notes.append("aws-load-balancer-proxy-protocol is not read on a Network Load Balancer: proxy_protocol_v2.enabled is")
        }
        if self[.healthCheckTimeout] != nil { notes.append("the health check timeout is read but never sent") }
        if list(.securityGroups)?.isEmpty == false, !managesGroup {
            let unless = release.has(CCMFeature.groupsOnNLB) ? " unless nlbSecurityGroupMode is Managed" : " on a Network Load Balancer"
            notes.append("aws-load-balancer-security-groups is not read\(unless)")
        }
        if self[.extraSecurityGroups] != nil {
            notes.append("aws-load-balancer-extra-security-groups is not read on a Network Load Balancer")
        }
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
