// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel
import PortolanProvider

/// What the controller opens for the load balancer, and with it whether source ranges are enforced at all.
enum SecurityRuleMode {
    /// The security lists of the load balancer's and the nodes' subnets.
    case all
    /// The security lists of the load balancer's subnets.
    case frontend
    /// A network security group of the controller's own.
    case networkSecurityGroup
    /// Nothing: whoever runs the network does it.
    case none
}

/// The CIDRs that may connect.
struct PermittedClients {
    var prefixes: [IPPrefix]

    /// The CIDRs, canonical and sorted; `nil` where they let every client of these families in.
    func limiting(_ families: [IPFamily]) -> [String]? {
        guard !families.allSatisfy({ family in prefixes.contains { $0.family == family && $0.length == 0 } }) else { return nil }
        return prefixes.sorted { ($0.address, $0.length) < ($1.address, $1.length) }.map(\.description)
    }
}

extension LoadBalancerRequest {
    static let mostNetworkSecurityGroups = 5

    // MARK: Validation

    /// What a Service may not ask for.
    ///
    /// Source: load_balancer_spec.go:672, load_balancer_util.go:727
    func checkService() throws(GoError) {
        let mode = try securityListMode()
        for port in service.ports where port.protocol == .udp {
            if kind == .loadBalancer { throw GoError("invalid service: OCI load balancers do not support UDP") }
            if mode != .none { throw GoError("invalid service: Security list management mode can only be 'None' for UDP protocol") }
        }
        if service.hasClientIPAffinity {
            throw GoError("invalid service: OCI only supports SessionAffinity \"None\" currently")
        }
    }

    // MARK: Modes

    /// The older annotation: a load balancer takes an unknown word for the default, a network load balancer refuses it.
    ///
    /// Source: load_balancer_spec.go:530
    private func securityListMode() throws(GoError) -> SecurityRuleMode {
        let (key, value) = annotation(lb: .securityListManagementMode, nlb: .networkSecurityListManagementMode)
        guard let value else { return kind == .loadBalancer ? .all : .none }
        switch value {
        case "All": return .all
        case "Frontend": return .frontend
        case "None": return .none
        default:
            guard kind == .networkLoadBalancer else { return .all }
            throw GoError("invalid service: invalid value: \(value) provided for annotation: \(key)")
        }
    }

    /// The newer annotation, which beats the older: its words in any case, save `None`.
    ///
    /// Source: load_balancer_spec.go:565
    func securityRuleMode() throws(GoError) -> SecurityRuleMode {
        guard let value = service[.securityRuleManagementMode] else { return try securityListMode() }
        switch value.lowercased() {
        case "sl-all": return .all
        case "sl-frontend": return .frontend
        case "nsg": return .networkSecurityGroup
        case "none" where value == "None": return .none
        default:
            throw GoError("invalid value: \(value) provided for annotation: \(AnnotationKey.securityRuleManagementMode.rawValue)")
        }
    }

    // MARK: Network security groups

    /// The groups that the load balancer joins, each once, sorted.
    ///
    /// Source: load_balancer_spec.go:1263
    func networkSecurityGroups() throws(GoError) -> [String] {
        let (key, value) = annotation(lb: .networkSecurityGroups, nlb: .networkNetworkSecurityGroups)
        return try groups(value, key, most: Self.mostNetworkSecurityGroups)
    }

    /// The nodes' groups, into which rules are written in the mode NSG; a list with a gap is refused in every mode.
    ///
    /// Source: load_balancer_spec.go:611
    func checkBackendNetworkSecurityGroups() throws(GoError) {
        _ = try groups(service[.backendNetworkSecurityGroups], AnnotationKey.backendNetworkSecurityGroups.rawValue, most: .max)
    }

    private func groups(_ value: String?, _ key: String, most: Int) throws(GoError) -> [String] {
        guard let value, !value.isEmpty else { return [] }
        let groups = Set(GoValue.split(value.filter { $0 != " " })).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        guard !groups.contains("") else {
            throw GoError("invalid NetworkSecurityGroups OCID: [\(value)] provided for annotation: \(key)")
        }
        guard groups.count <= most else {
            throw GoError("invalid number of Network Security Groups (Max: 5) provided for annotation: \(key)")
        }
        return groups
    }

    // MARK: Source ranges

    /// The ranges of the spec, else those of the annotation, else everyone of the Service's families.
    ///
    /// Source: load_balancer_spec.go:727
    func sourceRanges() throws(GoError) -> PermittedClients {
        let everyone = IPPrefix(address: IPAddress(family: .ipv4, high: 0, low: 0), length: 0)
        guard let requested = SourceRanges.requested(by: service, annotation: service[.sourceRanges]) else {
            let written = (service[.sourceRanges] ?? "").trimmingSpaces()
            throw GoError(
                service.loadBalancerSourceRanges.isEmpty
                    ? "\(AnnotationKey.sourceRanges.rawValue): \(written) is not valid. "
                        + "Expecting a comma-separated list of source IP ranges. For example, 10.0.0.0/24,192.168.2.0/24"
                    : "service.Spec.LoadBalancerSourceRanges: [\(service.loadBalancerSourceRanges.joined(separator: " "))] is not valid. "
                        + "Expecting a list of IP ranges. For example, 10.0.0.0/24.")
        }
        var ranges = PermittedClients(prefixes: requested.isEmpty ? [everyone] : requested)
        guard families.contains(.ipv6), ranges.prefixes == [everyone], release.has(OKEFeature.bothFamilies) else { return ranges }
        if service.ipFamilyPolicy ?? .singleStack == .singleStack { ranges.prefixes = [] }
        ranges.prefixes.append(IPPrefix(address: IPAddress(family: .ipv6, high: 0, low: 0), length: 0))
        return ranges
    }
}
