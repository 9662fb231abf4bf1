// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanManifest
import PortolanModel
public import PortolanPlan
public import PortolanProvider

/// Assesses plans: a pure function of the plan, the vocabularies and the weights.
public struct Assessor: Sendable {
    private let homes: [(vocabulary: Vocabulary, assignment: Planner.Assignment)]
    private let weights: Weights
    private let home: String?

    /// Makes an assessor.
    ///
    /// - Parameters:
    ///   - targets: All targets that a manifest may have been written for, planned or not.
    ///   - weights: What each loss costs.
    ///   - home: The home of every Service, where the user sets it.
    public init(homes targets: [Target], weights: Weights = .standard, home: String? = nil) {
        homes = targets.map { (Vocabulary($0.catalogue), Planner.Assignment(target: $0)) }
        self.weights = weights
        self.home = home
    }

    /// Assesses a plan.
    public func assess(_ plan: Plan) -> Assessment {
        let columns = plan.assignments.map { TargetView(assignment: $0, vocabulary: Vocabulary($0.target.catalogue)) }
        let endpoints = parallelMap(plan.endpoints.chunked(by: 64)) { chunk in
            chunk.map { assess($0, in: plan, columns) }
        }.flatMap { $0 }
        let counted = endpoints.filter { !$0.columns.isEmpty }
        let targets = plan.targets.enumerated().compactMap { index, target -> Assessment.TargetScore? in
            let column = counted.map { $0.columns[index] }
            guard let written = Score.mean(column.map(\.score.points)), let adapted = Score.mean(column.map(\.adapted.score.points))
            else { return nil }
            return Assessment.TargetScore(target: target.id, written: written, adapted: adapted)
        }
        let all = counted.flatMap(\.columns)
        return Assessment(
            endpoints: endpoints, targets: targets, written: Score.mean(all.map(\.score.points)),
            adapted: Score.mean(all.map(\.adapted.score.points)))
    }

    private struct TargetView: Sendable {
        var assignment: Planner.Assignment
        var vocabulary: Vocabulary
    }

    private func assess(_ endpoint: Plan.Endpoint, in plan: Plan, _ columns: [TargetView]) -> Assessment.Endpoint {
        guard let service = endpoint.service, service.type == .loadBalancer || service.type == .nodePort else {
            return Assessment.Endpoint(reference: endpoint.reference, home: nil, requirements: [], columns: [])
        }
        let home = homeVocabulary(of: service)
        let reader = requirementReader(home: home, plan)
        let requirements = reader(service)
        let judged = zip(columns, endpoint.exposures).map { view, exposure in
            column(view, service, exposure, requirements, plan, Pins(home: home?.target, read: reader))
        }
        return Assessment.Endpoint(
            reference: endpoint.reference, home: home?.target, requirements: requirements, columns: judged)
    }

    private func column(
        _ view: TargetView, _ service: Service, _ exposure: Exposure, _ requirements: [Requirement], _ plan: Plan, _ pins: Pins
    ) -> Assessment.Column {
        let search = AdaptationSearch(
            target: view.assignment.target, vocabulary: view.vocabulary, weights: weights, requirements: requirements,
            replan: { plan.exposure(of: $0, on: view.assignment) })
        let written = search.appraise(service, exposure, changes: [])
        var adapted = written.score.points == 100 ? written : search.run(service, exposure: exposure)
        if !adapted.changes.isEmpty { adapted = pinned(adapted, written, search, pins) }
        return Assessment.Column(
            target: view.assignment.target.id, judgements: written.judgements,
            dangers: Danger.all(written.judgements, exposure: exposure, target: view.assignment.target.id), score: written.score,
            adapted: adapted)
    }

    /// The adaptation with its pins, judged by what the adapted manifest will be read to ask for: what is foretold is what it gets.
    private func pinned(
        _ adapted: Adaptation, _ written: Adaptation, _ search: AdaptationSearch, _ pins: Pins
    ) -> Adaptation {
        let changes = pins.changes(for: adapted.service, keeping: search.requirements)
        let service = changes.reduce(adapted.service) { $1.applied(to: $0) }
        var again = search
        again.requirements = pins.read(service)
        guard again.requirements.count == search.requirements.count,
            zip(again.requirements, search.requirements).allSatisfy({ $0.says(the: $1) })
        else { return written }
        let result = again.appraise(service, search.replan(service), changes: adapted.changes + changes)
        return result.score.points > written.score.points ? result : written
    }

    /// Reads what a Service asks for; the scope that its home gives it counts where nothing is written.
    private func requirementReader(home: Vocabulary?, _ plan: Plan) -> (Service) -> [Requirement] {
        let assignment = homes.first { $0.vocabulary.target == home?.target }?.assignment
        return { service in
            RequirementReader(
                service: service, home: home, homeExposure: assignment.map { plan.exposure(of: service, on: $0) }
            ).requirements()
        }
    }

    private func homeVocabulary(of service: Service) -> Vocabulary? {
        if let home { return homes.first { $0.vocabulary.target == home }?.vocabulary }
        return Home.infer(service, among: homes.map(\.vocabulary))
    }
}

extension Array {
    /// Pieces of at most so many elements, in order.
    fileprivate func chunked(by size: Int) -> [[Element]] {
        stride(from: 0, to: count, by: size).map { Array(self[$0..<Swift.min($0 + size, count)]) }
    }
}
