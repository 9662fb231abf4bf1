// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel
import PortolanProvider

/// A listener and its pool for each port of the Service: TCP and UDP on one port make two.
enum Listeners {
    /// Source: cloud-provider-openstack c453fb7,
    /// pkg/openstack/loadbalancer.go:1171 buildListenerCreateOpt, :973 buildPoolCreateOpt, :1015 buildBatchUpdateMemberOpts.
    static func listeners(
        of service: Service, in cluster: Cluster, _ configuration: ServiceConfiguration
    ) throws(Refusal) -> [Listener] {
        let shared = settings(of: service, in: cluster, configuration)
        let tls = configuration.tlsContainerRef.isEmpty ? nil : TLS(certificates: [configuration.tlsContainerRef])
        return service.ports.map { port in
            // Without a node port there is nothing to dial: the pool stays empty.
            let hasMembers = port.nodePort != nil || service.allocateLoadBalancerNodePorts
            var settings = shared
            if hasMembers, !cluster.options.isOn("providerRequiresSerialApiCalls") {
                settings["member.subnet_id"] = configuration.networks.memberSubnetID
            }
            let monitor = configuration.monitor?.check(of: port, hasMembers: hasMembers, in: cluster)
            if let monitor { settings.merge(monitor.settings) }
            let isHTTP = tls != nil || configuration.insertsForwardedFor
            return Listener(
                port: port.port, protocol: tls != nil ? "HTTPS" : isHTTP ? "HTTP" : port.protocol.rawValue,
                backend: Backend(
                    via: .node, port: hasMembers ? PortValue(nodePort: port.nodePort) : nil,
                    // A pool of the PROXY protocol passes bytes on, whatever the listener speaks.
                    protocol: isHTTP && configuration.proxyProtocol == nil ? "HTTP" : port.protocol.rawValue,
                    proxyProtocol: configuration.proxyProtocol),
                healthCheck: monitor?.check, tls: tls, settings: settings)
        }
    }

    /// What all listeners and pools have in common.
    private static func settings(of service: Service, in cluster: Cluster, _ configuration: ServiceConfiguration) -> Settings {
        var settings: Settings = ["connection_limit": String(service.number(.connectionLimit, or: -1))]
        if ServiceConfiguration.hasFullProvider(cluster) {
            settings["timeout_client_data"] = String(service.number(.timeoutClientData, or: 50000))
            settings["timeout_member_connect"] = String(service.number(.timeoutMemberConnect, or: 5000))
            settings["timeout_member_data"] = String(service.number(.timeoutMemberData, or: 50000))
            settings["timeout_tcp_inspect"] = String(service.number(.timeoutTCPInspect, or: 0))
        }
        let method = service.text(.lbMethod)
        settings["lb_algorithm"] = method.isEmpty ? cluster.options["lbMethod"] : method
        if service.hasClientIPAffinity { settings["session_persistence.type"] = "SOURCE_IP" }
        if configuration.insertsForwardedFor { settings["insert_headers.X-Forwarded-For"] = "true" }
        return settings
    }

    /// What pods see as their peer.
    ///
    /// Nobody says it of UDP and SCTP, nor of Open Virtual Network's provider, which rewrites packets.
    static func clientIP(_ listeners: [Listener], _ configuration: ServiceConfiguration, provider: String?) -> ClientIP? {
        if configuration.proxyProtocol != nil { return .proxyProtocol }
        if configuration.insertsForwardedFor { return .forwardedHeader }
        return provider != "ovn" && listeners.allSatisfy { $0.backend?.protocol != "UDP" && $0.backend?.protocol != "SCTP" } ? .node : nil
    }
}
