// SPDX-License-Identifier: Apache-2.0

package import PortolanModel

/// Something that is worse in one plan than in another.
package struct PlanRegression: Hashable, Sendable {
    /// What it is.
    package enum Kind: Sendable {
        /// It was private and is public.
        case becamePublic
        /// Clients get no address, and did or it is new.
        case noAddress
        /// A requirement held, or held in part, and does less so.
        case requirementLost
        /// A score is lower.
        case scoreFell
        /// It takes more that the app works on a target.
        case verdictFell
    }

    /// What it is.
    package var kind: Kind
    /// The endpoint; `nil` where it is about the whole app.
    package var subject: ObjectReference?
    /// The target; `nil` where it is about several.
    package var target: String?
    /// One sentence.
    package var message: String

    /// What is worse in the new plan, on the targets that both have.
    package static func all(from old: PlanFacts, to new: PlanFacts) -> [PlanRegression] {
        let targets = new.targets.filter { old.targets.contains($0) }
        var result: [PlanRegression] = []
        for name in new.names {
            guard let after = new.endpoints[name] else { continue }
            result += endpoint(old.endpoints[name], after, targets)
        }
        return result + verdicts(old, new, targets) + scores(old, new, targets)
    }

    // MARK: Endpoints

    private static func endpoint(_ before: PlanFacts.Endpoint?, _ after: PlanFacts.Endpoint, _ targets: [String]) -> [PlanRegression] {
        var result: [PlanRegression] = []
        if let before {
            let opened = targets.filter {
                before.fact("address.scope", on: $0) == "private" && after.fact("address.scope", on: $0) == "public"
            }
            if !opened.isEmpty {
                result.append(
                    regression(.becamePublic, after, opened, "public now on \(opened.joined(separator: ", ")), where it was private"))
            }
        }
        result += addresses(before, after, targets)
        if let before { result += requirements(before, after, targets) }
        return result
    }

    private static func addresses(_ before: PlanFacts.Endpoint?, _ after: PlanFacts.Endpoint, _ targets: [String]) -> [PlanRegression] {
        var byReason: [(reason: String, targets: [String])] = []
        for target in targets where Harms.isDead(after, on: target) {
            if let before, Harms.isDead(before, on: target) { continue }
            let reason = after.fact("reason", on: target) ?? after.fact("status", on: target) ?? ""
            if let index = byReason.firstIndex(where: { $0.reason == reason }) {
                byReason[index].targets.append(target)
            } else {
                byReason.append((reason, [target]))
            }
        }
        return byReason.map { reason, targets in
            regression(.noAddress, after, targets, "no address on \(targets.joined(separator: ", ")): \(reason)")
        }
    }

    private static func requirements(_ before: PlanFacts.Endpoint, _ after: PlanFacts.Endpoint, _ targets: [String]) -> [PlanRegression] {
        let known = Set(before.requirements.map(\.name))
        return after.requirements.filter { known.contains($0.name) }.compactMap { requirement -> PlanRegression? in
            let worse = targets.filter { target in
                (after.losses[target]?[requirement.name]?.rank ?? 0) > (before.losses[target]?[requirement.name]?.rank ?? 0)
            }
            guard let first = worse.first else { return nil }
            let words = after.losses[first]?[requirement.name]?.words ?? ""
            return regression(
                .requirementLost, after, worse,
                "\(requirement.name) is lost on \(worse.joined(separator: ", "))\(words.isEmpty ? "" : ": \(words)")")
        }
    }

    private static func regression(_ kind: Kind, _ endpoint: PlanFacts.Endpoint, _ targets: [String], _ words: String) -> PlanRegression {
        let reference = endpoint.reference
        let name = "\(reference.kind) \([reference.namespace, reference.name].filter { !$0.isEmpty }.joined(separator: "/"))"
        return PlanRegression(
            kind: kind, subject: reference, target: targets.count == 1 ? targets[0] : nil, message: "\(name): \(words)")
    }

    // MARK: The whole

    private static let verdictOrder = ["as-is", "edit", "app", "impossible"]

    private static func verdicts(_ old: PlanFacts, _ new: PlanFacts, _ targets: [String]) -> [PlanRegression] {
        targets.compactMap { target in
            guard let before = old.verdicts[target], let after = new.verdicts[target], rank(after) > rank(before) else { return nil }
            return PlanRegression(kind: .verdictFell, target: target, message: "the verdict on \(target) was \(before) and is \(after)")
        }
    }

    /// The place of a verdict: its word stands before the lines that it takes.
    private static func rank(_ verdict: String) -> Int {
        verdictOrder.firstIndex(of: String(verdict.prefix { $0 != " " })) ?? 0
    }

    /// The app's score and the targets'; an endpoint's where that of its target hides it.
    private static func scores(_ old: PlanFacts, _ new: PlanFacts, _ targets: [String]) -> [PlanRegression] {
        var result: [PlanRegression] = []
        if old.targets == new.targets, let words = fall(old.app, new.app) {
            result.append(PlanRegression(kind: .scoreFell, message: "the app's score was \(words)"))
        }
        for target in targets {
            if let words = fall(old.scores[target], new.scores[target]) {
                result.append(PlanRegression(kind: .scoreFell, target: target, message: "the score on \(target) was \(words)"))
                continue
            }
            for name in new.names {
                guard let before = old.endpoints[name], let after = new.endpoints[name] else { continue }
                guard let words = fall(before.scores[target], after.scores[target]) else { continue }
                result.append(regression(.scoreFell, after, [target], "its score on \(target) was \(words)"))
            }
        }
        return result
    }

    /// `70 and is 40`, where it fell.
    private static func fall(_ old: PlanFacts.Points?, _ new: PlanFacts.Points?) -> String? {
        guard let before = old?.written, let after = new?.written, after < before else { return nil }
        return "\(before) and is \(after)"
    }
}

extension PlanFacts {
    /// A plan of nothing: what an app is compared with that the baseline lacks.
    package static func nothing(targets: [String]) -> PlanFacts { PlanFacts(targets: targets) }

    /// Whether a finding of a code is told of an object on a target.
    package func hasFinding(_ code: String, of subject: ObjectReference, on target: String?) -> Bool {
        let name = Self.findingName(code, "\(subject)", target)
        return findings.contains { $0.name == name }
    }

    /// Whether the API server refuses an object in it.
    package func refuses(_ subject: ObjectReference) -> Bool { rejected.contains { $0.name == "\(subject)" } }

    /// Whether an object is not judged in it.
    package func leavesUnjudged(_ subject: ObjectReference) -> Bool { unjudged.contains { $0.name == "\(subject)" } }

    /// Whether an endpoint loses a requirement on a target in it.
    package func loses(_ requirement: String, of subject: ObjectReference, on target: String) -> Bool {
        endpoints["\(subject)"]?.losses[target]?.keys.contains { $0 == requirement || $0.hasPrefix("\(requirement) ") } ?? false
    }
}
