// SPDX-License-Identifier: Apache-2.0

import PortolanModel
import PortolanProvider

// Where the load balancer lies and what it is called: scheme, families, subnets, addresses, name.
// Source: aws-load-balancer-controller 3.5.0, pkg/service/model_build_load_balancer.go
extension EKSModel {
    /// The scheme annotation, else the older `internal`, else the flag. Source: model_build_load_balancer.go:231-286
    func scope() throws(Refusal) -> Scope {
        if let scheme = annotations.text(.scheme) {
            switch scheme {
            case "internet-facing": return .public
            case "internal": return .private
            default: throw Refusal("unknown scheme: \(scheme)")
            }
        }
        if let isInternal = try annotations.bool(.internal) { return isInternal ? .private : .public }
        return options.defaultScheme == "internet-facing" ? .public : .private
    }

    /// Source: model_build_load_balancer.go:184-198.
    func isDualStack() throws(Refusal) -> Bool {
        switch annotations.text(.ipAddressType) {
        case nil, "ipv4": return false
        case "dualstack": return true
        case let other?: throw Refusal("unknown IPAddressType: \(other)")
        }
    }

    /// The subnets that the manifest names; `nil` where they are discovered.
    ///
    /// A subnet named twice is two in one zone. Source: model_build_load_balancer.go:436-444, pkg/networking/subnet_resolver.go:241-253,
    /// 490-509.
    func subnets() throws(Refusal) -> [String]? {
        guard let subnets = annotations.list(.subnets) else { return nil }
        try Self.check(subnets: subnets)
        return subnets
    }

    /// What is wrong with a list of subnets without a look at the cloud.
    static func check(subnets: [String]) throws(Refusal) {
        guard !subnets.isEmpty else { throw Refusal("unable to resolve at least one subnet") }
        let ids = subnets.filter { $0.hasPrefix("subnet-") }
        guard Set(ids).count == ids.count else {
            throw Refusal("multiple subnets in same Availability Zone: [\(subnets.joined(separator: " "))]")
        }
    }

    /// Elastic IPs, private IPv4 and IPv6 addresses in the order of the annotations, one of a kind for each subnet.
    ///
    /// Whether an address lies in its subnet is for the cluster to say. Source: model_build_load_balancer.go:327-394.
    func requestedAddresses(scope: Scope, isDualStack: Bool, subnetCount: Int) throws(Refusal) -> [String] {
        var requested: [String] = []
        if let allocations = annotations.list(.eipAllocations) {
            guard scope == .public else { throw Refusal("EIP allocations can only be set for internet facing load balancers") }
            try check(allocations, "EIP allocations", subnetCount)
            requested += allocations
        }
        if let addresses = annotations.list(.privateIPv4Addresses) {
            guard scope == .private else { throw Refusal("private IPv4 addresses can only be set for internal load balancers") }
            try check(addresses, "private IPv4 addresses", subnetCount)
            try check(addresses, are: .ipv4, "private IPv4 addresses")
            requested += addresses
        }
        if let addresses = annotations.list(.ipv6Addresses) {
            guard isDualStack else { throw Refusal("IPv6 addresses can only be set for dualstack load balancers") }
            try check(addresses, "IPv6 addresses", subnetCount)
            try check(addresses, are: .ipv6, "IPv6 addresses")
            requested += addresses
        }
        try checkSourceNATPrefixes(isDualStack: isDualStack, subnetCount: subnetCount)
        return requested
    }

    private func check(_ values: [String], _ what: String, _ subnetCount: Int) throws(Refusal) {
        guard values.count == subnetCount else {
            throw Refusal("count of \(what) (\(values.count)) and subnets (\(subnetCount)) must match")
        }
    }

    private func check(_ values: [String], are family: IPFamily, _ what: String) throws(Refusal) {
        for value in values {
            guard let address = IPAddress(value) else { throw Refusal("\(what) must be valid IP address: \(value)") }
            guard address.family == family else { throw Refusal("\(what) must be valid \(family.rawValue) address: \(value)") }
        }
        // One address twice lies twice in its subnet, and leaves another without (model_build_load_balancer.go:410, 426).
        guard Set(values.map { IPAddress($0) }).count == values.count else {
            throw Refusal("expect one \(what.dropLast(2)) configured for subnet")
        }
    }

    /// `EnablePrefixForIpv6SourceNat` is sent with every load balancer, `off` where nothing is said.
    /// Source: model_build_load_balancer.go:200-212, pkg/networking/utils.go:83-112
    func ipv6SourceNATSettings(isDualStack: Bool) throws(Refusal) -> Settings {
        guard let value = annotations.text(.ipv6SourceNATPrefix) else { return [:] }
        guard value == "on" || value == "off" else {
            throw Refusal("Invalid enable-prefix-for-ipv6-source-nat value: \(value). Valid values are ['on', 'off'].")
        }
        guard value == "off" || isDualStack else {
            throw Refusal(
                "enable-prefix-for-ipv6-source-nat annotation is only applicable to Network Load Balancers "
                    + "using Dualstack IP address type.")
        }
        var settings: Settings = ["EnablePrefixForIpv6SourceNat": value]
        let prefixes = value == "on" ? annotations.list(.sourceNATPrefixes) ?? [] : []
        settings["SourceNatIpv6Prefix"] = prefixes.isEmpty ? nil : prefixes.joined(separator: ",")
        return settings
    }

    /// Source: pkg/networking/utils.go:115-170.
    private func checkSourceNATPrefixes(isDualStack: Bool, subnetCount: Int) throws(Refusal) {
        guard let prefixes = annotations.list(.sourceNATPrefixes) else { return }
        guard isDualStack else {
            throw Refusal("source-nat-ipv6-prefixes annotation can only be set for Network Load Balancers using Dualstack IP address type.")
        }
        guard annotations.text(.ipv6SourceNATPrefix) == "on" else {
            throw Refusal(
                "source-nat-ipv6-prefixes annotation is only applicable if enable-prefix-for-ipv6-source-nat annotation is set to on.")
        }
        guard prefixes.count == subnetCount else {
            throw Refusal(
                "Number of values in source-nat-ipv6-prefixes (\(prefixes.count)) must match the number of subnets (\(subnetCount)).")
        }
        for prefix in prefixes where prefix != "auto_assigned" {
            let parts = GoValue.split(prefix, "/")
            guard parts.count > 1 else { throw Refusal("Invalid value in source-nat-ipv6-prefixes: \(prefix).") }
            guard parts[1] == "80" else {
                throw Refusal(
                    "Invalid value in source-nat-ipv6-prefixes: \(prefix). Prefix length must be 80, but \(parts[1]) is specified.")
            }
            guard IPAddress(parts[0])?.family == .ipv6 else {
                throw Refusal("Invalid value in source-nat-ipv6-prefixes: \(prefix). Value must be a valid IPv6 CIDR.")
            }
        }
    }

    /// The name that the manifest gives; `nil` where it is derived from cluster and UID. Source: model_build_load_balancer.go:577-595
    func name() throws(Refusal) -> String? {
        guard let name = annotations.text(.name) else { return nil }
        return try Self.checked(name: name)
    }

    /// A name that somebody gives; `nil` where it is empty.
    static func checked(name: String) throws(Refusal) -> String? {
        guard name.utf8.count <= 32 else { throw Refusal("load balancer name cannot be longer than 32 characters") }
        return name.isEmpty ? nil : name
    }
}
