// SPDX-License-Identifier: Apache-2.0

import PortolanGraph
import PortolanKubernetes
import PortolanManifest
import PortolanModel
import PortolanProvider

/// The documents as the API server of a cluster with certain families takes them.
struct Reading: Sendable {
    let inventory: Inventory
    let account: Plan.Account
    let graph: ServiceGraph
    private let families: [IPFamily]

    init(_ documents: [YAMLNode], families: [IPFamily]) {
        var reader = ObjectReader(clusterFamilies: families)
        for document in documents { reader.read(document) }
        inventory = reader.inventory
        graph = ServiceGraph(reader.inventory)
        self.families = families
        var account = Plan.Account()
        account.services = inventory.services.count
        account.workloads = inventory.workloads.count
        account.rejected = inventory.rejections.count
        account.otherKinds = reader.unknownKinds
        account.problems = reader.problems
        self.account = account
    }

    /// What the target does with one changed Service. A controller whose Services share something is asked about all of them again.
    func exposure(of service: Service, on assignment: Planner.Assignment) -> Exposure {
        switch service.type {
        case .nodePort: return Exposure(status: .nodeOnly)
        case .clusterIP: return Exposure(status: .clusterOnly)
        case .externalName: return Exposure(status: .alias)
        case .loadBalancer: break
        }
        let cluster = Cluster(families: assignment.families, options: assignment.options, inventory: inventory, graph: graph)
        if let controller = assignment.target.controller as? any PerServiceController { return controller.exposure(of: service, in: cluster) }
        var claimable = inventory.services.filter { $0.type == .loadBalancer }
        guard let index = claimable.firstIndex(where: { $0.metadata.location == service.metadata.location }) else {
            return .unclaimed("the Service is not part of the plan")
        }
        claimable[index] = service
        let answers = assignment.target.controller.exposures(of: claimable, in: cluster)
        return index < answers.count ? answers[index] : .unclaimed("the controller gave no answer")
    }

    /// What the target does with each Service, by the place where the Service starts.
    func exposures(on assignment: Planner.Assignment) -> [SourceLocation: Exposure] {
        let cluster = Cluster(families: families, options: assignment.options, inventory: inventory, graph: graph)
        let wide = assignment.target.controller as? any WideController
        let claimable = inventory.services.filter { $0.type == .loadBalancer || wide?.claims($0, in: cluster) == true }
        let answers = assignment.target.controller.exposures(of: claimable, in: cluster)
        precondition(answers.count == claimable.count, "\(assignment.target.id) answered for \(answers.count) of \(claimable.count) Services")
        var result: [SourceLocation: Exposure] = [:]
        result.reserveCapacity(inventory.services.count)
        for (service, answer) in zip(claimable, answers) { result[service.metadata.location] = answer }
        for service in inventory.services where result[service.metadata.location] == nil {
            switch service.type {
            case .loadBalancer: break
            case .nodePort: result[service.metadata.location] = Exposure(status: .nodeOnly)
            case .clusterIP: result[service.metadata.location] = Exposure(status: .clusterOnly)
            case .externalName: result[service.metadata.location] = Exposure(status: .alias)
            }
        }
        for rejection in inventory.rejections where rejection.reference.kind == "Service" {
            let reason = rejection.reasons.first.map { [$0.field, $0.message].compactMap { $0 }.joined(separator: ": ") }
            result[rejection.location] = Exposure(status: .invalid, reason: reason)
        }
        return result
    }

    /// One endpoint for each Service, rejected ones included, in the order of the input.
    func endpoints(exposures columns: [[SourceLocation: Exposure]]) -> [Plan.Endpoint] {
        let accepted = inventory.services.map { service in
            let workloads = graph.workloads(behind: service)
            return Plan.Endpoint(
                reference: service.metadata.reference, location: service.metadata.location, type: service.type.rawValue, service: service,
                workloads: workloads.map(\.reference), routes: routes(of: service, to: workloads),
                exposures: columns.compactMap { $0[service.metadata.location] })
        }
        let rejected = inventory.rejections.filter { $0.reference.kind == "Service" }.map { rejection in
            Plan.Endpoint(
                reference: rejection.reference, location: rejection.location, type: rejection.serviceType, service: nil, workloads: [],
                routes: [], exposures: columns.compactMap { $0[rejection.location] })
        }
        guard !rejected.isEmpty else { return accepted }
        return (accepted + rejected).sorted { $0.location < $1.location }
    }

    private func routes(of service: Service, to workloads: [Workload]) -> [Plan.Route] {
        service.ports.flatMap { port in
            workloads.map { workload in
                let target = ServiceGraph.target(of: port, in: workload.pod)
                return Plan.Route(
                    port: port.port, protocol: port.protocol, workload: workload.reference, podPort: target.port,
                    container: target.container)
            }
        }
    }
}
