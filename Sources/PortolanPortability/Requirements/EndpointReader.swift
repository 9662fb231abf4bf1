// SPDX-License-Identifier: Apache-2.0

import PortolanGraph
import PortolanKubernetes
import PortolanManifest
import PortolanModel
import PortolanPlan
import PortolanProvider

/// An endpoint that exposes something, and what it asks for.
struct ExposedEndpoint: Sendable {
    /// Its place in the plan.
    var index: Int
    var service: Service
    /// The home's place among the homes.
    var home: Int?
    /// The annotations that the home acts on.
    var homeKeys: [String]
    /// Whether its annotations are in the words of one cloud only.
    var isOneCloud: Bool
    var requirements: [Requirement]
    var facts: EndpointFacts
    /// Whether it says who may reach it in a word whose value means nothing.
    var isScopeUnread = false
}

/// Finds out whose words each endpoint of a plan uses, and what it asks for.
struct EndpointReader: Sendable {
    private let homes: [HomeTarget]
    private let index: HomeIndex
    private let forced: Int?
    private let deadEnds: DeadEnds
    private let readiness: ReadinessReader
    private let sharing: SharedAddressReader
    private let plan: Plan
    /// The plan's own column of a home that is among its targets.
    private let planned: [Int: Int]
    /// Exposures by the place of the Service, on homes that are not planned and whose Services share something: asked for once.
    private let shared: [Int: [SourceLocation: Exposure]]

    init(homes: [HomeTarget], index: HomeIndex, forced: String?, plan: Plan) {
        self.homes = homes
        self.index = index
        self.plan = plan
        deadEnds = DeadEnds(plan.inventory, graph: plan.graph)
        readiness = ReadinessReader(graph: plan.graph)
        sharing = SharedAddressReader(plan.loadBalancers)
        self.forced = homes.firstIndex { $0.vocabulary.target == forced }
        let columns = Dictionary(plan.targets.enumerated().map { ($1.id, $0) }) { first, _ in first }
        var planned: [Int: Int] = [:]
        for (place, home) in homes.enumerated() { planned[place] = columns[home.vocabulary.target] }
        self.planned = planned
        shared = Self.shared(homes, index, self.forced, planned, plan)
    }

    private static func shared(
        _ homes: [HomeTarget], _ index: HomeIndex, _ forced: Int?, _ planned: [Int: Int], _ plan: Plan
    ) -> [Int: [SourceLocation: Exposure]] {
        let services = plan.loadBalancers
        var needed: Set<Int> = []
        for service in services {
            if let forced { needed.insert(forced) }
            if let named = service.annotations[Home.annotation] {
                if let place = homes.firstIndex(where: { $0.vocabulary.target == named }) { needed.insert(place) }
            } else {
                needed.formUnion(index.candidates(service).map(\.index))
            }
        }
        var result: [Int: [SourceLocation: Exposure]] = [:]
        for place in needed.sorted() where planned[place] == nil && homes[place].assignment.target.controller.sharesState {
            let answers = plan.exposures(of: services, on: homes[place].assignment)
            result[place] = Dictionary(zip(services.map(\.metadata.location), answers)) { first, _ in first }
        }
        return result
    }

    // MARK: Endpoints

    /// What an endpoint asks for; `nil` where it exposes nothing.
    func read(_ place: Int) -> ExposedEndpoint? {
        guard let service = plan.endpoints[place].service, service.type != .externalName else { return nil }
        let mayBeBalanced = service.type == .loadBalancer || !service.annotations.isEmpty
        let candidates = mayBeBalanced ? index.candidates(service) : []
        var home = mayBeBalanced ? self.home(of: service, place, candidates) : nil
        var exposure = home.map { self.exposure(of: service, place, on: $0) }
        // Some controllers give a load balancer to Services of any type: what they make of one decides, not the type.
        let isBalanced =
            service.type == .loadBalancer || exposure?.isLoadBalancer == true
            || plan.endpoints[place].exposures.contains(where: \.isLoadBalancer)
        guard isBalanced || service.type == .nodePort else { return nil }
        if !isBalanced { (home, exposure) = (nil, nil) }
        let others = candidates.map(\.index).filter { $0 != home }
        let requirements = RequirementReader(
            service: service, isBalanced: isBalanced, home: home.map { homes[$0].vocabulary }, homeExposure: exposure,
            others: { others.map { homes[$0].vocabulary } }, beside: readiness.requirements(of: service) + sharing.requirements(of: service)
        ).requirements()
        let keys = candidates.first { $0.index == home }?.keys ?? []
        let all = Set(candidates.flatMap(\.keys))
        return ExposedEndpoint(
            index: place, service: service, home: home, homeKeys: keys, isOneCloud: !keys.isEmpty && all.count == Set(keys).count,
            requirements: requirements, facts: facts(of: service, place, home, requirements),
            isScopeUnread: UnreadScope(candidates.map { homes[$0.index].vocabulary }).annotation(of: service) != nil)
    }

