// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
package import PortolanModel
package import PortolanPlan
import PortolanProvider

/// A request that two plans answer differently.
package struct AnswerChange: Hashable, Sendable {
    /// The request with its headers.
    package var request: String
    /// The object that the request was drawn up for; `nil` where it is for whatever answers.
    package var subject: ObjectReference?
    /// The targets on which it is so.
    package var targets: [String]
    /// What answers in the old plan; `nil` where nothing of it takes the request.
    package var old: Answer?
    /// What answers in the new plan; `nil` where nothing of it takes the request.
    package var new: Answer?

    /// Whether somebody is let in who was not: a demand for credentials, or a refusal, has become an answer.
    package var opens: Bool {
        guard let new, new.isServed else { return false }
        return old?.status == 401 || old?.status == 403
    }

    /// Whether a request that was served is not any more.
    package var breaks: Bool { old?.isFromRule == true && new?.isFromRule != true }

    /// The change in one line, without the request and the targets.
    package var words: String { "\(old?.words ?? "nobody") → \(new?.words ?? "nobody")" }
}

extension AnswerChange {
    /// The requests that matter for the routes of both plans, asked of both: those that get another answer, in the order of the old plan's
    /// routes and then of what only the new plan's draw up.
    ///
    /// Only targets that both plans have are asked.
    package static func all(from old: Plan, to new: Plan) -> [AnswerChange] {
        var seen: Set<String> = []
        let probes = (drafted(old) + drafted(new)).filter { seen.insert($0.named).inserted }
        guard !probes.isEmpty else { return [] }
        let targets = new.targets.map(\.id).filter { id in old.targets.contains { $0.id == id } }
        let (before, after) = (Respondents(old), Respondents(new))
        return probes.flatMap { probe -> [AnswerChange] in
            var changes: [AnswerChange] = []
            for target in targets {
                let (was, now) = (before.answer(to: probe, on: target), after.answer(to: probe, on: target))
                if was == nil, now == nil { continue }
                if let was, let now, was.agrees(with: now) { continue }
                // How a request is refused that nobody serves matters to nobody.
                if was?.isFromRule != true, now?.isFromRule != true { continue }
                if let place = changes.firstIndex(where: { $0.old == was && $0.new == now }) {
                    changes[place].targets.append(target)
                } else {
                    changes.append(AnswerChange(request: probe.named, subject: probe.to, targets: [target], old: was, new: now))
                }
            }
            return changes
        }
    }

    /// The requests that matter, object by object; of several objects of one name the last counts.
    package static func drafted(_ plan: Plan) -> [Probe] {
        let draft = RequestDraft(plan.inventory)
        let last = Dictionary(plan.endpoints.enumerated().map { ($1.reference, $0) }) { _, last in last }
        return plan.endpoints.enumerated().flatMap { index, endpoint in
            last[endpoint.reference] == index ? endpoint.entrance.map { draft.probes(of: $0) } ?? [] : []
        }
    }
}

extension Probe {
    /// The request with its headers.
    package var named: String {
        let headers = request.headers.map { "\($0.name): \($0.value)" }
        return text + (headers.isEmpty ? "" : " (\(headers.joined(separator: ", ")))")
    }
}

/// The load balancers of a plan's routes, by target.
private struct Respondents {
    private struct Respondent {
        let reference: ObjectReference
        let evaluator: Evaluator
    }

    private let byTarget: [String: [Respondent]]

    init(_ plan: Plan) {
        var byTarget: [String: [Respondent]] = [:]
        for (index, target) in plan.targets.enumerated() {
            var shared: [String: Evaluator] = [:]
            byTarget[target.id] = plan.endpoints.compactMap { endpoint in
                guard let entrance = endpoint.entrance, entrance.service == nil else { return nil }
                let exposure = endpoint.exposures[index]
                let identities = exposure.loadBalancers.compactMap(\.identity)
                let isShared = exposure.status == .provisioned && !identities.isEmpty && identities.count == exposure.loadBalancers.count
                let key = identities.joined(separator: "\n")
                let evaluator = (isShared ? shared[key] : nil) ?? Evaluator(exposure, of: endpoint.reference)
                if isShared { shared[key] = evaluator }
                return Respondent(reference: endpoint.reference, evaluator: evaluator)
            }
        }
        self.byTarget = byTarget
    }

    /// What answers: the object that the request is for, else the first whose load balancer knows the host, else the first that is there.
    func answer(to probe: Probe, on target: String) -> Answer? {
        let all = byTarget[target] ?? []
        let found =
            all.first { $0.reference == probe.to } ?? all.first { $0.evaluator.knows(probe.request) } ?? all.first
        return found?.evaluator.verdict(on: probe.request).answer
    }
}
