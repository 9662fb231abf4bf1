// SPDX-License-Identifier: Apache-2.0

public import PortolanKubernetes
public import PortolanModel
import PortolanProvider

/// What Portolan would write so that a Service keeps its requirements on a target, and what that brings.
public struct Adaptation: Sendable {
    /// The changes, in the order in which they are made; none where nothing helps or nothing needs to.
    public var changes: [ServiceChange]
    /// The Service with the changes made.
    public var service: Service
    /// Its exposure then.
    public var exposure: Exposure
    /// What becomes of each requirement then.
    public var judgements: [Judgement]
    /// The score then.
    public var score: Score
}

/// Looks for the changes that win most points. Every candidate is planned by the target's own controller and kept only where the score rises,
/// so that what is foretold is what the adapted manifest gets.
struct AdaptationSearch {
    /// Each round wins at least a point; more than a few never were needed.
    private static let mostRounds = 20

    let target: Target
    let vocabulary: Vocabulary
    let weights: Weights
    var requirements: [Requirement]
    /// What the target's controller does with a changed Service.
    let replan: (Service) -> Exposure

    func run(_ service: Service, exposure: Exposure) -> Adaptation {
        var best = appraise(service, exposure, changes: [])
        guard best.score.points < 100, service.type == .loadBalancer else { return best }
        for candidate in claims(of: service) where best.exposure.status != .provisioned {
            best = better(of: best, with: candidate)
        }
        // Until nothing helps any more: a change may be what another one needs, and adapting again must change nothing.
        for _ in 0..<Self.mostRounds where best.score.points < 100 {
            let before = best.score.points
            for judgement in best.judgements where !judgement.outcome.isMet {
                for candidate in candidates(for: judgement.requirement, in: best.service) {
                    let tried = better(of: best, with: candidate)
                    let isBetter = tried.score.points > best.score.points
                    best = tried
                    if isBetter { break }
                }
            }
            if best.score.points == before { break }
        }
        return best
    }

    private func better(of current: Adaptation, with changes: [ServiceChange]) -> Adaptation {
        let changed = changes.reduce(current.service) { $1.applied(to: $0) }
        let tried = appraise(changed, replan(changed), changes: current.changes + changes)
        return tried.score.points > current.score.points ? tried : current
    }

    /// Judges a Service as it stands.
    func appraise(_ service: Service, _ exposure: Exposure, changes: [ServiceChange]) -> Adaptation {
        let judge = Judge(vocabulary: vocabulary, service: service, exposure: exposure)
        let judgements = requirements.map { Judgement(requirement: $0, outcome: judge.outcome(of: $0)) }
        let score = Score(
            judgements, dangers: Danger.all(judgements, exposure: exposure, target: target.id),
            hasAddress: exposure.status == .provisioned || exposure.status == .nodeOnly, weights: weights)
        return Adaptation(changes: changes, service: service, exposure: exposure, judgements: judgements, score: score)
    }

    // MARK: Candidates

    /// Changes that may make a controller claim the Service, or stop refusing it.
    private func claims(of service: Service) -> [[ServiceChange]] {
        var result: [[ServiceChange]] = []
        if service.loadBalancerClass != nil { result.append([.removal(name: "loadBalancerClass")]) }
        result += target.catalogue.classes.filter { $0 != service.loadBalancerClass }.map { [.field(name: "loadBalancerClass", value: $0)] }
        if service.loadBalancerIP != nil { result.append([.removal(name: "loadBalancerIP")]) }
        // What a controller must be told before it acts at all, such as a location.
        for row in target.catalogue.annotations where row.isRead && !row.isLabel && !row.key.hasSuffix("*") {
            guard let mapping = row.requirement, mapping.isWritten, let id = RequirementID(rawValue: mapping.id), id.namesCloudObject,
                id == .placementZones || id == .placementNetwork || id == .placementSubnets, service.annotations[row.key] == nil
            else { continue }
            result.append([.annotation(key: row.key, value: ServiceChange.placeholder(id))])
        }
        return result
    }

    /// Changes that may meet a requirement, the likeliest first.
    private func candidates(for requirement: Requirement, in service: Service) -> [[ServiceChange]] {
        var result = field(for: requirement)
        for row in vocabulary.rows(expressing: requirement.id)
        where row.state == .read && !row.isLabel && !row.key.hasSuffix("*") {
            guard let mapping = row.requirement, mapping.isWritten, let value = value(for: requirement, mapping, row, in: service) else { continue }
            var changes = mapping.when.entries
                .filter { $0.value != "*" && $0.value != "!" && service.annotations[$0.name] != $0.value }
                .map { ServiceChange.annotation(key: $0.name, value: $0.value) }
            changes.append(.annotation(key: row.key, value: value))
            result.append(changes)
        }
        return result
    }

    private func value(
        for requirement: Requirement, _ mapping: Catalogue.RequirementMapping, _ row: Catalogue.Annotation, in service: Service
    ) -> String? {
        if mapping.form == "ports" {
            guard mapping.values["*"] == requirement.value, let port = requirement.port else { return nil }
            let written = service.annotations[row.key].map(NeutralValue.parts) ?? []
            return (written.filter { $0 != String(port.number) } + [String(port.number)]).joined(separator: ",")
        }
        if requirement.id.namesCloudObject, mapping.values.isEmpty {
            // What is written there may be the user's own: it stays.
            return service.annotations[row.key] == nil ? ServiceChange.placeholder(requirement.id) : nil
        }
        return NeutralValue.write(requirement.value, as: mapping)
    }

    /// Kubernetes' own fields, which several controllers read.
    private func field(for requirement: Requirement) -> [[ServiceChange]] {
        switch requirement.id {
        case .sourceRanges:
            [[.list(name: "loadBalancerSourceRanges", values: NeutralValue.parts(requirement.value))]]
        case .clientAddress: [[.field(name: "externalTrafficPolicy", value: "Local")]]
        default: []
        }
    }
}
