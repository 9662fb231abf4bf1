// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanManifest
import PortolanModel
import PortolanPlan
import PortolanProvider
import PortolanTrace

/// Assesses the Ingresses and Gateways of a plan on all its targets.
struct RouteAssessor {
    let plan: Plan
    let homes: RouteHomes
    let weights: Weights

    /// An Ingress or Gateway with what it asks for.
    private struct Asked: Sendable {
        let place: Int
        let entrance: Entrance
        let home: RouteHome?
        let homeExposure: Exposure?
        let asks: [RouteAsk]
    }

    /// What there is to say of routes.
    struct Result {
        /// The assessed endpoints by their places in the plan.
        var endpoints: [Int: Assessment.Endpoint] = [:]
        /// What their authors should know, beside dangers and losses.
        var findings: [Finding] = []
    }

    /// Assesses all of them.
    func assess() -> Result {
        let asked = asked()
        guard !asked.isEmpty else { return Result() }
        let judged = parallelMap(Array(plan.assignments.indices)) { self.columns(asked, on: $0) }
        let columns = judged.map(\.columns)
        var result = Result()
        result.findings = judged.flatMap(\.findings)
        for (index, one) in asked.enumerated() {
            result.endpoints[one.place] = Assessment.Endpoint(
                reference: one.entrance.metadata.reference, home: one.home?.name, homeKeys: [], isOneCloud: false,
                requirements: one.asks.map(\.requirement), columns: columns.map { $0[index] })
        }
        return result
    }

    // MARK: What is asked for

    private func asked() -> [Asked] {
        // What a controller that is not known here makes of an object is not judged.
        let places = plan.endpoints.indices.filter { place in
            let endpoint = plan.endpoints[place]
            return endpoint.entrance.map { $0.service == nil } ?? false && endpoint.exposures.allSatisfy { $0.unjudged == nil }
        }
        let reader = RouteReader(plan: plan, draft: RequestDraft(plan.inventory))
        let found = places.map { place in plan.endpoints[place].entrance.flatMap { homes.home(of: $0) } }
        let exposures = exposures(
            atHome: zip(places, found).compactMap { place, home in
                home.flatMap { home in plan.endpoints[place].entrance.map { (home, $0) } }
            })
        var evaluators: [String: SharedEvaluators] = [:]
        return zip(places, found).compactMap { place, home in
            guard let entrance = plan.endpoints[place].entrance else { return nil }
            var exposure = home.flatMap { exposures[$0.key]?[entrance.metadata.location] }
            if exposure?.status != .provisioned { exposure = nil }
            let reference = entrance.metadata.reference
            let evaluator: Evaluator
            if let home, let exposure {
                evaluator = evaluators[home.key, default: SharedEvaluators()].evaluator(of: exposure, reference)
            } else if case .ingress(let ingress) = entrance {
                evaluator = Evaluator(IngressSpecification.exposure(of: ingress), of: reference)
            } else {
                evaluator = Evaluator(.unclaimed("no home"), of: reference)
            }
            let asks = reader.asks(of: entrance, home: evaluator, words: exposure == nil ? "kubernetes" : home?.name ?? "kubernetes")
            return Asked(place: place, entrance: entrance, home: home, homeExposure: exposure, asks: asks)
        }
    }

    /// What the homes make of the objects; of an Ingress that names no class and is in a controller's words, what it would make of it with
    /// the class named.
    private func exposures(atHome asked: [(home: RouteHome, entrance: Entrance)]) -> [String: [SourceLocation: Exposure]] {
        var result: [String: [SourceLocation: Exposure]] = [:]
        for (key, group) in Dictionary(grouping: asked, by: \.home.key) {
            guard let home = group.first?.home else { continue }
            var exposures = plan.routedExposures(on: home.assignment)
            let name = home.assignment.routing.flatMap(\.module.catalogue.classes).first
            var changed: [SourceLocation: Entrance] = [:]
            for (_, entrance) in group where exposures[entrance.metadata.location]?.status == .unclaimed {
                guard case .ingress(let ingress) = entrance, ingress.className == nil, let name else { continue }
                changed[ingress.metadata.location] = .ingress(ingress.applying([.field(name: "ingressClassName", value: name)]))
            }
            if !changed.isEmpty { exposures = plan.routedExposures(on: home.assignment, changed: changed) }
            result[key] = exposures
        }
        return result
    }

    // MARK: What becomes of it

