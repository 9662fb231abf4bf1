// SPDX-License-Identifier: Apache-2.0

import PortolanGraph
import PortolanKubernetes
import PortolanManifest
import PortolanModel

/// An app as the checks see it: every object read once, and the links in both directions.
struct App: Sendable {
    /// A Service and the workloads whose pods it selects.
    struct Front: Sendable {
        let service: Service
        /// The workloads as positions in the inventory; of variants the one that counts beside this Service.
        let positions: [Int]
        let workloads: [Workload]
        /// The workloads that are meant to serve: Jobs are not.
        let servers: [Workload]
    }

    let inventory: Inventory
    let graph: ServiceGraph
    /// The Services with what stands behind them, in the order of the input.
    let fronts: [Front]
    /// For each workload the Services that select its pods, as positions.
    let servicesBefore: [[Int]]
    /// For each workload whether a Service selects its pods, if only those of a variant that does not count.
    let isSelected: [Bool]
    let autoscalers: [HorizontalPodAutoscaler]
    let budgets: [PodDisruptionBudget]
    let policies: [NetworkPolicy]
    let backends: [BackendReference]
    /// Nodes that take pods; `nil` where the input has no nodes.
    let schedulableNodes: Int?
    private let autoscalerOf: [ObjectReference: Int]
    private let positionsOf: [ObjectReference: [Int]]

    init(_ inventory: Inventory, graph: ServiceGraph) {
        self.inventory = inventory
        self.graph = graph
        var before = [[Int]](repeating: [], count: inventory.workloads.count)
        var selected = [Bool](repeating: false, count: inventory.workloads.count)
        fronts = inventory.services.enumerated().map { index, service in
            let all = graph.positions(behind: service)
            for position in all { selected[position] = true }
            let positions = inventory.workloads.variants(all, thatCountBeside: service.metadata)
            for position in positions { before[position].append(index) }
            let workloads = positions.map { inventory.workloads[$0] }
            return Front(
                service: service, positions: positions, workloads: workloads,
                servers: workloads.contains(where: \.isJob) ? workloads.filter { !$0.isJob } : workloads)
        }
        servicesBefore = before
        isSelected = selected
        autoscalers = inventory.autoscalers
        budgets = inventory.disruptionBudgets
        policies = inventory.networkPolicies
        backends = inventory.backendReferences
        let nodes = inventory.nodes
        schedulableNodes = nodes.isEmpty ? nil : nodes.count { !$0.isUnschedulable }
        autoscalerOf = Dictionary(autoscalers.enumerated().map { ($1.target, $0) }, uniquingKeysWith: { _, last in last })
        positionsOf = Dictionary(grouping: inventory.workloads.indices) { inventory.workloads[$0].reference }
    }

    var services: [Service] { inventory.services }
    var workloads: [Workload] { inventory.workloads }

    /// A workload by kind, namespace and name; of variants the one that counts beside an object that names it.
    func workload(_ reference: ObjectReference, besides object: ObjectMeta) -> Workload? {
        workloads.variants(positionsOf[reference] ?? [], thatCountBeside: object).last.map { workloads[$0] }
    }

    /// The workloads whose pods an object's label selector matches, of variants those that count beside the object.
    func workloads(selectedBy selector: LabelSelector, of object: ObjectMeta) -> [Workload] {
        workloads.variants(graph.positions(selectedBy: selector, in: object.namespace), thatCountBeside: object).map { workloads[$0] }
    }

    /// The autoscaler that sets a workload's replicas.
    func autoscaler(of workload: Workload) -> HorizontalPodAutoscaler? { autoscalerOf[workload.reference].map { autoscalers[$0] } }

    /// The fewest pods that a workload is meant to have; `nil` where nodes or completions count and not replicas.
    func fewestReplicas(of workload: Workload) -> Int? {
        workload.replicas.map { autoscaler(of: workload)?.minReplicas ?? $0 }
    }

    /// The Services that clients outside the cluster reach at an address of their own and that select a workload's pods.
    func exposedServices(before workload: Int) -> [Service] {
        servicesBefore[workload].map { services[$0] }.filter(\.isExposed)
    }
}

extension [Workload] {
    /// Of workloads that have one name, which are variants and never there together, the one nearest to an object: of its own file, else
    /// of its folder, else the last, as in a cluster to which all are applied in turn.
    fileprivate func variants(_ positions: [Int], thatCountBeside object: ObjectMeta) -> [Int] {
        guard positions.count > 1 else { return positions }
        var chosen: [String: Int] = [:]
        for position in positions {
            let name = self[position].metadata.name
            if let other = chosen[name],
                object.location.nearness(of: self[other].metadata.location) > object.location.nearness(of: self[position].metadata.location)
            {
                continue
            }
            chosen[name] = position
        }
        return chosen.count == positions.count ? positions : positions.filter { chosen[self[$0].metadata.name] == $0 }
    }
}

extension SourceLocation {
    /// 2 for a place in the same file, 1 for one in the same folder, else 0.
    fileprivate func nearness(of other: Self) -> Int {
        if file == other.file { return 2 }
        return folder == other.folder ? 1 : 0
    }

    private var folder: Substring {
        file.utf8.lastIndex(of: UInt8(ascii: "/")).map { file[..<$0] } ?? ""
    }
}

extension Service {
    /// Whether clients outside the cluster can connect to it as it is.
    var isExposed: Bool { type == .loadBalancer || type == .nodePort || !externalIPs.isEmpty }
}
