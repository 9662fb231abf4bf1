// SPDX-License-Identifier: Apache-2.0

public import PortolanKubernetes
public import PortolanModel

/// Which Service reaches which pods, container and port. Selectors resolve over the whole input, not per file.
public struct ServiceGraph: Sendable {
    private let workloads: [Workload]
    /// Indexes into `workloads` by namespace, label key and value: no Service is ever compared with all workloads.
    private let byLabel: [LabelKey: [Int]]

    private struct LabelKey: Hashable {
        var namespace: String
        var key: String
        var value: String
    }

    /// Indexes the workloads of an inventory.
    public init(_ inventory: Inventory) {
        workloads = inventory.workloads
        var index: [LabelKey: [Int]] = [:]
        for (position, workload) in inventory.workloads.enumerated() {
            for label in workload.pod.labels {
                index[LabelKey(namespace: workload.metadata.namespace, key: label.key, value: label.value), default: []].append(position)
            }
        }
        byLabel = index
    }

    /// The workloads whose pods a Service selects, in the order of the input.
    public func workloads(behind service: Service) -> [Workload] {
        guard let selector = service.selector, !selector.isEmpty else { return [] }
        var candidates: [Int]?
        for entry in selector {
            let found = byLabel[LabelKey(namespace: service.namespace, key: entry.key, value: entry.value)] ?? []
            if found.count < candidates?.count ?? .max { candidates = found }
        }
        return (candidates ?? []).map { workloads[$0] }.filter { $0.pod.labels.contains(all: selector) }
    }

    /// The pod port that a Service's port leads to: a number, or the name where no workload declares it.
    /// Where several workloads resolve the name differently, the first in the input counts here; a finding names the others.
    public func podPort(of port: ServicePort, in service: Service) -> PortValue {
        switch port.targetPort {
        case .int(let number): return .number(number)
        case .string(let name):
            for workload in workloads(behind: service) {
                if let number = Self.containerPort(named: name, protocol: port.protocol, in: workload.pod) { return .number(number) }
            }
            return .name(name)
        }
    }

    /// The number that a pod's containers give to a port name (kubernetes pkg/api/v1/pod `FindPort`).
    public static func containerPort(named name: String, protocol: TransportProtocol, in pod: PodTemplate) -> Int? {
        for container in pod.runningContainers {
            for port in container.ports where port.name == name && port.protocol == `protocol` { return port.containerPort }
        }
        return nil
    }

    /// Where a Service's port ends in a pod: the pod port, and the container that declares it.
    public static func target(of port: ServicePort, in pod: PodTemplate) -> (port: PortValue, container: String?) {
        for container in pod.runningContainers {
            for declared in container.ports where declared.protocol == port.protocol {
                switch port.targetPort {
                case .int(let number) where declared.containerPort == number: return (.number(number), container.name)
                case .string(let name) where declared.name == name: return (.number(declared.containerPort), container.name)
                default: continue
                }
            }
        }
        switch port.targetPort {
        case .int(let number): return (.number(number), nil)
        case .string(let name): return (.name(name), nil)
        }
    }
}
