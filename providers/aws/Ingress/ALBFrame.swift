// SPDX-License-Identifier: Apache-2.0

import PortolanModel
import PortolanProvider

// The load balancer without its listeners: where it lies, who guards it, what it is called.
// Source: aws-load-balancer-controller 3.5.0, pkg/ingress/model_build_load_balancer.go
extension ALBModel {
    mutating func frame(for ports: [ALBPort]) throws(Refusal) -> LoadBalancer {
        let scope = try scope()
        let addressType = try ipAddressType()
        isDualStack = addressType != "ipv4"
        let families = Self.families(of: addressType) ?? []
        let subnets = try subnets()
        let groups = try securityGroups()
        var settings: Settings = [:]
        settings["IpAddressType"] = addressType == "dualstack-without-public-ipv4" ? addressType : nil
        settings["CustomerOwnedIpv4Pool"] = try customerOwnedPool()
        settings.merge(try attributes())
        let tags = try tags()
        let name = try agreed("conflicting load balancer name", showsSet: true) {
            $0.text($0.parameters?.loadBalancerName, .loadBalancerName)
        }
        let checkedName = try name.flatMap { name throws(Refusal) in try EKSModel.checked(name: name) }
        settings.merge(try minimumCapacity())
        settings["Ipv4IpamPoolId"] = try addressPool()
        var ranges: [String]?
        if groups.isEmpty {
            ranges = sourceRanges(ports, families: families)
            if Set(ports.map(\.cidrs)).count > 1 {
                let each = ports.map { "\($0.number) to \($0.cidrs.isEmpty ? "no range" : $0.cidrs.joined(separator: ", "))" }
                commonLosses.append("each port is open to ranges of its own: \(each.joined(separator: "; "))")
            }
            let lists = Set(ports.flatMap(\.prefixLists)).sorted()
            settings["PrefixListIds"] = lists.isEmpty ? nil : lists.joined(separator: ",")
        }
        return LoadBalancer(
            product: "aws-alb", scope: scope, families: families, name: checkedName, sourceRanges: ranges, clientIP: .forwardedHeader,
            subnets: subnets, securityGroups: groups, tags: tags, settings: settings, dataPlane: .alb, identity: identity)
    }

    private var identity: String? {
        guard case .named(let name) = id else { return nil }
        return "alb/\(name)"
    }

    private func scope() throws(Refusal) -> Scope {
        let scheme = try agreed("conflicting scheme", showsSet: true) { $0.text($0.parameters?.scheme, .scheme) }
        switch scheme ?? options.common.defaultScheme {
        case "internet-facing": return .public
        case "internal": return .private
        case let other: throw Refusal("unknown scheme: \(other)")
        }
    }

    private func ipAddressType() throws(Refusal) -> String {
        let type = try agreed("conflicting IPAddressType") { $0.text($0.parameters?.ipAddressType, .ipAddressType) } ?? "ipv4"
        let isNew = type == "dualstack-without-public-ipv4" && !release.has(ALBFeature.withoutPublicIPv4)
        guard Self.families(of: type) != nil, !isNew else { throw Refusal("unknown IPAddressType: \(type)") }
        return type
    }

    /// The families on which clients connect; `nil` for a type that there is not.
    static func families(of type: String) -> [IPFamily]? {
        ["ipv4": [.ipv4], "dualstack": [.ipv4, .ipv6], "dualstack-without-public-ipv4": [.ipv6]][type]
    }

    /// The subnets that class or annotations name; none where they are discovered. Source: model_build_load_balancer.go:203-283
    private func subnets() throws(Refusal) -> [String] {
        let byClass = members.compactMap { $0.parameters?.subnets }
        let byName = members.filter { $0.parameters?.subnets == nil }.compactMap { $0.annotations.list(.subnets) }
        guard byClass.isEmpty || byName.isEmpty else {
            throw Refusal("conflicting subnet specifications: IngressClassParams versus annotation")
        }
        if let chosen = byClass.first {
            guard byClass.allSatisfy({ $0 == chosen }) else { throw Refusal("conflicting IngressClassParams subnet specifications") }
            guard !chosen.ids.isEmpty else { return [] }
            try checkCount(of: chosen.ids)
            return chosen.ids
        }
        guard let chosen = byName.first else { return [] }
        for other in byName.dropFirst() where other.sorted() != chosen.sorted() {
            throw Refusal("conflicting subnets: [\(chosen.joined(separator: " "))] | [\(other.joined(separator: " "))]")
        }
        try EKSModel.check(subnets: chosen)
        try checkCount(of: chosen)
        return chosen
    }

    private func checkCount(of subnets: [String]) throws(Refusal) {
        guard subnets.count < 2, !options.common.isOpen(.albSingleSubnet) else { return }
        throw Refusal("subnets count less than minimal required count: \(subnets.count) < 2")
    }

    /// The members' own groups; none where the controller makes one. Source: model_build_load_balancer.go:285-352
    private func securityGroups() throws(Refusal) -> [String] {
        let lists = members.compactMap { $0.annotations.list(.securityGroups) }
        for other in lists.dropFirst() where other != lists[0] {
            throw Refusal("conflicting securityGroups: [\(lists[0].joined(separator: " "))] | [\(other.joined(separator: " "))]")
        }
        guard let chosen = lists.first, !chosen.isEmpty else {
            // The managed group takes the tags too, so a mistake in them is found here.
            _ = try tags()
            return []
        }
        let manages = try agreed(.manageBackendRules, conflict: "conflicting manage backend security group rules settings")
        try EKSModel.check(groups: chosen)
        if manages ?? options.common.managesBackendRules, !options.common.hasBackendSecurityGroup {
            throw Refusal("backendSG feature is required to manage worker node SG rules when frontendSG manually specified")
        }
        return chosen
    }

