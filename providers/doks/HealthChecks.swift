// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel
import PortolanProvider

extension LoadBalancerRequest {
    /// The load balancer's one health check: of kube-proxy, or of the Service's own node port with the Local policy, save where the
    /// override annotation stands, whatever its value.
    ///
    /// Source: loadbalancers.go:1001
    func healthCheck() throws(GoError) -> (check: HealthCheck, settings: Settings) {
        let isOld = !release.has(DOKSFeature.asksKubeProxy) || service[.revertToOldHealthCheck] != nil
        let isOverridden = isOld || service[.overrideHealthCheck] != nil
        var check = HealthCheck(
            protocol: "HTTP", port: service.needsHealthCheck ? PortValue(nodePort: service.healthCheckNodePort) : .number(10256),
            path: "/healthz")
        if isOverridden {
            let path = service[.healthCheckPath] ?? ""
            check.port = try overriddenPort()
            check.protocol = try overriddenProtocol(hasPath: !path.isEmpty)
            check.path = path.isEmpty ? nil : path
        }
        check.interval = try number(.healthCheckInterval, default: 3, "interval")
        check.timeout = try number(.healthCheckTimeout, default: 5, "response timeout")
        check.unhealthyThreshold = try number(.healthCheckUnhealthy, default: 3, "unhealthy threshold")
        check.healthyThreshold = try number(.healthCheckHealthy, default: 5, "healthy threshold")
        let isSaid = !isOverridden && release.has(DOKSFeature.checksWithoutProxyProtocol)
        return (check, isSaid ? ["health_check.proxy_protocol": "false"] : [:])
    }

    /// The node port of the Service port that the annotation names, else of the first TCP port, for the network load balancer as well.
    ///
    /// Without node ports none is sent. Source: loadbalancers.go:1341
    private func overriddenPort() throws(GoError) -> PortValue? {
        let ports: [Int]
        do throws(GoError) {
            ports = try self.ports(.healthCheckPort)
        } catch {
            throw GoError("failed to get health check port: \(error.message)")
        }
        guard ports.count <= 1 else {
            throw GoError(
                "annotation \(AnnotationKey.healthCheckPort.rawValue) only supports a single port, but found multiple: "
                    + "[\(ports.map(String.init).joined(separator: " "))]")
        }
        guard let wanted = ports.first else {
            guard let port = service.ports.first(where: { $0.protocol == .tcp }) else {
                throw GoError("no health check port of protocol TCP found")
            }
            return checked(port)
        }
        guard let port = service.ports.first(where: { $0.port == wanted }) else {
            throw GoError("specified health check port \(wanted) does not exist on service \(service.namespace)/\(service.name)")
        }
        guard port.protocol != .udp else { throw GoError("health check port: \(wanted), cannot be of protocol type UDP") }
        return checked(port)
    }

    private func checked(_ port: ServicePort) -> PortValue? {
        port.nodePort == nil && !service.allocateLoadBalancerNodePorts ? nil : PortValue(nodePort: port.nodePort)
    }

    // Source: loadbalancers.go:1376
    private func overriddenProtocol(hasPath: Bool) throws(GoError) -> String {
        switch service[.healthCheckProtocol] ?? "" {
        case "": return hasPath ? "HTTP" : "TCP"
        case "tcp": return "TCP"
        case "http": return "HTTP"
        case "https": return "HTTPS"
        case let word:
            throw GoError("invalid protocol \"\(word)\" specified in annotation \"\(AnnotationKey.healthCheckProtocol.rawValue)\"")
        }
    }

    /// A number, whose range is not checked; 0 is not sent.
    ///
    /// Source: loadbalancers.go:1419
    private func number(_ key: AnnotationKey, default defaultValue: Int, _ what: String) throws(GoError) -> Int? {
        guard let text = service[key] else { return defaultValue }
        guard let number = GoValue.int(text) else {
            throw GoError("failed to parse health check \(what) annotation \"\(key.rawValue)\": \(GoValue.atoiError(text).message)")
        }
        return number == 0 ? nil : number
    }
}
