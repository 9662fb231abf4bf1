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
    let families: [IPFamily]
    private let claimable: [Service]
    private let sharedAnswers = SharedAnswersCache()

    init(_ documents: [YAMLNode], families: [IPFamily]) {
        // Parts of the input are read on all cores; they are joined in its order.
        let parts = parallelMap(documents.chunked(by: 128)) { part in
            var reader = ObjectReader(clusterFamilies: families)
            for document in part { reader.read(document) }
            return reader
        }
        var reader = ObjectReader(clusterFamilies: families)
        for part in parts { reader.append(part) }
        inventory = reader.inventory
        graph = ServiceGraph(reader.inventory)
        self.families = families
        claimable = inventory.services.filter { $0.type == .loadBalancer }
        var account = Plan.Account()
        account.services = inventory.services.count
        account.workloads = inventory.workloads.count
        account.rejected = inventory.rejections.count
        account.otherKinds = reader.unknownKinds
        account.foreignDocuments = reader.foreignDocuments
        account.problems = reader.problems
        self.account = account
    }

    /// What the target does with one changed Service.
    ///
    /// A controller whose answers cannot be asked again is asked about all of them.
    func exposure(of service: Service, on assignment: Planner.Assignment) -> Exposure {
        switch service.type {
        case .nodePort: return Exposure(status: .nodeOnly)
        case .clusterIP: return Exposure(status: .clusterOnly)
        case .externalName: return Exposure(status: .alias)
        case .loadBalancer: break
        }
        let cluster = Cluster(families: assignment.families, options: assignment.options, inventory: inventory, graph: graph)
        let controller = assignment.target.controller
        guard controller.sharesState else {
            return controller.exposures(of: [service], in: cluster).first ?? .unclaimed("the controller gave no answer")
        }
        if let controller = assignment.target.controller as? any SharingController {
            let entry = sharedAnswers.entry(assignment, controller, claimable, cluster)
            if let index = entry.places[service.metadata.location] { return entry.answers.exposure(of: service, at: index) }
        }
        var claimable = claimable
        guard let index = claimable.firstIndex(where: { $0.metadata.location == service.metadata.location }) else {
            return .unclaimed("the Service is not part of the plan")
        }
        claimable[index] = service
        let answers = assignment.target.controller.exposures(of: claimable, in: cluster)
        return index < answers.count ? answers[index] : .unclaimed("the controller gave no answer")
    }

    /// What the target does with all load balancer Services at once, some of which are changed.
    func exposures(of services: [Service], on assignment: Planner.Assignment) -> [Exposure] {
        let cluster = Cluster(families: assignment.families, options: assignment.options, inventory: inventory, graph: graph)
        let answers = assignment.target.controller.exposures(of: services, in: cluster)
        return answers.count == services.count ? answers : services.map { _ in .unclaimed("the controller gave no answer") }
    }

    /// What a target does with each Service.
    struct Column: Sendable {
        /// For the inventory's Services, in their order.
        var accepted: [Exposure]
        /// For the Services that the API server rejects, in their order.
        var rejected: [Exposure]
    }

    /// What a target does with each Service.
    func column(on assignment: Planner.Assignment) -> Column {
        let cluster = Cluster(families: families, options: assignment.options, inventory: inventory, graph: graph)
        let controller = assignment.target.controller
        let wide = controller as? any WideController
        let claimed = inventory.services.indices.filter { index in
            let service = inventory.services[index]
            return service.type == .loadBalancer || wide?.claims(service, in: cluster) == true
        }
        let answers = controller.exposures(of: claimed.map { inventory.services[$0] }, in: cluster)
        precondition(answers.count == claimed.count, "\(assignment.target.id) answered for \(answers.count) of \(claimed.count) Services")
        var accepted = inventory.services.map { Self.exposureWithoutController($0) }
        for (index, answer) in zip(claimed, answers) { accepted[index] = answer }
        return Column(accepted: accepted, rejected: rejectedServices.map(Self.exposure))
    }

    private static func exposureWithoutController(_ service: Service) -> Exposure {
        switch service.type {
        case .nodePort: Exposure(status: .nodeOnly)
        case .externalName: Exposure(status: .alias)
        case .clusterIP, .loadBalancer: Exposure(status: .clusterOnly)
        }
    }

    private static func exposure(of rejection: Inventory.Rejection) -> Exposure {
        let reason = rejection.reasons.first.map { [$0.field, $0.message].compactMap { $0 }.joined(separator: ": ") }
        return Exposure(status: .invalid, reason: reason)
    }

    private var rejectedServices: [Inventory.Rejection] { inventory.rejections.filter { $0.reference.kind == "Service" } }

    /// The column of a reading with other families, in the order of this one's Services: what one cluster accepts another may reject.
    func align(_ column: Column, of other: Reading) -> Column {
        var byPlace: [SourceLocation: Exposure] = [:]
        for (service, exposure) in zip(other.inventory.services, column.accepted) { byPlace[service.metadata.location] = exposure }
        for (rejection, exposure) in zip(other.rejectedServices, column.rejected) { byPlace[rejection.location] = exposure }
        let missing = Exposure.unclaimed("the Service was not read")
        return Column(
            accepted: inventory.services.map { byPlace[$0.metadata.location] ?? missing },
            rejected: rejectedServices.map { byPlace[$0.location] ?? missing })
    }

    /// One endpoint for each Service, rejected ones included, in the order of the input.
    func endpoints(exposures columns: [Column]) -> [Plan.Endpoint] {
        let accepted = inventory.services.enumerated().map { index, service in
            let workloads = graph.workloads(behind: service)
            return Plan.Endpoint(
                reference: service.metadata.reference, location: service.metadata.location, type: service.type.rawValue, service: service,
                workloads: workloads.map(\.reference), routes: routes(of: service, to: workloads),
                exposures: columns.map { $0.accepted[index] })
        }
        let rejected = rejectedServices.enumerated().map { index, rejection in
            Plan.Endpoint(
                reference: rejection.reference, location: rejection.location, type: rejection.serviceType, service: nil, workloads: [],
                routes: [], exposures: columns.map { $0.rejected[index] })
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

extension Array {
    /// Pieces of at most so many elements, in order.
    fileprivate func chunked(by size: Int) -> [[Element]] {
        stride(from: 0, to: count, by: size).map { Array(self[$0..<Swift.min($0 + size, count)]) }
    }
}
