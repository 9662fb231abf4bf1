// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel
import PortolanPlan

/// The path that a client takes through one listener: port, node or pod, container and its port.
public struct ClientPath: Hashable, Sendable {
    /// The listener's port and protocol: `443/TLS`.
    public var listener: String
    /// The way into the cluster: `node 30080`, `node (allocated)`, `pod 8080`.
    public var entry: String
    /// Where it ends: `web/python:8080`; the Service where no workload of the input is behind it.
    public var end: String

    /// The paths through a load balancer of an endpoint, one for each listener and workload.
    static func all(through balancer: LoadBalancer, of endpoint: Plan.Endpoint) -> [ClientPath] {
        // Variants of one workload in the input take the same path, which is told once.
        var seen: Set<ClientPath> = []
        let routes = Dictionary(grouping: endpoint.routes, by: \.port)
        return balancer.listeners.flatMap { listener -> [ClientPath] in
            guard let backend = listener.backend else { return [] }
            let entry = "\(backend.via.rawValue) \(backend.port.map(words) ?? "(no members)")"
            let front = "\(listener.port)/\(listener.protocol)"
            let routes = (routes[listener.port] ?? []).filter { carries(listener.protocol, $0.protocol.rawValue) }
            guard !routes.isEmpty else {
                let refused = endpoint.refusedWorkload.map { "no pods: the API server refuses \($0.kind) \($0.name)" }
                let end = refused ?? (endpoint.workloads.isEmpty ? "no pods in the input" : "no port of the pods")
                return [ClientPath(listener: front, entry: entry, end: end)]
            }
            return ends(routes, of: endpoint).map { ClientPath(listener: front, entry: entry, end: $0) }
        }.filter { seen.insert($0).inserted }
    }

    /// Where the routes of one port end, and how many more there are where not all workloads are listed.
    static func ends(_ routes: [Plan.Route], of endpoint: Plan.Endpoint) -> [String] {
        var ends = routes.map(end)
        let further = endpoint.furtherWorkloads
        if further > 0, !ends.isEmpty { ends[ends.count - 1] += " and \(further) more workload\(further == 1 ? "" : "s")" }
        return ends
    }

    /// Where a route ends, container first.
    static func end(_ route: Plan.Route) -> String {
        let port = words(route.podPort)
        guard let container = route.container else { return "\(route.workload.name):\(port), declared by no container" }
        return "\(route.workload.name)/\(container):\(port)"
    }

    private static func carries(_ listener: String, _ transport: String) -> Bool {
        switch listener {
        case "UDP", "QUIC", "HTTP3": transport == "UDP"
        case "SCTP": transport == "SCTP"
        case "TCP_UDP", "TCP_QUIC": transport != "SCTP"
        default: transport == "TCP"
        }
    }

    static func words(_ port: PortValue) -> String {
        switch port {
        case .number(let number): String(number)
        case .allocated: "(allocated)"
        case .traffic: "(traffic port)"
        case .name(let name): name
        }
    }
}

extension Listener {
    /// The health check that the controller makes where it asks an HTTP server, in a few words: a wrong answer takes all backends out.
    ///
    /// kube-proxy's own answer for the node (10256) hangs on no app.
    var probeWords: String? {
        guard let check = healthCheck, let path = check.path, check.port != .number(10256) else { return nil }
        return "\(check.protocol) \(path) on port \(check.port.map(ClientPath.words) ?? "of the backend")"
    }
}

extension Exposure {
    /// What clients connect to, in a few words.
    var addressWords: String {
        switch status {
        case .provisioned:
            guard let address else { return controller == nil ? "no address" : "address of the proxy, not in the input" }
            let families = address.families.map(\.rawValue).joined(separator: "+")
            let kind = address.kind == .hostname ? "hostname" : address.allocation == .reserved ? "reserved IP" : "IP"
            return "\(address.scope.rawValue) \(kind)\(families == "IPv4" ? "" : " \(families)")"
        case .failed: return "<pending>, refused"
        case .unclaimed: return "<pending>, unclaimed"
        case .invalid: return "rejected"
        case .nodeOnly: return "the nodes' own"
        case .clusterOnly: return "inside only"
        case .alias: return "DNS alias"
        }
    }
}
