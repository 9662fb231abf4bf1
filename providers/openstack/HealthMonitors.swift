// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel
import PortolanProvider

/// The health monitor that every pool of a Service gets, where one is asked for.
///
/// Source: cloud-provider-openstack c453fb7, pkg/openstack/loadbalancer.go:1600-1607, :831-865.
struct HealthMonitor {
    private let delay: Int
    private let timeout: Int
    private let maxRetries: Int
    private let maxRetriesDown: Int
    /// With the local traffic policy: the port on which kube-proxy says whether the node has a pod.
    private let healthCheckNodePort: PortValue?

    /// - Returns: `nil` where no monitor is asked for.
    init?(_ service: Service, in cluster: Cluster) throws(Refusal) {
        let options = cluster.options
        guard service.flag(.enableHealthMonitor, or: options.isOn("createMonitor")) else { return nil }
        delay = service.number(.healthMonitorDelay, or: Self.seconds(options["monitorDelay"]))
        timeout = service.number(.healthMonitorTimeout, or: Self.seconds(options["monitorTimeout"]))
        maxRetries = service.number(.healthMonitorMaxRetries, or: options.integer("monitorMaxRetries") ?? 0)
        maxRetriesDown = service.number(.healthMonitorMaxRetriesDown, or: options.integer("monitorMaxRetriesDown") ?? 0)
        healthCheckNodePort = service.externalTrafficPolicy == .local ? PortValue(nodePort: service.healthCheckNodePort) : nil
        // Source: gophercloud v2.12.0 openstack/loadbalancer/v2/monitors/requests.go:102-110, params.go: what is required must not be 0.
        for (name, number) in [("Delay", delay), ("Timeout", timeout), ("MaxRetries", maxRetries)] where number == 0 {
            throw Refusal("error creating loadbalancer \(Naming.loadBalancer(service, in: cluster)): Missing input for argument [\(name)]")
        }
    }

    /// The check of one port, and what belongs to the listener's settings.
    func check(of port: ServicePort, hasMembers: Bool, in cluster: Cluster) -> (check: HealthCheck, settings: Settings) {
        // OVN has no HTTP monitors; Octavia 2.16 has them on UDP pools as well.
        let asksNode = healthCheckNodePort != nil && ServiceConfiguration.hasFullProvider(cluster)
        // Members that are made one by one get no monitor_port, so that their own is asked.
        let asked = asksNode && !cluster.options.isOn("providerRequiresSerialApiCalls") ? healthCheckNodePort : .traffic
        let check = HealthCheck(
            protocol: asksNode ? "HTTP" : port.protocol.rawValue, port: hasMembers ? asked : nil, path: asksNode ? "/healthz" : nil,
            interval: delay, timeout: timeout, healthyThreshold: maxRetries, unhealthyThreshold: maxRetriesDown == 0 ? nil : maxRetriesDown)
        return (check, asksNode ? ["healthmonitor.http_method": "GET", "healthmonitor.expected_codes": "200"] : [:])
    }

    /// A Go duration of the configuration (`1m30s`) in whole seconds, the rest cut off; a bare number counts as seconds.
    static func seconds(_ text: String?) -> Int {
        var milliseconds = 0.0
        var rest = Substring(text ?? "")
        if let plain = Int(rest) { return plain }
        let units = [("ms", 1.0), ("us", 0.001), ("µs", 0.001), ("ns", 0.000_001), ("s", 1000), ("m", 60_000), ("h", 3_600_000)]
        while !rest.isEmpty {
            let number = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
            rest = rest.dropFirst(number.count)
            guard let amount = Double(number), let unit = units.first(where: { rest.hasPrefix($0.0) }) else { return 0 }
            milliseconds += amount * unit.1
            rest = rest.dropFirst(unit.0.count)
        }
        return milliseconds < 1e15 ? Int(milliseconds / 1000) : 0
    }
}
