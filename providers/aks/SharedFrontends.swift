// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel

/// The frontends that Services before this one have made.
///
/// A Service that names the address or the public IP of one joins it, as long as their ports differ. Source: cloud-provider-azure 7b31c76,
/// pkg/provider/azure_loadbalancer.go:4873 (serviceOwnsFrontendIP), 3069 (conflicts).
struct SharedFrontends {
    /// By what a frontend is found.
    private struct Key: Hashable {
        var isInternal: Bool
        var family: IPFamily
        /// An address in lower case, or a public IP's resource group and name.
        var text: String
    }

    /// A frontend and what lies on it.
    private struct Shared {
        var rules: [Int: [TransportProtocol: String]] = [:]
        var privateLinkOwner: String?
    }

    private var frontends: [Key: Shared] = [:]

    /// Looks for a port that another Service has taken on the same frontend.
    ///
    /// - Throws: `Refusal` where there is one. Ports without a rule of their own count too.
    func check(_ addressing: Addressing, family: IPFamily) throws(Refusal) {
        guard let shared = keys(addressing, family: family).lazy.compactMap({ frontends[$0] }).first else { return }
        for port in addressing.service.ports {
            guard let owner = shared.rules[port.port]?[port.protocol] else { continue }
            throw Refusal(
                "checkLoadBalancerResourcesConflicts: service port \(port.name ?? "") is trying to consume the port \(port.port) which is "
                    + "being referenced by an existing loadBalancing rule of service \(owner) with the same protocol "
                    + "\(port.protocol.rawValue)")
        }
    }

    /// Writes down a Service's rules.
    ///
    /// A rule for every protocol stands in nobody's way: the controller compares protocols by name.
    mutating func add(_ rules: [LoadBalancingRules.Rule], of addressing: Addressing, family: IPFamily) {
        for key in keys(addressing, family: family) {
            for rule in rules where !rule.isForAllPorts && rule.port.protocol != .sctp {
                frontends[key, default: Shared()].rules[rule.port.port, default: [:]][rule.port.protocol] = addressing.service.fullName
            }
        }
    }

    /// Puts a Service's private link service on its frontend; one that is there already is shared.
    ///
    /// - Throws: `Refusal` where it belongs to another Service and this one has wishes of its own.
    mutating func add(_ link: PrivateLink, of addressing: Addressing) throws(Refusal) {
        let name = addressing.service.fullName
        for key in keys(addressing, family: .ipv4) {
            let owner = frontends[key]?.privateLinkOwner ?? name
            guard owner == name || !link.hasSettings else {
                throw Refusal(
                    "reconcilePrivateLinkService for service(\(name)) failed: LB frontend already has existing private link service "
                        + "owned by service(\(owner))")
            }
            frontends[key, default: Shared()].privateLinkOwner = owner
        }
    }

    /// Addresses count before names, and of the addresses all that the Service names, whatever their family.
    private func keys(_ addressing: Addressing, family: IPFamily) -> [Key] {
        let isInternal = addressing.isInternal
        let addresses = addressing.namedAddresses
        if !addresses.isEmpty { return addresses.map { Key(isInternal: isInternal, family: family, text: $0.lowercased()) } }
        guard !isInternal, let name = addressing.publicIPName(family) else { return [] }
        let group = addressing.annotations[.resourceGroup] ?? ""
        return [Key(isInternal: false, family: family, text: "\(group.lowercased())/\(name.lowercased())")]
    }
}
