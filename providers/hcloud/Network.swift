// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel
import PortolanProvider

/// The load balancer's place on the private network, and the addresses that are published.
struct Network {
    let annotations: Annotations
    let configuration: Configuration

    /// What is sent to attach the load balancer.
    ///
    /// Without a network the annotations are not even parsed. Source: hcloud-cloud-controller-manager v1.35.0 (6485324),
    /// internal/hcops/load_balancer.go:520 (attachToNetwork).
    func attachment() throws(GoError) -> Settings {
        guard configuration.hasNetwork else { return [:] }
        let operation = "hcops/LoadBalancerOps.ReconcileHCLB: hcops/LoadBalancerOps.attachToNetwork"
        var settings = Settings()
        if let text = annotations[.privateIPv4] {
            // The message shows what came out of the parser, not what went in.
            guard let address = IPAddress(text) else { throw GoError("\(operation): could not parse private IPv4 '<nil>'") }
            settings["ip"] = address.unmapped.description
        }
        if let text = annotations[.privateSubnet] ?? configuration.privateSubnet {
            guard let subnet = IPPrefix(text) else { throw GoError("\(operation): could not parse private subnet IP range '\(text)'") }
            settings["ip_range"] = subnet.masked.description
        }
        return settings
    }

    /// Whether the nodes are reached on the private network.
    ///
    /// Source: internal/hcops/load_balancer.go:670 (ReconcileHCLBTargets).
    func usesPrivateIP() throws(GoError) -> Bool {
        try GoError.wrapping("hcops/LoadBalancerOps.ReconcileHCLBTargets") { () throws(GoError) in
            let isOn = try annotations.bool(.usePrivateIP) ?? configuration.usesPrivateIP
            guard !isOn || configuration.hasNetwork else { throw GoError("use private ip: missing network id") }
            return isOn
        }
    }

    /// The published addresses; `nil` where there are none, which is no error.
    ///
    /// Source: hcloud/load_balancers.go:189-204, 213 (buildLoadBalancerStatusIngress).
    func address(isPublic: Bool) throws(GoError) -> Address? {
        let scope: Scope = isPublic ? .public : .private
        if annotations[.hostname] != nil {
            return Address(kind: .hostname, scope: scope, families: families(isPublic: isPublic))
        }
        return try GoError.wrapping("hcloud/loadBalancers.getLoadBalancerStatusIngress") { () throws(GoError) in
            _ = try annotations.bool(.proxyProtocol)
            var families: [IPFamily] = []
            if isPublic {
                let isIPv4Only = try annotations.bool(.disableIPv6) ?? configuration.disablesIPv6
                families = isIPv4Only ? [.ipv4] : [.ipv4, .ipv6]
            }
            let isPrivateLeftOut = try annotations.bool(.disablePrivateIngress) ?? configuration.disablesPrivateIngress
            if isPublic { return Address(kind: .ip, scope: .public, families: families) }
            guard configuration.hasNetwork, !isPrivateLeftOut else { return nil }
            let requested = [annotations[.privateIPv4]].compactMap(\.self)
            return Address(
                kind: .ip, scope: .private, families: [.ipv4], allocation: requested.isEmpty ? .ephemeral : .reserved, requested: requested)
        }
    }

    /// The families on which the load balancer can be reached at all, whatever is published.
    func families(isPublic: Bool) -> [IPFamily] { isPublic ? [.ipv4, .ipv6] : configuration.hasNetwork ? [.ipv4] : [] }
}
