// SPDX-License-Identifier: Apache-2.0

public import PortolanKubernetes
public import PortolanModel

/// Which Service reaches which pods, container and port.
///
/// Selectors resolve over the whole input, not per file. Everything is indexed: no Service is ever compared with all workloads, and no backend with all Services.
public struct ServiceGraph: Sendable {
    private let workloads: [Workload]
    private let labels: LabelIndex
    private let services: [ObjectName: [Service]]
    private let serviceEndpoints: [ObjectName: [ServiceEndpoints]]
    private let selections: Selections

    /// What was cut where Services select more pods than are looked at; `nil` where all are.
    package var cut: SelectionCut? { selections.cut }

    private struct ObjectName: Hashable {
        var namespace: String
        var name: String
    }

    /// Indexes an inventory.
    public init(_ inventory: Inventory) {
        workloads = inventory.workloads
        labels = LabelIndex(inventory.workloads)
        services = Dictionary(grouping: inventory.services) { ObjectName(namespace: $0.namespace, name: $0.name) }
        var endpoints: [ObjectName: [ServiceEndpoints]] = [:]
        for object in inventory.serviceEndpoints {
            guard let name = object.service else { continue }
            endpoints[ObjectName(namespace: object.metadata.namespace, name: name), default: []].append(object)
        }
        serviceEndpoints = endpoints
        selections = Selections(inventory.services, labels)
    }

    // MARK: Pods

    /// The workloads whose pods a Service selects, in the order of the input.
    public func workloads(behind service: Service) -> [Workload] { positions(behind: service).map { workloads[$0] } }

    /// The same as positions in `Inventory.workloads`.
    public func positions(behind service: Service) -> [Int] {
        guard let selector = service.selector, !selector.isEmpty else { return [] }
        return selections.positions(matching: selector, in: service.namespace)
            ?? labels.positions(matching: selector, in: service.namespace)
    }

    /// The workloads whose pods a label selector matches, as positions in `Inventory.workloads`.
    public func positions(selectedBy selector: LabelSelector, in namespace: String) -> [Int] {
        labels.positions(matching: selector, in: namespace)
    }

    /// Where a Service without selector leads: its Endpoints and EndpointSlices.
    ///
    /// One that has a selector has those that its controller makes.
    public func endpoints(of service: Service) -> [ServiceEndpoints] {
        guard service.selector?.isEmpty ?? true, service.type != .externalName else { return [] }
        return serviceEndpoints[ObjectName(namespace: service.namespace, name: service.name)] ?? []
    }

    /// The Services of a name: none, one, or several where the input holds variants of it.
    public func services(named name: String, in namespace: String) -> [Service] {
        services[ObjectName(namespace: namespace, name: name)] ?? []
    }

    // MARK: Ports

    /// The pod port that a Service's port leads to: a number, or the name where nothing declares it.
    ///
    /// Where several workloads resolve the name differently, the first in the input counts here; a finding names the others.
    public func podPort(of port: ServicePort, in service: Service) -> PortValue {
        switch port.targetPort {
        case .int(let number): return .number(number)
        case .string(let name):
            for position in positions(behind: service) {
                if let number = Self.containerPort(named: name, protocol: port.protocol, in: workloads[position].pod) {
                    return .number(number)
                }
            }
            // Without a selector it is the endpoints that say the port, under the Service port's own name.
            let declared = endpoints(of: service).lazy.flatMap(\.ports).first { $0.name == port.name && $0.protocol == port.protocol }
            return declared?.port.map { .number($0) } ?? .name(name)
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
