// SPDX-License-Identifier: Apache-2.0

public import PortolanModel

/// Points from 0 to 100, and where the lost ones went.
public struct Score: Hashable, Sendable {
    /// Points lost to one cause.
    public struct Loss: Hashable, Sendable {
        /// The requirement that does not hold, or holds in part.
        public var requirement: RequirementID
        /// What is lost, in one sentence.
        public var reason: String
        /// The ports concerned, where it is not the whole endpoint.
        public var ports: [Int]
        /// Whether it is a danger that nobody asked for.
        public var isDanger: Bool
        /// Points, as charged: what is left is never less than 0.
        public var points: Int
    }

    /// 100 less the points lost.
    public var points: Int
    /// The losses, the dearest first.
    ///
    /// Their points add up to what is missing to 100.
    public var losses: [Loss]
    /// What all losses would cost if there were more than 100 points: so an app that has lost everything can still lose less.
    let cost: Int

    /// The score of judgements.
    ///
    /// - Parameters:
    ///   - judgements: What becomes of each requirement.
    ///   - dangers: What nobody asked for but differs.
    ///   - unserved: Ports that nobody is answered on.
    ///   - ports: How many ports there are.
    ///   - hasAddress: Whether clients get an address, where the endpoint needs one; without it everything is lost.
    ///   - weights: What each loss costs.
    init(
        _ judgements: [Judgement], dangers: [Danger], unserved: [UnservedPort], ports: Int, hasAddress: Bool, weights: Weights
    ) {
        guard hasAddress else {
            let reason = judgements.first { $0.requirement.id == .reachability }?.outcome.loss ?? "it gets no address"
            points = 0
            cost = Self.costOfNoAddress
            losses = [Loss(requirement: .reachability, reason: reason, ports: [], isDanger: false, points: 100)]
            return
        }
        let silent = Self.losses(unserved, of: ports, weights: weights)
        let dangerous = dangers.map { danger in
            Loss(requirement: danger.requirement, reason: danger.message, ports: [], isDanger: true, points: max(2, weights.danger))
        }
        cost = (Self.losses(judgements, weights: weights) + silent + dangerous).reduce(0) { $0 + $1.points }
        // What a port asks for is lost with the port, which is charged once.
        let heard = judgements.filter { judgement in
            guard let port = judgement.requirement.port else { return true }
            return !unserved.contains { $0.port == port.number && $0.protocol == port.protocol }
        }
        (points, losses) = Self.charged(Self.losses(heard, weights: weights) + silent + dangerous)
    }

    /// The score after losses that are charged as they are.
    init(charging losses: [Loss]) {
        cost = losses.reduce(0) { $0 + $1.points }
        (points, self.losses) = Self.charged(losses)
    }

    /// What is left of 100, and the losses as charged, the dearest first.
    private static func charged(_ losses: [Loss]) -> (points: Int, losses: [Loss]) {
        var found = losses
        found.sort { left, right in
            left.points != right.points
                ? left.points > right.points : (left.requirement.position, left.reason) < (right.requirement.position, right.reason)
        }
        var left = 100
        for index in found.indices {
            found[index].points = min(left, found[index].points)
            left -= found[index].points
        }
        return (left, found)
    }

    /// The score of an object that the API server refuses.
    init(refused reason: String) {
        points = 0
        cost = Self.costOfNoAddress
        losses = [Loss(requirement: .reachability, reason: reason, ports: [], isDanger: false, points: 100)]
    }

    /// More than all requirements and dangers together can cost.
    private static let costOfNoAddress = 100_000

    /// One loss for each reason, in proportion to the ports; the whole endpoint is lost where none is served.
    private static func losses(_ unserved: [UnservedPort], of ports: Int, weights: Weights) -> [Loss] {
        guard let first = unserved.first, ports > 0 else { return [] }
        guard unserved.count < ports else {
            let reasons = Set(unserved.map(\.reason))
            let reason = reasons.count == 1 ? first.reason : "\(first.words): \(first.reason)"
            return [
                Loss(
                    requirement: .reachability, reason: "nobody is answered: \(reason)", ports: unserved.map(\.port), isDanger: false,
                    points: 100)
            ]
        }
        return Dictionary(grouping: unserved, by: \.reason).map { reason, group in
            Loss(
                requirement: .portProtocol, reason: "not served: \(reason)", ports: group.map(\.port), isDanger: false,
                points: max(weights.points(for: .portProtocol), (100 * group.count + ports - 1) / ports))
        }
    }

    /// One loss for each requirement: of several ports the worst outcome counts.
    private static func losses(_ judgements: [Judgement], weights: Weights) -> [Loss] {
        var byRequirement: [RequirementID: Loss] = [:]
        for judgement in judgements {
            let id = judgement.requirement.id
            let cost: Int
            switch judgement.outcome {
            case .met: continue
            case .partly: cost = max(1, weights.points(for: id) / 2)
            case .unmet: cost = weights.points(for: id)
            }
            let ports = judgement.requirement.port.map { [$0.number] } ?? []
            let reason = judgement.outcome.loss ?? ""
            guard var loss = byRequirement[id] else {
                byRequirement[id] = Loss(requirement: id, reason: reason, ports: ports, isDanger: false, points: cost)
                continue
            }
            if cost > loss.points {
                loss.points = cost
                loss.reason = reason
            }
            loss.ports += ports
            byRequirement[id] = loss
        }
        return Array(byRequirement.values)
    }

    /// The mean of scores, rounded down, so that it is 100 only where each of them is; `nil` of none.
    static func mean(_ scores: [Int]) -> Int? {
        scores.isEmpty ? nil : scores.reduce(0, +) / scores.count
    }
}
