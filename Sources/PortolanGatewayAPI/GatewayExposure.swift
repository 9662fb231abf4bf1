// SPDX-License-Identifier: Apache-2.0

import PortolanGraph
package import PortolanKubernetes
package import PortolanModel
package import PortolanProvider

extension GatewayTopology {
    /// Whether the implementation takes a Gateway: by its class's `controllerName`, or as one of the classes that the platform installs.
    package static func claims(_ gateway: Gateway, in cluster: Cluster, as implementation: GatewayImplementation) -> Bool {
        let classes = cluster.gatewayClasses.filter { $0.metadata.name == gateway.className }
        guard !classes.isEmpty else { return implementation.installedClasses.contains(gateway.className) }
        return classes.contains { implementation.controllerNames.contains($0.controllerName) }
    }

    /// The exposure of a Gateway by the specification alone: conditions and one load balancer without an address.
    package func exposure(of gateway: Gateway) -> Exposure {
        let outcome = outcome(of: gateway)
        return Exposure(
            status: .provisioned, loadBalancers: [loadBalancer(of: outcome)], routes: outcome.routes,
            listenerStatus: outcome.listenerStatus)
    }

    /// The load balancer of a Gateway, with its rules and the pools that they send to.
    package func loadBalancer(of outcome: GatewayOutcome) -> LoadBalancer { loadBalancer(of: outcome.listeners) }

    /// The load balancer of listeners, of one Gateway or of several that share it.
    package func loadBalancer(of served: [ServedListener]) -> LoadBalancer {
        let listeners = RuleBuilder(self).listeners(of: served)
        return LoadBalancer(
            product: implementation.product, scope: nil, families: cluster.families, listeners: listeners,
            backends: pools(of: listeners), dataPlane: implementation.dataPlane)
    }

    /// The pools that rules send to: one for each pair of Service and port, in the order of first use.
    package func pools(of listeners: [Listener]) -> [Pool] {
        var seen: Set<String> = []
        var pools: [Pool] = []
        for listener in listeners {
            for rule in listener.rules {
                for backend in rule.backends where backend.failure == nil || backend.failure == implementation.unreadyStatus {
                    guard seen.insert("\(backend.service) \(String(describing: backend.port))").inserted else { continue }
                    pools.append(pool(of: backend, rule: rule, listener: listener))
                }
            }
        }
        return pools
    }

    private func pool(of backend: WeightedBackend, rule: Rule, listener: Listener) -> Pool {
        var pool = Pool(
            service: backend.service, port: backend.port, via: implementation.via,
            protocol: backendProtocol(of: backend, rule: rule, listener: listener))
        let parts = backend.service.split(separator: "/", maxSplits: 1).map(String.init)
        guard parts.count == 2, let service = cluster.graph.services(named: parts[1], in: parts[0]).last else { return pool }
        let port = service.ports.first { backend.port == .number($0.port) }
        guard let policy = backendTLS.policy(for: service, port: port) else { return pool }
        pool.protocol = pool.protocol == "TCP" ? "TLS" : "HTTPS"
        pool.settings = BackendTLS.settings(policy)
        return pool
    }

    private func backendProtocol(of backend: WeightedBackend, rule: Rule, listener: Listener) -> String {
        guard listener.protocol == "HTTP" || listener.protocol == "HTTPS" else { return listener.protocol == "UDP" ? "UDP" : "TCP" }
        if rule.origin?.object.kind == "GRPCRoute" { return "HTTP2" }
        let parts = backend.service.split(separator: "/", maxSplits: 1).map(String.init)
        guard parts.count == 2, let service = cluster.graph.services(named: parts[1], in: parts[0]).last,
            case .number(let number)? = backend.port
        else { return "HTTP" }
        return service.ports.first { $0.port == number }?.appProtocol == "kubernetes.io/h2c" ? "HTTP2" : "HTTP"
    }
}