    private func facts(of service: Service, _ place: Int, _ home: Int?, _ requirements: [Requirement]) -> EndpointFacts {
        var facts = EndpointFacts()
        for (index, port) in service.ports.enumerated() { facts.deadEnds[index] = deadEnds.deadEnd(of: port, in: service) }
        facts.homeProvider = home.map { homes[$0].vocabulary.provider }
        for requirement in requirements where requirement.id == .backendProtocol && ["TLS", "HTTPS"].contains(requirement.value) {
            if let port = requirement.port { facts.tlsBackends.append(port) } else { facts.isTLSBehind = true }
        }
        guard service.loadBalancerIP != nil else { return facts }
        for (target, exposure) in zip(plan.targets, plan.endpoints[place].exposures)
        where exposure.foreignAddress != nil && !Vocabulary.hasPools(target.catalogue) {
            facts.addressClaimants.insert(target.catalogue.provider)
        }
        return facts
    }

    /// The target that a Service was written for: the one that the user or its annotation names, else that whose controller understands
    /// most of its annotations; of equals one that gives it an address.
    private func home(of service: Service, _ place: Int, _ candidates: [HomeIndex.Candidate]) -> Int? {
        if let forced { return forced }
        if let named = service.annotations[Home.annotation] { return homes.firstIndex { $0.vocabulary.target == named } }
        guard let first = candidates.first else { return nil }
        let equals = candidates.filter { $0.understood == first.understood && $0.keys.count == first.keys.count }
        guard equals.count > 1 else { return first.index }
        return equals.first { exposure(of: service, place, on: $0.index).status == .provisioned }?.index ?? first.index
    }

    /// What a home makes of a Service as it stands.
    private func exposure(of service: Service, _ place: Int, on home: Int) -> Exposure {
        if let column = planned[home] { return plan.endpoints[place].exposures[column] }
        if let known = shared[home] { return known[service.metadata.location] ?? .unclaimed("the Service is not part of the plan") }
        return plan.exposure(of: service, on: homes[home].assignment)
    }

    // MARK: Changed Services

    /// What keeps an adapted endpoint asking for what it asked for.
    func pins(for endpoint: ExposedEndpoint) -> Pins {
        let home = endpoint.home.map { homes[$0] }
        let isShared = home?.assignment.target.controller.sharesState == true
        let beside = readiness.requirements(of: endpoint.service) + sharing.requirements(of: endpoint.service)
        return Pins(home: home?.vocabulary.target, isHomeShared: isShared) { changed in
            RequirementReader(
                service: changed, isBalanced: true, home: home?.vocabulary,
                homeExposure: endpoint.home.map { self.exposure(of: changed, endpoint, on: $0) },
                others: { index.candidates(changed).map(\.index).filter { $0 != endpoint.home }.map { homes[$0].vocabulary } },
                beside: beside
            ).requirements()
        }
    }

    /// What a home makes of a changed Service: the same as before where it does not read what has changed.
    private func exposure(of changed: Service, _ endpoint: ExposedEndpoint, on home: Int) -> Exposure {
        let before = endpoint.service
        let vocabulary = homes[home].vocabulary
        let keys = Set(before.annotations.map(\.key)).union(changed.annotations.map(\.key))
        let isUntouched =
            before.loadBalancerClass == changed.loadBalancerClass && before.loadBalancerIP == changed.loadBalancerIP
            && before.externalTrafficPolicy == changed.externalTrafficPolicy && before.hasClientIPAffinity == changed.hasClientIPAffinity
            && before.loadBalancerSourceRanges == changed.loadBalancerSourceRanges
            && keys.allSatisfy { before.annotations[$0] == changed.annotations[$0] || vocabulary.rows(for: $0).isEmpty }
        if isUntouched { return exposure(of: before, endpoint.index, on: home) }
        let assignment = planned[home].map { plan.assignments[$0] } ?? homes[home].assignment
        return plan.exposure(of: changed, on: assignment)
    }
}

extension Exposure {
    /// Whether a controller gives the Service a load balancer of its own.
    fileprivate var isLoadBalancer: Bool { status == .provisioned && !loadBalancers.isEmpty }
}

extension Plan {
    /// The Services of type `LoadBalancer`, in the order of the plan.
    var loadBalancers: [Service] { inventory.services.filter { $0.type == .loadBalancer } }
}
