// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel
import PortolanPlan
import PortolanProvider

/// Looks for changes of Ingresses that let a target's own controllers serve them as their home does.
///
/// All Ingresses take a step together, since they may share a load balancer; a change that makes an Ingress no better is not kept.
struct RouteAdaptation {
    /// An Ingress that is not served as it should be.
    struct Subject: Sendable {
        var ingress: Ingress
        var isSecured: Bool
        /// How it stands as written.
        var written: Adaptation
    }

    let plan: Plan
    let target: Int
    /// Judges the exposure that a subject gets with some changes.
    let judged: (Int, Exposure, [ServiceChange]) -> Adaptation

    /// The best adaptation of each subject; as written where nothing helps.
    func adaptations(of subjects: [Subject]) -> [Adaptation] {
        var best = subjects.map(\.written)
        guard !subjects.isEmpty else { return best }
        let assignment = plan.assignments[target]
        let candidates = RouteCandidates(assignment.routing.map(\.module))
        // First a class that somebody takes, where nobody does; then words, one after the other.
        let ways = subjects.map { $0.written.exposure.status == .unclaimed ? candidates.classes(for: $0.ingress) : [] }
        for step in 0..<(ways.map(\.count).max() ?? 0) {
            let trials = subjects.indices.map { index in
                best[index].exposure.status == .unclaimed && step < ways[index].count ? ways[index][step] : nil
            }
            take(trials, subjects, &best)
        }
        let words = subjects.map { candidates.words(for: $0.ingress, isSecured: $0.isSecured) }
        for step in 0..<(words.map(\.count).max() ?? 0) {
            let trials = subjects.indices.map { index -> [ServiceChange]? in
                guard best[index].score.points < 100, best[index].exposure.status != .unclaimed, step < words[index].count else {
                    return nil
                }
                return best[index].changes + [words[index][step]]
            }
            take(trials, subjects, &best)
        }
        // What somebody takes and nobody is better off with is no adaptation.
        return zip(subjects, best).map { subject, found in found.score.points > subject.written.score.points ? found : subject.written }
    }

    /// Makes one step for all of them: each with its trial, the others with the best that they have.
    private func take(_ step: [[ServiceChange]?], _ subjects: [Subject], _ best: inout [Adaptation]) {
        var changed: [SourceLocation: Entrance] = [:]
        for index in subjects.indices {
            let changes = step[index] ?? best[index].changes
            guard !changes.isEmpty else { continue }
            changed[subjects[index].ingress.metadata.location] = .ingress(subjects[index].ingress.applying(changes))
        }
        guard step.contains(where: { $0 != nil }) else { return }
        let exposures = plan.routedExposures(on: target, changed: changed)
        for index in subjects.indices {
            guard let changes = step[index], let exposure = exposures[subjects[index].ingress.metadata.location] else { continue }
            let found = judged(index, exposure, changes)
            // Somebody who takes it and refuses is a step from nobody, but no end.
            let isStep = best[index].exposure.status == .unclaimed && found.exposure.status != .unclaimed
            if isStep || found.score.cost < best[index].score.cost { best[index] = found }
        }
    }
}
