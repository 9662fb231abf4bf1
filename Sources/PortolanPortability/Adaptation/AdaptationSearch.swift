// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel
import PortolanProvider

/// Looks for the changes to one Service that win most points.
///
/// Every candidate is planned by the target's own controller and kept only where less is lost, so that what is foretold is what the adapted
/// manifest gets.
///
/// The search does not plan itself: it says which Service it would like to see planned (`next`) and is told what became of it (`take`).
/// So one walk over all Services serves controllers whose Services share something, and no Service is planned once for each other one.
struct AdaptationSearch {
    /// Each round wins something; more than a few never were needed.
    private static let mostRounds = 20

    private enum Step {
        /// Making the controller take the Service at all.
        case claims([[ServiceChange]])
        /// Meeting one requirement after the other.
        case requirement(Int, candidates: ArraySlice<[ServiceChange]>)
        case done
    }

    private let appraiser: Appraiser
    private let candidates: AdaptationCandidates
    private let requirements: [Requirement]
    private let facts: EndpointFacts
    private let original: Service
    /// The best that has been found; its changes are those found so far.
    private(set) var best: Adaptation
    private var step = Step.done
    private var tried: [ServiceChange] = []
    private var trial: Service?
    /// The refusals met so far.
    private var reasons: Set<String> = []
    private var rounds = 0
    private var costBeforeRound = 0

    init(_ written: Adaptation, of endpoint: ExposedEndpoint, appraiser: Appraiser, candidates: AdaptationCandidates) {
        self.appraiser = appraiser
        self.candidates = candidates
        requirements = endpoint.requirements
        facts = endpoint.facts
        original = written.service
        best = written
        // A port of the nodes is a wish of its own; whoever asks for a load balancer by words of one cloud needs the type elsewhere.
        let isBalanced = !endpoint.requirements.contains { $0.id == .reachability && $0.value == "node" }
        guard written.score.points < 100, isBalanced else { return }
        if written.exposure.status == .provisioned { startRound() } else { step = .claims(candidates.claims(of: written)) }
    }

    /// The Service to plan next; `nil` where the search is over.
    mutating func next() -> Service? {
        while true {
            switch step {
            case .done: return nil
            case .claims(let left):
                guard best.exposure.status != .provisioned, let changes = left.first else {
                    if best.exposure.status == .provisioned { startRound() } else { step = .done }
                    continue
                }
                step = .claims(Array(left.dropFirst()))
                if let service = attempt(changes) { return service }
            case .requirement(let index, let left):
                guard best.score.points < 100 else {
                    step = .done
                    continue
                }
                guard index < best.judgements.count else {
                    endRound()
                    continue
                }
                guard !best.judgements[index].outcome.isMet, let changes = left.first else {
                    goTo(index + 1)
                    continue
                }
                step = .requirement(index, candidates: left.dropFirst())
                if let service = attempt(changes) { return service }
            }
        }
    }

    /// Takes what became of the Service that `next` returned.
    mutating func take(_ exposure: Exposure) {
        guard let service = trial else { return }
        trial = nil
        let seen = appraiser.appraise(
            service, exposure, requirements, changes: ServiceChange.condensed(best.changes + tried, of: original), facts: facts)
        guard seen.isBetter(than: best) || isNextObstacle(seen), !movesAway(seen) else { return }
        best = seen
        switch step {
        case .requirement(let index, _): goTo(index + 1)
        // What stood in the way next may be another thing than before.
        case .claims where best.exposure.status != .provisioned: step = .claims(candidates.claims(of: best))
        case .claims, .done: break
        }
    }

    /// Whether a change of the scope's own words takes the Service to where it was not to be: no way to an address.
    private func movesAway(_ seen: Adaptation) -> Bool {
        guard let scope = seen.judgements.first(where: { $0.requirement.id == .reachability }), !scope.outcome.isMet else { return false }
        return tried.contains { change in
            guard case .annotation(let key, _) = change else { return false }
            return appraiser.vocabulary.rows(for: key).contains { row in
                row.requirements.contains { $0.id == .reachability }
            }
        }
    }

    /// Whether what was refused is gone and something else is refused: a Service may stumble over several things, one after the other.
    private mutating func isNextObstacle(_ seen: Adaptation) -> Bool {
        guard case .claims = step, seen.exposure.status == .failed, best.exposure.status == .failed, tried.allSatisfy(\.isRemoval) else {
            return false
        }
        if let reason = best.exposure.reason { reasons.insert(reason) }
        return reasons.insert(seen.exposure.reason ?? "").inserted
    }

    private mutating func attempt(_ changes: [ServiceChange]) -> Service? {
        let effective = changes.filter { $0.changes(best.service) }
        guard !effective.isEmpty else { return nil }
        tried = effective
        let service = effective.reduce(best.service) { $1.applied(to: $0) }
        trial = service
        return service
    }

    private mutating func goTo(_ index: Int) {
        var index = index
        while index < best.judgements.count, best.judgements[index].outcome.isMet { index += 1 }
        let found = index < best.judgements.count ? candidates.candidates(for: best.judgements[index].requirement, in: best.service) : []
        step = .requirement(index, candidates: found[...])
    }

    private mutating func startRound() {
        rounds += 1
        costBeforeRound = best.score.cost
        goTo(0)
    }

    /// A change may be what another one needs, and adapting again must change nothing: another round where something was won.
    private mutating func endRound() {
        if best.score.cost < costBeforeRound, rounds < Self.mostRounds { startRound() } else { step = .done }
    }
}

extension Adaptation {
    /// Less is lost; or, where neither gets an address, it is further on the way to one.
    fileprivate func isBetter(than other: Adaptation) -> Bool {
        if score.cost != other.score.cost { return score.cost < other.score.cost }
        return exposure.status.progress > other.exposure.status.progress
    }
}

extension Exposure.Status {
    /// How far on the way to an address.
    fileprivate var progress: Int {
        switch self {
        case .provisioned, .nodeOnly: 3
        case .failed: 2
        case .unclaimed: 1
        case .clusterOnly, .alias, .invalid: 0
        }
    }
}
