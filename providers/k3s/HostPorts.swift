// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanManifest
import PortolanModel
import PortolanProvider

/// Who gets the nodes' host ports.
///
/// One pod of a Service holds all its ports, so one port that is taken keeps the whole Service waiting. The scheduler decides it: a pod of
/// higher priority drives out those of lower, and among equals the first one stays.
struct HostPorts {
    private struct HostPort: Hashable {
        var number: Int
        var transport: TransportProtocol
    }

    /// When a Service's pods get their turn: the highest priority first, then in the order of the manifest.
    private struct Turn: Comparable {
        var priority: Int
        var index: Int

        static func < (left: Turn, right: Turn) -> Bool { (right.priority, left.index) < (left.priority, right.index) }
    }

    private struct Holder {
        var name: String
        var turn: Turn
        var pool: String?
    }

    private var holders: [HostPort: [Holder]] = [:]
    private let cluster: Cluster

    /// Hands out the ports to the Services, given by their place in the list.
    init(_ daemonSets: [(index: Int, daemonSet: ServiceDaemonSet)], in cluster: Cluster) {
        self.cluster = cluster
        // k3s's own Traefik, which a default installation exposes on every node, is there before anything else.
        if cluster.options.isOn("traefik"), !daemonSets.contains(where: { Self.isTraefik($0.daemonSet.service) }) {
            let holder = Holder(name: "the bundled Traefik", turn: Turn(priority: .max, index: -1), pool: nil)
            for number in [80, 443] { holders[HostPort(number: number, transport: .tcp)] = [holder] }
        }
        let arrivals = daemonSets.map { (turn: turn(of: $0.daemonSet, at: $0.index), index: $0.index, daemonSet: $0.daemonSet) }
        for (turn, index, daemonSet) in arrivals.sorted(by: { $0.turn < $1.turn }) where refusal(of: daemonSet, at: index) == nil {
            let service = daemonSet.service
            let holder = Holder(name: "Service \(service.namespace)/\(service.name)", turn: turn, pool: daemonSet.pool)
            for port in Self.ports(of: service) { holders[port, default: []].append(holder) }
        }
    }

    /// Why a Service finds no node; `nil` where it finds one.
    ///
    /// Only those whose turn is before its own count.
    ///
    /// Pools are nodes of their own; a Service without a pool takes every node.
    func refusal(of daemonSet: ServiceDaemonSet, at index: Int) -> String? {
        let turn = turn(of: daemonSet, at: index)
        for port in Self.ports(of: daemonSet.service) {
            let holder = holders[port]?.first {
                $0.turn < turn && $0.turn.index != index && ($0.pool == nil || $0.pool == daemonSet.pool)
            }
            if let holder { return Refusal.noNodes("host port \(port.number)/\(port.transport.rawValue) is held by \(holder.name)") }
        }
        return nil
    }

    private static func ports(of service: Service) -> [HostPort] {
        service.ports.map { HostPort(number: $0.port, transport: $0.protocol) }
    }

    private func turn(of daemonSet: ServiceDaemonSet, at index: Int) -> Turn {
        let isFirst = Self.isTraefik(daemonSet.service) && cluster.options.isOn("traefik")
        return Turn(priority: isFirst ? .max : Self.priority(of: daemonSet.priorityClass, in: cluster), index: index)
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

    private static func isTraefik(_ service: Service) -> Bool { service.namespace == "kube-system" && service.name == "traefik" }
}
