// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel
import PortolanProvider

/// What clients connect to: a floating IP in front of the VIP, or the VIP itself.
enum Addressing {
    struct Front {
        /// Public with a floating IP, or with an IPv6 VIP that was not asked to be internal.
        let scope: Scope
        /// The address that the Service names and gets.
        let requested: String?
        /// What is asked of Octavia for the VIP, and of Neutron for the floating IP.
        let settings: Settings
        /// An external Service that found no external network.
        let isForcedInternal: Bool
    }

    /// Source: cloud-provider-openstack c453fb7, pkg/openstack/loadbalancer.go:249-276, :636 ensureFloatingIP, :1813.
    static func front(of service: Service, in cluster: Cluster, _ configuration: ServiceConfiguration) -> Front {
        var settings = vip(of: service, configuration)
        let named = service.loadBalancerIP
        let isVIP = configuration.isInternal || configuration.family == .ipv6
        if isVIP {
            settings["vip_address"] = named
            let port = service.text(.portID)
            let requested = named ?? (port.isEmpty ? nil : port)
            return Front(
                scope: configuration.isInternal ? .private : .public, requested: requested, settings: settings, isForcedInternal: false)
        }
        guard let network = configuration.floatingIP?.network else {
            return Front(scope: .private, requested: nil, settings: settings, isForcedInternal: true)
        }
        if case .named(let id) = network { settings["floating_network_id"] = id }
        settings["floatingip.subnet_id"] = configuration.floatingIP?.subnetID
        return Front(scope: .public, requested: named, settings: settings, isForcedInternal: false)
    }

    /// The class's network and subnet go before everything else; a port brings its own.
    private static func vip(of service: Service, _ configuration: ServiceConfiguration) -> Settings {
        let port = service.text(.portID)
        guard port.isEmpty else { return ["vip_port_id": port] }
        var settings: Settings = [:]
        settings["vip_subnet_id"] = configuration.section?["subnet-id"] ?? configuration.networks.vipSubnetID
        settings["vip_network_id"] = configuration.section?["network-id"] ?? configuration.networks.vipNetworkID
        return settings
    }

    /// Source: cloud-provider-openstack c453fb7, pkg/openstack/loadbalancer.go:1638 createLoadBalancerStatus.
    static func address(
        of service: Service, in cluster: Cluster, _ configuration: ServiceConfiguration, _ front: Front
    ) -> Address {
        let hidesIP = configuration.proxyProtocol != nil && cluster.options.isOn("enableIngressHostname")
        return Address(
            kind: hidesIP || !service.text(.hostname).isEmpty ? .hostname : .ip, scope: front.scope, families: [configuration.family],
            allocation: front.requested == nil ? .ephemeral : .reserved, requested: front.requested.map { [$0] } ?? [])
    }
}
