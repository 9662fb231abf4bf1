// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanManifest
import PortolanModel
import PortolanPlan
import PortolanProvider

/// Assesses the endpoints of a plan on one of its targets, as written and adapted.
struct TargetAssessor: Sendable {
    /// How often an adaptation is looked for again where Services that share something turned out to be in each other's way.
    private static let mostAttempts = 3

    private let plan: Plan
    private let target: Int
    private let assignment: Planner.Assignment
    private let appraiser: Appraiser
    private let candidates: AdaptationCandidates
    private let reader: EndpointReader
    private let supposition: Supposition

    init(plan: Plan, target: Int, weights: Weights, reader: EndpointReader) {
        self.plan = plan
        self.target = target
        self.reader = reader
        assignment = plan.assignments[target]
        supposition = Supposition(plan, target: target)
        let vocabulary = Vocabulary(assignment.target.catalogue)
        appraiser = Appraiser(target: assignment.target.id, vocabulary: vocabulary, weights: weights)
        candidates = AdaptationCandidates(assignment.target, vocabulary: vocabulary)
    }

    /// One column for each endpoint.
    func columns(_ endpoints: [ExposedEndpoint]) -> [Assessment.Column] {
        let written = parallelMap(endpoints.indices.chunked(by: 64)) { chunk in
            chunk.map { place in
                let endpoint = endpoints[place]
                return appraiser.appraise(
                    endpoint.service, supposition.judged(endpoint.index), endpoint.requirements, changes: [],
                    facts: endpoint.facts)
            }
        }.flatMap { $0 }
        let adapted = assignment.target.controller.sharesState ? adaptedTogether(endpoints, written) : adaptedApart(endpoints, written)
        return zip(endpoints, zip(written, adapted)).map { endpoint, states in
            let (written, adapted) = states
            let assumptions = supposition.assumptions(endpoint.index, endpoint.requirements)
            return Assessment.Column(
                target: assignment.target.id, judgements: written.judgements, dangers: written.dangers, unserved: written.unserved,
                score: written.score,
                adapted: adapted,
                outlook: Outlook(written: written, adapted: adapted, vocabulary: appraiser.vocabulary, assumptions: assumptions),
                assumptions: assumptions)
        }
    }

    private func search(_ written: Adaptation, _ endpoint: ExposedEndpoint) -> AdaptationSearch {
        var candidates = candidates
        candidates.isScopeUnread = endpoint.isScopeUnread
        return AdaptationSearch(written, of: endpoint, appraiser: appraiser, candidates: candidates)
    }

    // MARK: Each on its own

    private func adaptedApart(_ endpoints: [ExposedEndpoint], _ written: [Adaptation]) -> [Adaptation] {
        parallelMap(endpoints.indices.chunked(by: 64)) { chunk in
            chunk.map { place in
                guard written[place].score.points < 100 else { return written[place] }
                var search = search(written[place], endpoints[place])
                while let trial = search.next() {
                    search.take(plan.exposure(of: trial, on: supposition.assignment(endpoints[place].index)))
                }
                return pinned(search.best, written[place], endpoints[place])
            }
        }.flatMap { $0 }
    }

    // MARK: All at once

    /// Walks over all Services together, one candidate each, so that a controller whose Services share something is asked as often as the
    /// longest search takes, not once for each Service.
    ///
    /// What is foretold is what it does with all changes made.
    private func adaptedTogether(_ endpoints: [ExposedEndpoint], _ written: [Adaptation]) -> [Adaptation] {
        var barred: Set<Int> = []
        for _ in 0..<Self.mostAttempts {
            var adapted = searched(endpoints, written, barred: barred)
            guard adapted.contains(where: { !$0.changes.isEmpty }) else { return written }
            let exposures = together(endpoints, adapted.map(\.service))
            for place in adapted.indices where adapted[place].service.type == .loadBalancer {
                let requirements = adapted[place].judgements.map(\.requirement)
                adapted[place] = appraiser.appraise(
                    adapted[place].service, exposures[place], requirements, changes: adapted[place].changes,
                    facts: endpoints[place].facts)
            }
            // A change that helps nobody once all are made is not made.
            let vain = adapted.indices.filter { !adapted[$0].changes.isEmpty && adapted[$0].score.cost >= written[$0].score.cost }
            guard !vain.isEmpty else { return adapted }
            barred.formUnion(vain)
        }
        return written
    }

    private func searched(_ endpoints: [ExposedEndpoint], _ written: [Adaptation], barred: Set<Int>) -> [Adaptation] {
        var searches = endpoints.indices.map { barred.contains($0) ? nil : search(written[$0], endpoints[$0]) }
        while true {
            var trials: [Service?] = []
            for place in searches.indices { trials.append(searches[place]?.next()) }
            guard trials.contains(where: { $0 != nil }) else { break }
            let services = endpoints.indices.map { trials[$0] ?? searches[$0]?.best.service ?? endpoints[$0].service }
            let exposures = together(endpoints, services)
            for place in searches.indices where trials[place] != nil { searches[place]?.take(exposures[place]) }
        }
        return endpoints.indices.map { place in
            searches[place].map { pinned($0.best, written[place], endpoints[place]) } ?? written[place]
        }
    }

    /// The exposures of all Services, some of which are changed.
    private func together(_ endpoints: [ExposedEndpoint], _ services: [Service]) -> [Exposure] {
        let places = endpoints.indices.filter { services[$0].type == .loadBalancer }
        let supposed = places.first { supposition.isSupposed(endpoints[$0].index) }.map { supposition.assignment(endpoints[$0].index) }
        let answers = plan.exposures(of: places.map { services[$0] }, on: supposed ?? assignment)
        var result = endpoints.map { plan.endpoints[$0.index].exposures[target] }
        for (place, answer) in zip(places, answers) { result[place] = answer }
        return result
    }

    // MARK: Pins

    /// The adaptation with its pins, judged by what the adapted manifest will be read to ask for: what is foretold is what it gets.
    private func pinned(_ found: Adaptation, _ written: Adaptation, _ endpoint: ExposedEndpoint) -> Adaptation {
        guard !found.changes.isEmpty, found.score.cost < written.score.cost else { return written }
        let (changes, service, requirements) = reader.pins(for: endpoint).pinned(found.service, keeping: endpoint.requirements)
        let asksTheSame =
            requirements.count == endpoint.requirements.count
            && zip(requirements, endpoint.requirements).allSatisfy { $0.says(the: $1) }
        guard asksTheSame else { return written }
        let all = ServiceChange.condensed(found.changes + changes, of: endpoint.service)
        // Values of annotations are nothing to the API server; what changes of the spec is held against its rules.
        let isAnnotated = all.allSatisfy(\.isAnnotation)
        guard isAnnotated || ChangedObject(endpoint.service, all).isAccepted(in: assignment.families) else { return written }
        // No controller reads a pin, so the exposure stays.
        let result = appraiser.appraise(service, found.exposure, requirements, changes: all, facts: endpoint.facts)
        return result.score.cost < written.score.cost ? result : written
    }
}
