// SPDX-License-Identifier: Apache-2.0

import PortolanGatewayAPI
import PortolanKubernetes
import PortolanManifest
import PortolanModel
import PortolanProvider

// The load balancer without its listeners. Source: aws-load-balancer-controller 3.5.0, pkg/gateway/model/base_model_builder.go:139-182,
// model_build_loadbalancer.go, model_build_subnet.go, model_build_security_group.go, addons/model_build_addon.go
extension AWSGatewayModel {
    private var spec: LayeredFields { configuration.spec }

    /// Addresses that the subnets' entries name.
    var reservedAddresses: [String] {
        (spec.field("loadBalancerSubnets")?.elements ?? []).flatMap { subnet in
            ["eipAllocation", "privateIPv4Allocation", "ipv6Allocation"].compactMap { subnet.optionalString($0) }
        }
    }

    mutating func frame(_ attachment: AWSGatewayAttachment) throws(Refusal) -> LoadBalancer {
        let scheme = spec.string("scheme") ?? options.common.defaultScheme
        guard scheme == "internal" || scheme == "internet-facing" else { throw Refusal("unknown scheme: \(scheme)") }
        let type = spec.string("ipAddressType") ?? "ipv4"
        guard let families = ALBModel.families(of: type) else { throw Refusal("unknown IPAddressType: \(type)") }
        isDualStack = type != "ipv4"
        let subnets = try subnets(isPublic: scheme == "internet-facing", type: type)
        var settings: Settings = [:]
        settings["IpAddressType"] = type == "dualstack-without-public-ipv4" ? type : nil
        let groups = spec.strings("securityGroups") ?? []
        let hasNone = kind == .network && spec.boolean("disableSecurityGroup") ?? false
        var ranges: [String]?
        if groups.isEmpty, !hasNone {
            let written = (spec.strings("sourceRanges") ?? ["0.0.0.0/0", "::/0"]).filter { isDualStack || !$0.contains(":") }
            ranges = closedRanges(written.compactMap { IPPrefix($0) }, families: families)
            if let lists = spec.strings("securityGroupPrefixes"), !lists.isEmpty {
                settings["PrefixListIds"] = lists.joined(separator: ",")
            }
        } else if !hasNone {
            try EKSModel.check(groups: groups)
            if spec.boolean("manageBackendSecurityGroupRules") ?? false, !options.common.hasBackendSecurityGroup {
                throw Refusal("backendSG feature is required to manage worker node SG rules when frontendSG manually specified")
            }
        }
        settings.merge(spec.pairs("loadBalancerAttributes"))
        settings.merge(furtherSettings())
        let tags = spec.map("tags")
        for tag in tags where options.common.externalManagedTags.contains(tag.name) {
            throw Refusal("external managed tag key \(tag.name) cannot be specified")
        }
        return LoadBalancer(
            product: kind.product, scope: scheme == "internal" ? .private : .public, families: families,
            name: spec.string("loadBalancerName")?.nonEmpty, sourceRanges: ranges,
            clientIP: kind == .application ? .forwardedHeader : nil, subnets: subnets, securityGroups: hasNone ? [] : groups,
            tags: options.common.withDefaultTags(tags), settings: settings, dataPlane: .alb)
    }

    private func furtherSettings() -> Settings {
        var settings: Settings = [:]
        if kind == .application {
            settings["CustomerOwnedIpv4Pool"] = spec.string("customerOwnedIpv4Pool")
            settings["Ipv4IpamPoolId"] = spec.string("ipv4IPAMPoolId")
            settings["WebACLArn"] = spec.field("wafV2")?.string("webACL").nonEmpty
        } else {
            settings["EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic"] = spec.string(
                "enforceSecurityGroupInboundRulesOnPrivateLinkTraffic")
        }
        if spec.field("shieldConfiguration")?.boolean("enabled") ?? false { settings["ShieldAdvancedProtection"] = "true" }
        // The merging of two configurations leaves the capacity out (pkg/gateway/lb_config_merger.go).
        let units = spec.field("minimumLoadBalancerCapacity")?.integer("capacityUnits") ?? 0
        if units != 0, !configuration.losesCapacity { settings["MinimumLoadBalancerCapacity.CapacityUnits"] = String(units) }
        return settings
    }

    /// The subnets that the configuration names; none where they are discovered.
    private func subnets(isPublic: Bool, type: String) throws(Refusal) -> [String] {
        let entries = spec.field("loadBalancerSubnets")?.elements ?? []
        guard let first = entries.first else { return [] }
        let fields = [
            ("eipAllocation", "EIP Allocation is only allowed for Network LoadBalancers"),
            ("ipv6Allocation", "IPv6Allocation is only supported for Network LoadBalancers"),
            ("privateIPv4Allocation", "PrivateIPv4Allocation is only supported for Network LoadBalancers"),
            ("sourceNatIPv6Prefix", "SourceNatIPv6Prefix is only supported for Network LoadBalancers"),
        ]
        for (field, message) in fields where first.field(field) != nil {
            guard kind == .network else { throw Refusal(message) }
            if field == "eipAllocation", !isPublic {
                throw Refusal("EIPAllocation can only be set for internet facing load balancers")
            }
            if field == "ipv6Allocation", type != "dualstack" {
                throw Refusal("IPv6Allocation can only be set for dualstack load balancers")
            }
            if field == "privateIPv4Allocation", isPublic {
                throw Refusal("PrivateIPv4Allocation can only be set for internal load balancers")
            }
        }
        let names = [
            ("identifier", "subnet identifiers"), ("eipAllocation", "eip allocations"), ("ipv6Allocation", "ipv6 allocations"),
            ("privateIPv4Allocation", "private ipv4 allocations"), ("sourceNatIPv6Prefix", "source nat prefixes"),
        ]
        for entry in entries {
            for (field, words) in names where entry.string(field).isEmpty != first.string(field).isEmpty {
                throw Refusal("Either specify all \(words) or none.")
            }
        }
        let identifiers = entries.map { $0.string("identifier") }.filter { !$0.isEmpty }
        guard !identifiers.isEmpty else { return [] }
        try EKSModel.check(subnets: identifiers)
        if kind == .application, identifiers.count < 2, !options.common.isOpen(.albSingleSubnet) {
            throw Refusal("subnets count less than minimal required count: \(identifiers.count) < 2")
        }
        return identifiers
    }
}