    private func customerOwnedPool() throws(Refusal) -> String? {
        if let member = members.first(where: { $0.annotations.text(.customerOwnedPool)?.isEmpty ?? false }) {
            throw Refusal("cannot use empty value for customer-owned-ipv4-pool annotation, ingress: \(member.key)")
        }
        return try agreed("conflicting CustomerOwnedIPv4Pool") { $0.annotations.text(.customerOwnedPool) }
    }

    private func attributes() throws(Refusal) -> Settings {
        try merged(members, classWins: members.first?.parameters?.attributes ?? [:]) { key, known, value, _ in
            "conflicting load balancer attributes \(key): \(known) | \(value)"
        } _: { member throws(Refusal) in
            Settings(pairs: try member.annotations.pairs(.loadBalancerAttributes))
        }
    }

    /// The tags of load balancer and listeners: those of the members, each overruled by its class, and the flag `--default-tags`.
    ///
    /// Source: model_build_tags.go
    private func tags() throws(Refusal) -> Settings {
        let tags = try merged(members, classWins: [:]) { key, known, value, _ in
            "conflicting tag \(key): \(known) | \(value)"
        } _: { member throws(Refusal) in
            var tags = Settings(pairs: try member.annotations.pairs(.tags))
            try check(tags, "failed build tags for Ingress \(member.key)")
            if let parameters = member.parameters {
                try check(parameters.tags, "failed build tags for IngressClassParams \(parameters.name)")
                tags.merge(parameters.tags)
            }
            return tags
        }
        return options.common.withDefaultTags(tags)
    }

    /// Refuses tags that somebody else manages.
    func check(_ tags: Settings, _ place: String) throws(Refusal) {
        for tag in tags where options.common.externalManagedTags.contains(tag.name) {
            throw Refusal("\(place): external managed tag key \(tag.name) cannot be specified")
        }
    }

    /// Source: model_build_load_balancer_capacity_reservation.go.
    private func minimumCapacity() throws(Refusal) -> Settings {
        guard options.common.isOpen(.lbCapacityReservation) else { return [:] }
        if let units = members.first?.parameters?.capacityUnits { return ["MinimumLoadBalancerCapacity.CapacityUnits": String(units)] }
        let pairs = try merged(members, classWins: [:]) { key, known, value, _ in
            "conflicting capacity reservation \(key): \(known) | \(value)"
        } _: { member throws(Refusal) in
            Settings(pairs: try member.annotations.pairs(.minimumCapacity))
        }
        return try EKSModel.minimumCapacity(pairs.map { ($0.name, $0.value) }, in: release)
    }

    /// Source: model_build_ipam.go.
    private func addressPool() throws(Refusal) -> String? {
        if let pool = members.first?.parameters?.addressPool { return pool }
        let pools = members.compactMap { $0.annotations.text(.addressPool)?.nonEmpty }
        if let other = pools.first(where: { $0 != pools[0] }) { throw Refusal("conflicting ipv4 ipam pools \(pools[0]): \(other)") }
        return pools.first
    }

    /// Who may connect to any of the ports; `nil` where all may.
    ///
    /// IPv6 ranges count on a dual-stack load balancer only. Source: model_build_managed_sg.go:74-119
    private func sourceRanges(_ ports: [ALBPort], families: [IPFamily]) -> [String]? {
        let ranges = ports.flatMap(\.cidrs).compactMap { IPPrefix($0) }.filter { $0.family == .ipv4 || isDualStack }
        return closedRanges(ranges, families: families)
    }

    /// Web application firewalls and Shield. Source: model_build_load_balancer_addons.go
    func protections() throws(Refusal) -> Settings {
        var settings: Settings = [:]
        let names = Set(
            members.compactMap { member in
                member.parameters?.webACLName ?? member.annotations.text(.webACLName)?.nonEmpty
            })
        guard names.count < 2 else { throw Refusal("conflicting WAFv2 WebACL names: [\(names.sorted().joined(separator: " "))]") }
        if let name = names.first {
            settings["WebACLName"] = name == "none" ? nil : name
        } else {
            let arn = try agreed("conflicting WAFv2 WebACL ARNs") { $0.text($0.parameters?.webACLARN, .webACLARN) }
            settings["WebACLArn"] = try associated(arn)
        }
        let takesNone = release.has(ALBFeature.noWebACL)
        let id = try agreed("conflicting \(takesNone ? "WAFClassic" : "WAFRegional") WebACL IDs") { member in
            let written = member.annotations.text(.classicWebACL) ?? member.annotations.text(.oldClassicWebACL)
            return takesNone ? written?.nonEmpty : written
        }
        settings["WebACLId"] = try associated(id)
        let shield = try agreed(.shield, conflict: "conflicting enable shield advanced protection")
        settings["ShieldAdvancedProtection"] = shield.flatMap { $0 || release.has(ALBFeature.saidShield) ? String($0) : nil }
        return settings
    }

    /// The web ACL that is put in front; `none` is a word of newer releases, which older ones take for an ACL.
    private func associated(_ acl: String?) throws(Refusal) -> String? {
        guard acl == "none" else { return acl?.nonEmpty }
        guard release.has(ALBFeature.noWebACL) else { throw Refusal(deploying: "AWS knows no web ACL \"none\"") }
        return nil
    }
}
