// SPDX-License-Identifier: Apache-2.0

import PortolanModel
import PortolanProvider

/// The controller's environment.
///
/// Source: hcloud-cloud-controller-manager v1.35.0 (6485324), internal/config/config.go.
struct Configuration {
    let location: String?
    let networkZone: String?
    let type: String?
    let algorithm: String?
    let disablesPublicNetwork: Bool?
    let disablesPrivateIngress: Bool
    let usesPrivateIP: Bool
    let privateSubnet: String?
    let disablesIPv6: Bool
    let usesProxyProtocol: Bool?
    /// Seconds; `nil` where it is not set, or 0.
    let checkInterval: Int?
    let checkTimeout: Int?
    let checkRetries: Int?
    /// Whether the cluster's servers are on a private network.
    let hasNetwork: Bool

    /// Reads the options.
    ///
    /// - Throws: `GoError` where the controller does not start with them.
    init(_ options: TargetOptions) throws(GoError) {
        func text(_ name: String) -> String? { options[name].flatMap { $0.isEmpty ? nil : $0 } }
        func flag(_ name: String) -> Bool? { text(name).map { $0 == "true" } }
        func seconds(_ name: String) throws(GoError) -> Int? {
            guard let written = text(name) else { return nil }
            let duration = try GoValue.duration(written)
            return duration == 0 ? nil : duration / 1_000_000_000
        }
        location = text("loadBalancersLocation")
        networkZone = text("loadBalancersNetworkZone")
        type = text("loadBalancersType")
        algorithm = text("loadBalancersAlgorithmType")
        disablesPublicNetwork = flag("loadBalancersDisablePublicNetwork")
        disablesPrivateIngress = flag("loadBalancersDisablePrivateIngress") ?? false
        usesPrivateIP = flag("loadBalancersUsePrivateIp") ?? false
        privateSubnet = text("loadBalancersPrivateSubnetIpRange")
        disablesIPv6 = flag("loadBalancersDisableIpv6") ?? false
        usesProxyProtocol = flag("loadBalancersUsesProxyprotocol")
        checkInterval = try seconds("loadBalancersHealthCheckInterval")
        checkTimeout = try seconds("loadBalancersHealthCheckTimeout")
        checkRetries = options.integer("loadBalancersHealthCheckRetries").flatMap { $0 == 0 ? nil : $0 }
        hasNetwork = text("network") != nil
        if location != nil, networkZone != nil {
            throw GoError(
                "invalid value for \"HCLOUD_LOAD_BALANCERS_LOCATION\"/\"HCLOUD_LOAD_BALANCERS_NETWORK_ZONE\", only one of them can be set")
        }
        if let subnet = privateSubnet, IPPrefix(subnet) == nil {
            throw GoError(
                "invalid value for \"HCLOUD_LOAD_BALANCERS_PRIVATE_SUBNET_IP_RANGE\": must be a valid CIDR: "
                    + "invalid CIDR address: \(subnet)")
        }
    }
}
