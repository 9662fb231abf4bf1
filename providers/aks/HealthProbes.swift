// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel
import PortolanProvider

/// Builds the health probes of a Service's rules.
///
/// Source: cloud-provider-azure 7b31c76, pkg/provider/azure_loadbalancer_healthprobe.go.
struct HealthProbes {
    let service: Service
    let annotations: Annotations
    let options: TargetOptions

    init(_ service: Service, options: TargetOptions) {
        self.service = service
        annotations = Annotations(service)
        self.options = options
    }

    /// Whether every Service with `externalTrafficPolicy: Cluster` shares one probe of kube-proxy's own health.
    var isShared: Bool {
        options["clusterServiceLoadBalancerHealthProbeMode"]?.lowercased() == "shared" && service.externalTrafficPolicy == .cluster
    }

    /// The one probe that stands in for all ports: `/healthz` on the health-check node port with `externalTrafficPolicy: Local`,
    /// kube-proxy's in shared mode; `nil` where each port has its own.
    ///
    /// Source: pkg/provider/azure_loadbalancer.go:3180-3211.
    func common() throws(Refusal) -> HealthCheck? {
        if isShared { return kubeProxyProbe }
        let hasProxyProtocol = annotations.isTrue(.privateLink) && annotations.isTrue(.privateLinkProxyProtocol)
        guard service.needsHealthCheck, !hasProxyProtocol else { return nil }
        let (interval, count) = try timing(port: service.healthCheckNodePort)
        return HealthCheck(
            protocol: "HTTP", port: PortValue(nodePort: service.healthCheckNodePort), path: "/healthz", interval: interval,
            unhealthyThreshold: count)
    }

    /// Port 0 and the empty path stand for the defaults.
    ///
    /// Source: pkg/provider/azure.go:333-338.
    private var kubeProxyProbe: HealthCheck {
        let port = options.integer("clusterServiceSharedLoadBalancerHealthProbePort") ?? 0
        let path = options["clusterServiceSharedLoadBalancerHealthProbePath"] ?? ""
        return HealthCheck(
            protocol: "HTTP", port: .number(port == 0 ? 10256 : port), path: path.isEmpty ? "/healthz" : path, interval: 5,
            unhealthyThreshold: 2)
    }

    /// A port's own probe; `nil` where it has none, or where the common one is good enough.
    func own(of port: ServicePort, besides common: HealthCheck?) throws(Refusal) -> HealthCheck? {
        guard !isShared, port.protocol == .tcp else { return nil }
        let probePort: PortValue
        if let text = annotations[.portProbePort, port: port.port] {
            probePort = try annotatedPort(text, of: port)
        } else {
            guard common == nil else { return nil }
            probePort = service.nodePortValue(port)
        }
        let kind = probeProtocol(of: port)
        let path = annotations[.portProbePath, port: port.port] ?? annotations[.probePath] ?? "/"
        do {
            let (interval, count) = try timing(port: port.port)
            return HealthCheck(
                protocol: kind, port: probePort, path: kind == "TCP" ? nil : path, interval: interval, unhealthyThreshold: count)
        } catch {
            throw Refusal("failed to parse health probe config for port \(port.port): \(error.message)")
        }
    }

    /// A name or number of one of the Service's ports stands for that port's node port; any other number is meant as it is.
    ///
    /// Source: pkg/provider/azure_loadbalancer_healthprobe.go:71-119.
    private func annotatedPort(_ text: String, of port: ServicePort) throws(Refusal) -> PortValue {
        let named = service.ports.last { ($0.name ?? "").lowercased() == text.lowercased() }
        let number = GoValue.int(text)
        if named == nil {
            let key = AnnotationKey.portProbePort.text(port: port.port)
            guard let number else { throw Refusal("failed to parse annotation \(key): port \(text) not found in service") }
            guard (0...65535).contains(number) else {
                throw Refusal("failed to parse annotation \(key): port \(number) is out of range")
            }
        }
        if let number {
            return service.ports.first { $0.port == number }.map { service.nodePortValue($0) } ?? .number(number)
        }
        return named.map { service.nodePortValue($0) } ?? .number(0)
    }

    /// The port's annotation, its `appProtocol`, the Service's annotation; what is none of the three protocols is TCP.
    ///
    /// Source: pkg/provider/azure_loadbalancer_healthprobe.go:130-175.
    private func probeProtocol(of port: ServicePort) -> String {
        let text = annotations[.portProbeProtocol, port: port.port] ?? port.appProtocol ?? annotations[.probeProtocol] ?? ""
        switch text.trimmingSpaces().lowercased() {
        case "http": return "HTTP"
        case "https": return "HTTPS"
        default: return "TCP"
        }
    }

    /// Seconds between probes, and failures until a node is out; together they stay under two minutes.
    ///
    /// Source: pkg/provider/azure_loadbalancer_healthprobe.go:206-280.
    private func timing(port: Int?) throws(Refusal) -> (interval: Int, count: Int) {
        let count = try number(.portProbeCount, .probeCount, port: port, minimum: 2, name: "num-of-probe")
        let interval = try number(.portProbeInterval, .probeInterval, port: port, minimum: 5, name: "interval")
        // The product is one of 32 bits in Go too, and wraps.
        guard Int32(truncatingIfNeeded: interval) &* Int32(truncatingIfNeeded: count) < 120 else {
            throw Refusal("total probe should be less than 120, please adjust interval and number of probe accordingly")
        }
        return (interval, count)
    }

    private func number(
        _ ofPort: AnnotationKey, _ ofService: AnnotationKey, port: Int?, minimum: Int, name: String
    ) throws(Refusal) -> Int {
        func check(_ value: Int) -> String? { value < minimum ? "the minimum value of \(name) is \(minimum)" : nil }
        // A health-check node port that the cluster picks has a key of its own, which no manifest can know.
        if let port, let value = try parsed(ofPort, port: port, check: check) { return value }
        return try parsed(ofService, port: nil, check: check) ?? minimum
    }

    private func parsed(_ key: AnnotationKey, port: Int?, check: (Int) -> String?) throws(Refusal) -> Int? {
        do {
            return try annotations.integer(key, port: port, check: check)
        } catch {
            throw Refusal("failed to parse annotation \(key.text(port: port)): \(error.message)")
        }
    }
}

extension Service {
    /// The node port of a port: 0 where the Service asks for none, and names none.
    func nodePortValue(_ port: ServicePort) -> PortValue {
        port.nodePort == nil && !allocateLoadBalancerNodePorts ? .number(0) : PortValue(nodePort: port.nodePort)
    }
}
