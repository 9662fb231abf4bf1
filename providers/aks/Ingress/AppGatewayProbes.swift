// SPDX-License-Identifier: Apache-2.0

import PortolanGraph
import PortolanKubernetes
import PortolanManifest
import PortolanModel
import PortolanProvider

/// A health probe of the gateway; what is left to chance is `nil`.
struct AppGatewayProbe: Hashable {
    var `protocol` = "HTTP"
    var host: String? = "localhost"
    var path: String? = "/"
    /// The port, where it is another than the http setting's.
    var port: Int?
    var interval: Int? = 30
    var timeout: Int? = 30
    var unhealthyThreshold: Int? = 3
    var statusCodes: [String] = []

    /// What stays of this probe where another has the same name, and chance decides which is made.
    mutating func keep(onlyWhatEquals other: AppGatewayProbe) {
        if host != other.host { host = nil }
        if path != other.path { path = nil }
        if interval != other.interval { interval = nil }
        if timeout != other.timeout { timeout = nil }
        if unhealthyThreshold != other.unhealthyThreshold { unhealthyThreshold = nil }
        if statusCodes != other.statusCodes { statusCodes = [] }
    }

    var healthCheck: HealthCheck {
        HealthCheck(
            protocol: `protocol`, port: port.map { .number($0) } ?? .traffic, path: path, interval: interval, timeout: timeout,
            unhealthyThreshold: unhealthyThreshold)
    }
}

/// Makes the probes of Services: defaults, then the rule's host and path, then the container's own probe, then annotations.
///
/// Source: AGIC f42103da pkg/appgw/health_probes.go:78.
struct AppGatewayProbes {
    let cluster: Cluster

    /// The probe of a backend without a path, or of a Service that does not exist.
    func standard(_ annotations: AppGatewayAnnotations) -> AppGatewayProbe {
        AppGatewayProbe(protocol: annotations.backendProtocol ?? "HTTP")
    }

    /// The probe for a path of a rule.
    func probe(_ backend: AppGatewayBackend, of ingress: AppGatewayIngress, host: String?, path: String) -> AppGatewayProbe {
        let annotations = ingress.annotations
        guard backend.hasService else { return standard(annotations) }
        var probe = AppGatewayProbe()
        if let host { probe.host = host }
        if let host = annotations[.backendHostname] { probe.host = host }
        if let prefix = annotations[.backendPathPrefix] { probe.path = prefix } else if !path.isEmpty { probe.path = path }
        if backend.written == "443" || (backend.isCertain && backend.podPort == .number(443)) { probe.protocol = "HTTPS" }
        if let container = containerProbe(backend) { take(container, into: &probe) }
        if let wanted = annotations.backendProtocol { probe.protocol = wanted }
        if let host = annotations.filled(.probeHostname) { probe.host = host }
        if let port = annotations.positive(.probePort, upTo: 65535) { probe.port = port }
        if let path = annotations.filled(.probePath) { probe.path = path }
        if let path = probe.path { probe.path = String(path.reversed().drop { $0 == "*" }.reversed()) }
        if let codes = annotations.filled(.probeStatusCodes) { probe.statusCodes = GoValue.split(codes).map { $0.trimmingSpaces() } }
        if let seconds = annotations.positive(.probeInterval) { probe.interval = seconds }
        if let seconds = annotations.positive(.probeTimeout) { probe.timeout = seconds }
        if let count = annotations.positive(.probeThreshold) { probe.unhealthyThreshold = count }
        return probe
    }

    // MARK: The container's own probe

    private struct ContainerProbe {
        let node: YAMLNode
        let http: YAMLNode
        let port: Int
    }

    private func take(_ container: ContainerProbe, into probe: inout AppGatewayProbe) {
        // The API server fills in what is absent or zero.
        func number(_ name: String, _ usual: Int) -> Int { container.node.integer(name).flatMap { $0 == 0 ? nil : $0 } ?? usual }
        let host = container.http.string("host")
        if !host.isEmpty { probe.host = host }
        let path = container.http.string("path")
        probe.path = path.isEmpty ? "/" : path
        probe.port = container.port
        let isHTTPS = container.http.string("scheme") == "HTTPS" || container.port == 443
        probe.protocol = isHTTPS ? "HTTPS" : "HTTP"
        probe.interval = number("periodSeconds", 10)
        probe.timeout = number("timeoutSeconds", 1)
        probe.unhealthyThreshold = min(20, number("failureThreshold", 3))
    }

    /// The readiness probe, else the liveness probe, of the container of the first pod that declares the target port; `httpGet` only.
    ///
    /// Source: AGIC f42103da pkg/appgw/health_probes.go:220.
    private func containerProbe(_ backend: AppGatewayBackend) -> ContainerProbe? {
        let parts = backend.service.split(separator: "/", maxSplits: 1).map(String.init)
        guard parts.count == 2, let service = cluster.graph.services(named: parts[1], in: parts[0]).last,
            let pod = cluster.graph.workloads(behind: service).first?.pod
        else { return nil }
        let targets = service.ports.filter { $0.protocol == .tcp && $0.isMeant(by: backend.written) }.compactMap { port -> Int? in
            guard case .number(let number) = cluster.podPort(of: port, in: service) else { return nil }
            return number
        }
        guard let container = pod.containers.first(where: { $0.ports.contains { targets.contains($0.containerPort) } }) else { return nil }
        for name in ["readinessProbe", "livenessProbe"] {
            guard let node = container.node.field(name), let http = node.field("httpGet") else { continue }
            return ContainerProbe(node: node, http: http, port: container.number(of: http.intOrString("port")))
        }
        return nil
    }
}

extension Container {
    /// A probe's port as a number; 0 for a name that the container does not declare.
    fileprivate func number(of port: IntOrString) -> Int {
        switch port {
        case .int(let number): number
        case .string(let name): ports.first { $0.name == name }?.containerPort ?? 0
        }
    }
}
