// SPDX-License-Identifier: Apache-2.0

package import PortolanDiff
package import PortolanModel
import PortolanPlan
import PortolanReport

/// What apps are compared with.
package struct GateBaseline: Sendable {
    /// A request that a Service answered and that is answered otherwise now.
    package struct Answer: Hashable, Sendable {
        /// The app; `nil` where the input is one.
        package var app: String?
        /// The targets.
        package var targets: [String]
        /// The object that the request was drawn up for; `nil` where there is none.
        package var subject: ObjectReference?
        /// One sentence.
        package var message: String

        /// Makes one.
        package init(app: String?, targets: [String], subject: ObjectReference?, message: String) {
            self.app = app
            self.targets = targets
            self.subject = subject
            self.message = message
        }
    }

    /// What the call names.
    package var name: String
    /// The commit, where it is a revision.
    package var commit: String?
    /// The plans by app.
    package var plans: [(app: String?, plan: PlanFacts)]
    /// What could not be read of it.
    package var problems: [String]
    /// What exposed something beside the apps and was not judged.
    package var unrendered: Set<ObjectReference>
    /// Requests that are answered otherwise.
    package var answers: [Answer] = []

    /// Puts a baseline together.
    package init(
        name: String, commit: String?, plans: [(app: String?, plan: PlanFacts)], problems: [String], unrendered: Set<ObjectReference>
    ) {
        self.name = name
        self.commit = commit
        self.plans = plans
        self.problems = problems
        self.unrendered = unrendered
    }

    /// The plan of an app's namesake; one app on both sides is that app, whatever its folder is called.
    func plan(of app: String?, count: Int) -> PlanFacts? {
        if count == 1, plans.count == 1 { return plans[0].plan }
        return plans.first { $0.app == app }?.plan
    }
}

/// An app's plan now and before.
package struct GateComparedApp: Sendable {
    /// As it was; nothing at all where the app is new.
    let before: PlanFacts
    let after: PlanFacts
    let isNew: Bool

    init(_ after: PlanFacts, of app: String?, count: Int, in baseline: GateBaseline) {
        let found = baseline.plan(of: app, count: count)
        before = found ?? PlanFacts.nothing(targets: after.targetIDs)
        isNew = found == nil
        self.after = after
    }

    /// Whether a finding, or a part of it, was not there before.
    func isNew(_ entry: GateEntry) -> Bool {
        guard let subject = entry.subject else { return true }
        switch entry.kind {
        case .finding, .ignore: return isNewFinding(entry, subject)
        case .loss where entry.isDanger: return isNewFinding(entry, subject)
        case .loss:
            let requirement = entry.rule.hasPrefix("loss.") ? String(entry.rule.dropFirst("loss.".count)) : entry.rule
            return entry.targets.contains { isPlanned($0) && !before.loses(requirement, of: subject, on: $0) }
        case .refused: return !before.refuses(subject)
        case .unjudged: return !before.leavesUnjudged(subject)
        case .placeholder: return true
        }
    }

    private func isNewFinding(_ entry: GateEntry, _ subject: ObjectReference) -> Bool {
        entry.targets.isEmpty
            ? !before.hasFinding(entry.rule, of: subject, on: nil)
            : entry.targets.contains { isPlanned($0) && !before.hasFinding(entry.rule, of: subject, on: $0) }
    }

    /// A target that the baseline was not planned for cannot be compared.
    private func isPlanned(_ target: String) -> Bool { before.targetIDs.contains(target) }

    /// What is worse, as reasons.
    func reasons(app: String?, places: [ObjectReference: SourceLocation]) -> [GateReason] {
        PlanRegression.all(from: before, to: after).map { regression in
            GateReason(
                regression.kind.code, app: app, target: regression.target, subject: regression.subject,
                at: regression.subject.flatMap { places[$0] }, regression.message)
        }
    }
}

extension PlanRegression.Kind {
    fileprivate var code: GateReason.Code {
        switch self {
        case .becamePublic: .becamePublic
        case .noAddress: .noAddress
        case .requirementLost: .requirementLost
        case .scoreFell: .scoreFell
        case .verdictFell: .verdictFell
        }
    }
}
