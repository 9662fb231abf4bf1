// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel
import PortolanProvider

/// Builds the load-balancing rules of a Service.
///
/// Source: cloud-provider-azure 7b31c76, pkg/provider/azure_loadbalancer.go:3167-3397.
struct LoadBalancingRules {
    /// A rule of one port, or the one rule of all.
    struct Rule {
        /// The port that it is for: with high-availability ports there is one such for every port of the Service, of a single rule.
        var port: ServicePort
        var backendPort: PortValue
        var isFloatingIP: Bool
        var isForAllPorts: Bool
        /// Minutes.
        var idleTimeout: Int
        var probe: HealthCheck?
    }

    let service: Service
    let annotations: Annotations
    let options: TargetOptions

    init(_ service: Service, options: TargetOptions) {
        self.service = service
        annotations = Annotations(service)
        self.options = options
    }

    /// The rules of one family's frontend, in the order of the ports.
    func rules(_ family: IPFamily) throws(Refusal) -> [Rule] {
        let probes = HealthProbes(service, options: options)
        let common = try probes.common()
        guard !hasHighAvailabilityPorts else { return try rulesForAllPorts(family, probes: probes, common: common) }
        var rules: [Rule] = []
        for port in service.ports where !annotations.isTrue(.portNoRule, port: port.port) {
            if port.protocol == .sctp, !annotations.isTreatedAsInternal {
                throw Refusal("SCTP is only supported on standard loadbalancer in internal mode")
            }
            let idleTimeout = try idleTimeout()
            var probe: HealthCheck?
            if !annotations.isTrue(.portNoProbe, port: port.port) { probe = try probes.own(of: port, besides: common) ?? common }
            let isFloatingIP = isFloatingIP(family) && !annotations.isTrue(.disableFloatingIP)
            rules.append(
                Rule(
                    port: port, backendPort: isFloatingIP ? .number(port.port) : service.nodePortValue(port), isFloatingIP: isFloatingIP,
                    isForAllPorts: false, idleTimeout: idleTimeout, probe: probe))
        }
        return rules
    }

    /// One rule for every protocol and port, told as one for each of the Service's ports, on which alone something answers.
    ///
    /// Its probe is that of the first port that can have one; a port whose annotations are wrong is passed over. Source:
    /// pkg/provider/azure_loadbalancer.go:3213-3258.
    private func rulesForAllPorts(_ family: IPFamily, probes: HealthProbes, common: HealthCheck?) throws(Refusal) -> [Rule] {
        let idleTimeout: Int
        do {
            idleTimeout = try self.idleTimeout()
        } catch {
            throw Refusal("error generate lb rule for ha mod loadbalancer. err: \(error.message)")
        }
        var probe = common
        for port in service.ports where probe == nil {
            probe = try? probes.own(of: port, besides: nil)
        }
        return service.ports.map { port in
            Rule(
                port: port, backendPort: .number(port.port), isFloatingIP: isFloatingIP(family), isForAllPorts: true,
                idleTimeout: idleTimeout, probe: probe)
        }
    }

    /// Source: pkg/provider/azure_loadbalancer.go:3215, where the annotation that says internal is read in any case.
    var hasHighAvailabilityPorts: Bool { annotations.isTreatedAsInternal && annotations.isTrue(.highAvailabilityPorts) }

    /// Internal IPv6 frontends have no floating IP.
    ///
    /// Source: pkg/provider/azure_loadbalancer.go:3375-3380.
    private func isFloatingIP(_ family: IPFamily) -> Bool { !(annotations.isTreatedAsInternal && family == .ipv6) }

    /// Minutes.
    ///
    /// Source: pkg/provider/azure_loadbalancer.go:3338-3353.
    private func idleTimeout() throws(Refusal) -> Int {
        do {
            let written = try annotations.integer(.idleTimeout) { minutes in
                guard !(4...100).contains(minutes) else { return nil }
                return "idle timeout value must be a whole number representing minutes between 4 and 100, actual value: \(minutes)"
            }
            return written ?? 4
        } catch {
            let key = AnnotationKey.idleTimeout.rawValue
            throw Refusal(
                "error generate lb rule for ha mod loadbalancer. err: error parsing idle timeout key: \(key), err: \(error.message)")
        }
    }

    /// A rule as a listener.
    func listener(_ rule: Rule) -> Listener {
        let name = rule.port.protocol.rawValue
        var settings: Settings = [
            "idleTimeoutInMinutes": String(rule.idleTimeout),
            "loadDistribution": service.hasClientIPAffinity ? "SourceIP" : "Default",
            "enableFloatingIP": String(rule.isFloatingIP),
            "disableOutboundSnat": String(options.isOn("disableOutboundSNAT")),
        ]
        if rule.isForAllPorts || rule.port.protocol == .tcp {
            settings["enableTcpReset"] = String(!annotations.isTrue(.disableTCPReset))
        }
        // ARM has no SCTP: such a port becomes a rule for every protocol (azure_standard.go:172).
        if rule.isForAllPorts || rule.port.protocol == .sctp { settings["protocol"] = "All" }
        if rule.isForAllPorts {
            settings["frontendPort"] = "0"
            settings["backendPort"] = "0"
        }
        return Listener(
            port: rule.port.port, protocol: name, backend: Backend(via: .node, port: rule.backendPort, protocol: name),
            healthCheck: rule.probe, settings: settings)
    }
}
