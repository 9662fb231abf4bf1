// SPDX-License-Identifier: Apache-2.0

package import PortolanKubernetes
import PortolanManifest
import PortolanModel

/// Finds the Services, and their ports, that no pod answers on: shown by the manifests, not guessed.
package struct DeadEnds: Sendable {
    private let inventory: Inventory
    private let graph: ServiceGraph
    /// By the place of the Service in the inventory's order.
    private let missed: [SourceLocation: DeadEnd]
    /// Whether something scales workloads from nothing.
    private let scalesFromZero: Bool

    /// Looks at all Services of an app.
    package init(_ inventory: Inventory, graph: ServiceGraph) {
        self.inventory = inventory
        self.graph = graph
        scalesFromZero = inventory.objects.contains { Self.scalers.contains($0.metadata.reference.kind) }
        var isSelected = [Bool](repeating: false, count: inventory.workloads.count)
        var unmatched: [Service] = []
        for service in inventory.services {
            let found = graph.positions(behind: service)
            for position in found { isSelected[position] = true }
            if found.isEmpty, service.selector?.isEmpty == false, service.type != .externalName { unmatched.append(service) }
        }
        var missed: [SourceLocation: DeadEnd] = [:]
        if !unmatched.isEmpty, !inventory.workloads.isEmpty {
            let near = NearPods(inventory.workloads, isSelected: isSelected)
            for service in unmatched { missed[service.metadata.location] = Self.missed(service, near.nearest(to: service)) }
        }
        self.missed = missed
    }

    /// Kinds that make pods of a workload that has none: KEDA's.
    private static let scalers: Set<String> = ["ScaledObject", "HTTPScaledObject"]

    /// Why nobody answers on a Service's port; `nil` where somebody may.
    package func deadEnd(of port: ServicePort, in service: Service) -> DeadEnd? {
        if let missed = missed[service.metadata.location] { return missed }
        let workloads = graph.workloads(behind: service)
        let servers = workloads.contains { !$0.isJob } ? workloads.filter { !$0.isJob } : workloads
        guard !servers.isEmpty else { return nil }
        return neverCreated(servers) ?? withoutPods(servers) ?? unnamed(port, service, servers)
    }

    // MARK: Causes

    private static func missed(_ service: Service, _ match: NearPods.Match?) -> DeadEnd? {
        let reference = service.metadata.reference
        switch match {
        case .mistyped(let workload, let written, let meant)?:
            return DeadEnd(
                reason: "its selector \(written.key)=\(written.value) matches no pod: those of \(workload.reference.name) have "
                    + "\(meant.key)=\(meant.value)",
                repairs: [
                    DeadEnd.Repair(
                        object: reference, location: service.metadata.location, lines: 1,
                        words: "spec.selector: \(meant.key): \"\(meant.value)\"")
                ])
        case .elsewhere(let workload)? where service.metadata.saysNamespace && workload.metadata.saysNamespace:
            return DeadEnd(
                reason: "its pods are in the namespace \(workload.metadata.namespace), and a Service selects in its own, "
                    + "\(service.namespace)",
                repairs: [
                    DeadEnd.Repair(
                        object: reference, location: service.metadata.location, lines: 1,
                        words: "metadata.namespace: \(workload.metadata.namespace)")
                ])
        default: return nil
        }
    }

    /// All workloads are written in versions that the API server does not know, so no pod is ever made.
    private func neverCreated(_ servers: [Workload]) -> DeadEnd? {
        let repairs = servers.compactMap { workload -> DeadEnd.Repair? in
            RemovedVersion.of(workload.metadata).map { removed in
                DeadEnd.Repair(
                    object: workload.reference, location: workload.metadata.location, lines: 1 + Self.selectorLines(workload),
                    words: "apiVersion: \(removed.served)")
            }
        }
        guard repairs.count == servers.count, let first = servers.first else { return nil }
        return DeadEnd(
            reason: "\(first.reference.kind) \(first.reference.name) is never created, since \(first.metadata.apiVersion) is gone",
            repairs: repairs)
    }

    /// The versions that are served want a selector, which the older ones took from the labels.
    private static func selectorLines(_ workload: Workload) -> Int {
        workload.metadata.node.at("spec", "selector") == nil ? 2 + workload.pod.labels.entries.count : 0
    }

    private func withoutPods(_ servers: [Workload]) -> DeadEnd? {
        guard !scalesFromZero, let first = servers.first, servers.allSatisfy({ $0.replicas == 0 }) else { return nil }
        return DeadEnd(
            reason: "\(first.reference.kind) \(first.reference.name) has 0 replicas, so there are no pods",
            repairs: servers.prefix(1).map {
                DeadEnd.Repair(object: $0.reference, location: $0.metadata.location, lines: 1, words: "spec.replicas: 2")
            })
    }

    private func unnamed(_ port: ServicePort, _ service: Service, _ servers: [Workload]) -> DeadEnd? {
        guard case .string(let name) = port.targetPort,
            servers.allSatisfy({ ServiceGraph.target(of: port, in: $0.pod).container == nil })
        else { return nil }
        let declared = servers.flatMap { $0.pod.runningContainers.flatMap(\.ports) }.filter { $0.protocol == port.protocol }
        let names = declared.compactMap(\.name)
        let meant = NearestName.of(name, among: names) ?? names.first ?? declared.first.map { String($0.containerPort) }
        return DeadEnd(
            reason: "no container has a \(port.protocol.rawValue) port named \(name)",
            repairs: [
                DeadEnd.Repair(
                    object: service.metadata.reference, location: service.metadata.location, lines: 1,
                    words: "spec.ports: targetPort: \(meant ?? "a port that a container has")")
            ])
    }
}

extension ObjectMeta {
    /// Whether the object names its namespace, so that no `kubectl -n` can mean another one.
    fileprivate var saysNamespace: Bool { node.at("metadata", "namespace")?.text?.isEmpty == false }
}
