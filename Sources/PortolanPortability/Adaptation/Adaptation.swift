// SPDX-License-Identifier: Apache-2.0

public import PortolanKubernetes
public import PortolanModel

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
    /// What nobody asked for but differs then.
    public var dangers: [Danger]
    /// Ports that nobody is answered on then.
    public var unserved: [UnservedPort]
    /// The score then.
    public var score: Score

    /// Whether clients get an address.
    var hasAddress: Bool { exposure.status == .provisioned || exposure.status == .nodeOnly }
}

/// Judges one Service on one target, as it stands or changed.
struct Appraiser {
    let target: String
    let vocabulary: Vocabulary
    let weights: Weights

    /// - Parameter facts: What is known of the endpoint beside.
    func appraise(
        _ service: Service, _ exposure: Exposure, _ requirements: [Requirement], changes: [ServiceChange], facts: EndpointFacts
    ) -> Adaptation {
        let judge = Judge(vocabulary: vocabulary, service: service, exposure: exposure, facts: facts)
        let judgements = requirements.map { Judgement(requirement: $0, outcome: judge.outcome(of: $0)) }
        let dangers = judge.dangers(judgements, target: target)
        let unserved = judge.unservedPorts(judgements)
        let score = Score(
            judgements, dangers: dangers, unserved: unserved, ports: service.ports.count,
            hasAddress: exposure.status == .provisioned || exposure.status == .nodeOnly, weights: weights)
        return Adaptation(
            changes: changes, service: service, exposure: exposure, judgements: judgements, dangers: dangers, unserved: unserved,
            score: score)
    }
}