    private func columns(_ asked: [Asked], on target: Int) -> (columns: [Assessment.Column], findings: [Finding]) {
        let assignment = plan.assignments[target]
        var evaluators = SharedEvaluators()
        let written = asked.map { judged($0, plan.endpoints[$0.place].exposures[target], [], assignment, &evaluators) }
        let lost = asked.indices.filter { written[$0].score.points < 100 }
        var places: [Int] = []
        let subjects = lost.compactMap { index -> RouteAdaptation.Subject? in
            guard case .ingress(let ingress) = asked[index].entrance else { return nil }
            places.append(index)
            return RouteAdaptation.Subject(
                ingress: ingress, isSecured: asked[index].asks.contains(where: \.isSecured), written: written[index])
        }
        let search = RouteAdaptation(plan: plan, target: target) { [places] index, exposure, changes in
            var alone = SharedEvaluators()
            return judged(asked[places[index]], exposure, changes, assignment, &alone)
        }
        var adapted = written
        for (index, found) in zip(places, search.adaptations(of: subjects)) { adapted[index] = found }
        var fronts: [ObjectReference: TLSFront?] = [:]
        let findings = asked.flatMap { one in
            let exposure = plan.endpoints[one.place].exposures[target]
            var judge = judge(one, exposure, assignment, &evaluators)
            if case .ingress(let ingress) = one.entrance, exposure.status == .provisioned {
                judge.specification = Evaluator(IngressSpecification.exposure(of: ingress), of: ingress.metadata.reference)
                judge.typedPaths = Set(ingress.paths.filter { ["Prefix", "Exact"].contains($0.pathType) }.map(\.node.location))
                judge.expressions = Set(ingress.paths.filter(\.isExpression).map(\.node.location))
                if let through = exposure.through {
                    let front: TLSFront? = fronts[through] ?? TLSFront(through, in: plan, on: target)
                    fronts[through] = .some(front)
                    judge.front = front
                }
            }
            return judge.findings(of: one.entrance.metadata)
        }
        let columns = asked.indices.map { index in
            Assessment.Column(
                target: assignment.target.id, judgements: written[index].judgements, dangers: written[index].dangers, unserved: [],
                score: written[index].score, adapted: adapted[index],
                outlook: Outlook(routes: written[index], adapted: adapted[index], of: asked[index].entrance.metadata),
                assumptions: [])
        }
        return (columns, findings)
    }

    private func judge(
        _ asked: Asked, _ exposure: Exposure, _ assignment: Planner.Assignment, _ evaluators: inout SharedEvaluators
    ) -> RouteJudge {
        RouteJudge(
            asks: asked.asks, home: asked.home?.isOwn == true ? asked.homeExposure : nil,
            homeName: asked.home?.name ?? "Kubernetes' own terms", exposure: exposure,
            evaluator: evaluators.evaluator(of: exposure, asked.entrance.metadata.reference), target: assignment.target.id, weights: weights
        )
    }

    private func judged(
        _ asked: Asked, _ exposure: Exposure, _ changes: [ServiceChange], _ assignment: Planner.Assignment,
        _ evaluators: inout SharedEvaluators
    ) -> Adaptation {
        let judge = judge(asked, exposure, assignment, &evaluators)
        let judgements = judge.judgements()
        let dangers = judge.dangers()
        return Adaptation(
            changes: changes, service: Service(metadata: asked.entrance.metadata), exposure: exposure, judgements: judgements,
            dangers: dangers,
            unserved: [], score: judge.score(judgements, dangers))
    }
}

extension Ingress.Path {
    /// Whether it may be an expression, of which the beginning alone is asked for; `/*` at the end only opens it.
    fileprivate var isExpression: Bool {
        guard !["Prefix", "Exact"].contains(pathType), var path else { return false }
        if path.hasSuffix("/*") { path.removeLast() }
        return path.contains { "*?()[]{}|^$\\+".contains($0) }
    }
}

/// Evaluators, one for all endpoints that share a load balancer: a proxy's rules are the same for each of its Ingresses.
private struct SharedEvaluators {
    private var known: [String: Evaluator] = [:]

    mutating func evaluator(of exposure: Exposure, _ reference: ObjectReference) -> Evaluator {
        let shared = exposure.loadBalancers.compactMap(\.identity)
        guard exposure.status == .provisioned, !shared.isEmpty, shared.count == exposure.loadBalancers.count else {
            return Evaluator(exposure, of: reference)
        }
        let key = shared.joined(separator: "\n")
        if let evaluator = known[key] { return evaluator }
        let made = Evaluator(exposure, of: reference)
        known[key] = made
        return made
    }
}
