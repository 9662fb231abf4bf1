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
        /// The workloads as positions in the inventory.
        let positions: [Int]
        let workloads: [Workload]

        /// The workloads that are meant to serve: Jobs are not.
        var servers: [Workload] { workloads.filter { !$0.isJob } }
    }

    let inventory: Inventory
    let graph: ServiceGraph
    /// The Services with what stands behind them, in the order of the input.
    let fronts: [Front]
    /// For each workload the Services that select its pods, as positions.
    let servicesBefore: [[Int]]
    let autoscalers: [HorizontalPodAutoscaler]
    let budgets: [PodDisruptionBudget]
    let policies: [NetworkPolicy]
    let backends: [BackendReference]
    /// Nodes that take pods; `nil` where the input has no nodes.
    let schedulableNodes: Int?
    private let autoscalerOf: [ObjectReference: Int]
    private let positionOf: [ObjectReference: Int]

    init(_ inventory: Inventory, graph: ServiceGraph) {
        self.inventory = inventory
        self.graph = graph
        var before = [[Int]](repeating: [], count: inventory.workloads.count)
        fronts = inventory.services.enumerated().map { index, service in
            let positions = graph.positions(behind: service)
            for position in positions { before[position].append(index) }
            return Front(service: service, positions: positions, workloads: positions.map { inventory.workloads[$0] })
        }
        servicesBefore = before
        autoscalers = inventory.autoscalers
        budgets = inventory.disruptionBudgets
        policies = inventory.networkPolicies
        backends = inventory.backendReferences
        let nodes = inventory.nodes
        schedulableNodes = nodes.isEmpty ? nil : nodes.count { !$0.isUnschedulable }
        autoscalerOf = Dictionary(autoscalers.enumerated().map { ($1.target, $0) }, uniquingKeysWith: { first, _ in first })
        positionOf = Dictionary(inventory.workloads.enumerated().map { ($1.reference, $0) }, uniquingKeysWith: { first, _ in first })
    }

    var services: [Service] { inventory.services }
    var workloads: [Workload] { inventory.workloads }

    /// A workload by kind, namespace and name, as a position.
    func position(of reference: ObjectReference) -> Int? { positionOf[reference] }

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

extension Service {
    /// Whether clients outside the cluster can connect to it as it is.
    var isExposed: Bool { type == .loadBalancer || type == .nodePort || !externalIPs.isEmpty }
}

extension Workload {
    /// Whether its pods end by themselves: not meant to serve.
    var isJob: Bool { reference.kind == "Job" || reference.kind == "CronJob" }
}
