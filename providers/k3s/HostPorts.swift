// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanManifest
import PortolanModel
import PortolanProvider

/// Who gets the nodes' host ports. One pod of a Service holds all its ports, so one port that is taken keeps the whole Service waiting.
/// The scheduler decides it: a pod of higher priority drives out those of lower, and among equals the first one stays.
enum HostPorts {
    private struct HostPort: Hashable {
        var number: Int
        var transport: TransportProtocol
    }

    private struct Holder {
        var name: String
        var ports: Set<HostPort>
        var pool: String?
    }

    /// k3s's own Traefik, which a default installation exposes on every node.
    private static let bundledTraefik = Holder(
        name: "the bundled Traefik",
        ports: [HostPort(number: 80, transport: .tcp), HostPort(number: 443, transport: .tcp)], pool: nil)

    /// Why a Service finds no node, by its place in the list; those that find one are not in it.
    static func placement(of requests: [Request], in cluster: Cluster) -> [Int: String] {
        var holders: [Holder] = []
        var refusals: [Int: String] = [:]
        let order = arrivals(requests, in: cluster)
        if cluster.options.isOn("traefik"), !order.contains(where: { isTraefik($0.daemonSet.service) }) { holders.append(bundledTraefik) }
        for (index, daemonSet) in order {
            let service = daemonSet.service
            let ports = service.ports.map { HostPort(number: $0.port, transport: $0.protocol) }
            if let (holder, port) = conflict(of: ports, in: daemonSet.pool, with: holders) {
                refusals[index] = Refusal.noNodes("host port \(port.number)/\(port.transport.rawValue) is held by \(holder)")
            } else {
                holders.append(Holder(name: "Service \(service.namespace)/\(service.name)", ports: Set(ports), pool: daemonSet.pool))
            }
        }
        return refusals
    }

    /// Highest priority first, then in the order of the manifest. The bundled Traefik is there before anything else.
    private static func arrivals(_ requests: [Request], in cluster: Cluster) -> [(index: Int, daemonSet: ServiceDaemonSet)] {
        var arrivals: [(index: Int, rank: Int, daemonSet: ServiceDaemonSet)] = []
        for (index, request) in requests.enumerated() {
            guard case .daemonSet(let daemonSet) = request else { continue }
            let isFirst = isTraefik(daemonSet.service) && cluster.options.isOn("traefik")
            arrivals.append((index, isFirst ? .max : priority(of: daemonSet.priorityClass, in: cluster), daemonSet))
        }
        return arrivals.sorted { ($1.rank, $0.index) < ($0.rank, $1.index) }.map { ($0.index, $0.daemonSet) }
    }

    /// The value of a priority class: the two built-in ones, else what the manifests say, else 0.
    private static func priority(of name: String, in cluster: Cluster) -> Int {
        switch name {
        case "system-node-critical": return 2_000_001_000
        case "system-cluster-critical": return 2_000_000_000
        default:
            let classes = cluster.inventory.objects(kind: "PriorityClass", group: "scheduling.k8s.io")
            let found = classes.first { $0.metadata.name == name }
            if case .int(let number) = found?.metadata.node.value("value")?.scalar { return number }
            return 0
        }
    }

    /// Pools are nodes of their own; a Service without a pool takes every node.
    private static func conflict(of ports: [HostPort], in pool: String?, with holders: [Holder]) -> (holder: String, port: HostPort)? {
        for holder in holders where holder.pool == nil || holder.pool == pool {
            if let port = ports.first(where: holder.ports.contains) { return (holder.name, port) }
        }
        return nil
    }

    private static func isTraefik(_ service: Service) -> Bool { service.namespace == "kube-system" && service.name == "traefik" }
}
