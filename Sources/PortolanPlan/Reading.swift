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
    /// Ingresses and Gateways, in the order of the input.
    private let routed: [Entrance]
    private let answers = AnswersCache()

    init(_ documents: [YAMLNode], families: [IPFamily]) {
        // Parts of the input are read on all cores; they are joined in its order.
        let parts = parallelMap(documents.chunked(by: 128)) { part in
            var reader = ObjectReader(clusterFamilies: families)
            for document in part { reader.read(document) }
            return reader
        }
        var reader = ObjectReader(clusterFamilies: families)
        for part in parts { reader.append(part) }
        reader.finish()
        var inventory = reader.inventory
        inventory.replaceDuplicates()
        self.inventory = inventory
        graph = ServiceGraph(inventory)
        self.families = families
        routed = (inventory.ingresses.map { .ingress($0) } + inventory.gateways.map { .gateway($0) })
            .sorted { $0.metadata.location < $1.metadata.location }
        var account = Plan.Account()
        account.services = inventory.services.count
        account.workloads = inventory.workloads.count
        account.rejected = inventory.rejections.count
        account.otherKinds = reader.unknownKinds
        account.unjudgedKinds = reader.unjudgedRules.mapValues { $0.sorted() }
        account.foreignDocuments = reader.foreignDocuments
        account.problems = reader.problems
        if let cut = graph.cut { account.problems.append(ObjectReader.Problem(location: cut.location, message: cut.words)) }
        self.account = account
    }

    /// Services, then Ingresses and Gateways.
    private var entrances: [Entrance] { inventory.services.map { .service($0) } + routed }

    /// What the target does with one changed Service.
    func exposure(of service: Service, on assignment: Planner.Assignment) -> Exposure {
        let cluster = cluster(of: assignment)
        let controller = assignment.target.controller
        let service = assignment.target.catalogue.known(service)
        guard controller.claims(service, in: cluster) else { return Self.exposureWithoutController(service) }
        guard controller.sharesState else {
            return controller.exposures(of: [service], in: cluster).first ?? .unclaimed("the controller gave no answer")
        }
        let entry = answers.entry(assignment, cluster.inventory.services, cluster)
        guard let index = entry.places[service.metadata.location] else { return .unclaimed("the Service is not part of the plan") }
        return entry.answers.exposure(of: service, at: index)
    }

    /// What the target does with all load balancer Services at once, some of which are changed.
    func exposures(of services: [Service], on assignment: Planner.Assignment) -> [Exposure] {
        let services = services.map(assignment.target.catalogue.known)
        let answers = assignment.target.controller.exposures(of: services, in: cluster(of: assignment))
        return answers.count == services.count ? answers : services.map { _ in .unclaimed("the controller gave no answer") }
    }

    /// What a target does with all Ingresses and Gateways, some of which are changed, by the places of the objects.
    ///
    /// - Parameter services: What became of the inventory's Services there, where that is known already.
    func routedExposures(
        on assignment: Planner.Assignment, changed: [SourceLocation: Entrance], services: [Exposure]?
    ) -> [SourceLocation: Exposure] {
        let entrances = routed.map { changed[$0.metadata.location] ?? $0 }
        let exposures = Routing(inventory: inventory, graph: graph, families: families)
            .exposures(of: entrances, on: assignment, services: services ?? self.services(on: assignment))
        return Dictionary(zip(entrances.map(\.metadata.location), exposures)) { first, _ in first }
    }

    private func cluster(of assignment: Planner.Assignment) -> Cluster {
        let catalogue = assignment.target.catalogue
        return Cluster(
            families: assignment.families, options: assignment.options, release: catalogue.controllerRelease,
            inventory: answers.inventory(assignment, of: inventory), graph: graph)
    }

    /// What a target does with each object by which clients come in.
    struct Column: Sendable {
        /// For `entrances`, in their order.
        var accepted: [Exposure]
        /// For those that the API server rejects, in their order.
        var rejected: [Exposure]
    }

    /// What a target does with each Service, then, knowing that, with each Ingress and Gateway.
    func column(on assignment: Planner.Assignment) -> Column {
        let services = services(on: assignment)
        let routed = Routing(inventory: inventory, graph: graph, families: families)
            .exposures(of: routed, on: assignment, services: services)
        return Column(accepted: services + routed, rejected: rejectedEntrances.map(Self.exposure))
    }

    /// What a target does with each Service, in the order of the inventory.
    private func services(on assignment: Planner.Assignment) -> [Exposure] {
        let cluster = cluster(of: assignment)
        let inventory = cluster.inventory
        let controller = assignment.target.controller
        let claimed = inventory.services.indices.filter { controller.claims(inventory.services[$0], in: cluster) }
        let answers = controller.exposures(of: claimed.map { inventory.services[$0] }, in: cluster)
        precondition(answers.count == claimed.count, "\(assignment.target.id) answered for \(answers.count) of \(claimed.count) Services")
        var services = inventory.services.map { Self.exposureWithoutController($0) }
        for (index, answer) in zip(claimed, answers) { services[index] = answer }
        return services
    }

    static func exposureWithoutController(_ service: Service) -> Exposure {
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

    private var rejectedEntrances: [Inventory.Rejection] {
        inventory.rejections.filter { ["Service", "Ingress", "Gateway"].contains($0.reference.kind) }
    }

    /// The column of a reading with other families, in the order of this one's objects: what one cluster accepts another may reject.
    func align(_ column: Column, of other: Reading) -> Column {
        var byPlace: [SourceLocation: Exposure] = [:]
        for (entrance, exposure) in zip(other.entrances, column.accepted) { byPlace[entrance.metadata.location] = exposure }
        for (rejection, exposure) in zip(other.rejectedEntrances, column.rejected) { byPlace[rejection.location] = exposure }
        let missing = Exposure.unclaimed("the object was not read")
        return Column(
            accepted: entrances.map { byPlace[$0.metadata.location] ?? missing },
            rejected: rejectedEntrances.map { byPlace[$0.location] ?? missing })
    }

    /// One endpoint for each object by which clients come in, rejected ones included, in the order of the input.
    func endpoints(exposures columns: [Column]) -> [Plan.Endpoint] {
        let accepted = entrances.enumerated().map { index, entrance in
            let all = entrance.service.map { graph.positions(behind: $0) } ?? []
            let listed = min(Limits.listedWorkloads, max(1, Limits.listedRoutes / max(1, entrance.service?.ports.count ?? 0)))
            let workloads = all.prefix(listed).map { inventory.workloads[$0] }
            var endpoint = Plan.Endpoint(
                reference: entrance.metadata.reference, location: entrance.metadata.location, type: entrance.service?.type.rawValue,
                entrance: entrance, workloads: workloads.map(\.reference),
                routes: entrance.service.map { routes(of: $0, to: workloads) } ?? [], exposures: columns.map { $0.accepted[index] })
            endpoint.furtherWorkloads = all.count - workloads.count
            if workloads.isEmpty { endpoint.refusedWorkload = entrance.service.flatMap(refusedWorkload) }
            return endpoint
        }
        let rejected = rejectedEntrances.enumerated().map { index, rejection in
            Plan.Endpoint(
                reference: rejection.reference, location: rejection.location, type: rejection.serviceType, entrance: nil, workloads: [],
                routes: [], exposures: columns.map { $0.rejected[index] })
        }
        guard !rejected.isEmpty || !routed.isEmpty else { return accepted }
        return (accepted + rejected).sorted { $0.location < $1.location }
    }

    private func refusedWorkload(behind service: Service) -> ObjectReference? {
        guard let selector = service.selector, !selector.isEmpty else { return nil }
        return inventory.rejections.first { rejection in
            rejection.reference.namespace == service.namespace && rejection.podLabels?.contains(all: selector) == true
        }?.reference
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
