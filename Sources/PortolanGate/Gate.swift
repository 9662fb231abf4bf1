// SPDX-License-Identifier: Apache-2.0

package import PortolanDiff
import PortolanKubernetes
package import PortolanModel
package import PortolanPlan
import PortolanPortability
import PortolanProvider
package import PortolanReport

/// An app with what only a gate asks about it.
package struct GateInput: Sendable {
    /// The app.
    package var app: PlannedApp
    /// Where values stand that only the user knows and has not filled in yet.
    package var placeholders: [SourceLocation]
    /// Findings that the user has asked not to hear.
    package var ignored: [IgnoredFinding]

    /// Puts an app together.
    package init(app: PlannedApp, placeholders: [SourceLocation], ignored: [IgnoredFinding]) {
        self.app = app
        self.placeholders = placeholders
        self.ignored = ignored
    }
}

/// Holds apps against rules.
package struct Gate {
    let rules: GateRules
    let baseline: GateBaseline?
    var result: GateResult
    /// The app that is looked at, with what it was; `nil` where it is compared with nothing.
    var compared: GateComparedApp?

    /// The verdict on apps.
    ///
    /// - Parameters:
    ///   - inputs: The apps.
    ///   - rules: What is asked of them.
    ///   - plans: Their plans as they are compared, where there is a baseline.
    ///   - baseline: What they are compared with.
    ///   - unrendered: What exposes something beside several apps and is not judged, in words.
    ///   - ignores: Ignores of the configuration that are over, or take nothing away.
    ///   - problems: What could not be read; where there is any there is no verdict.
    package static func result(
        _ inputs: [GateInput], _ rules: GateRules, plans: [PlanFacts] = [], baseline: GateBaseline? = nil, unrendered: [Unjudged] = [],
        ignores: [GateEntry] = [], problems: [String] = []
    ) -> GateResult {
        var gate = Gate(rules: rules, baseline: baseline, result: GateResult(rules: rules))
        for (index, input) in inputs.enumerated() {
            if let baseline, index < plans.count {
                gate.compared = GateComparedApp(plans[index], of: input.app.name, count: inputs.count, in: baseline)
            }
            gate.judge(input)
        }
        gate.addUnrendered(unrendered)
        for entry in ignores { gate.addIgnore(entry) }
        if let baseline { gate.result.comparison = comparison(inputs, plans, baseline) }
        if !problems.isEmpty {
            gate.result.problems = problems
            gate.result.reasons = problems.map { GateReason(.inputUnreadable, $0) }
        }
        gate.result.entries = GateEntry.fingerprinted(
            gate.result.entries.enumerated().sorted { left, right in
                let (one, two) = (left.element, right.element)
                if one.severity != two.severity { return one.severity > two.severity }
                if one.location != two.location { return one.location < two.location }
                return (one.rule, one.message, left.offset) < (two.rule, two.message, right.offset)
            }.map(\.element))
        return gate.result
    }

    // MARK: One app

    private mutating func judge(_ input: GateInput) {
        let app = input.app
        let coverage = Coverage(app.plan, app.assessment)
        result.apps.append(
            GateResult.App(
                name: app.name, written: app.assessment.written, adapted: app.assessment.adapted, targets: app.assessment.targets,
                judged: coverage.judged, endpoints: coverage.all, share: coverage.share, unjudged: coverage.words,
                isInside: app.assessment.written == nil && app.plan.unjudged.isEmpty && app.plan.rejections.isEmpty))
        judgeScores(app)
        judgeVerdicts(app)
        addRefused(app)
        addUnjudged(app, coverage)
        addPlaceholders(input)
        addFindings(input)
        addLosses(app)
        addRegressions(app)
    }

    mutating func add(_ reason: GateReason) {
        if !rules.allowed.contains(reason.code) { result.reasons.append(reason) }
    }

    private mutating func judgeScores(_ app: PlannedApp) {
        for target in app.assessment.targets {
            guard let minimum = rules.minimum(target.target), target.written < minimum else { continue }
            add(
                GateReason(
                    .scoreTooLow, app: app.name, target: target.target,
                    "\(target.target) scores \(target.written), less than \(minimum)"))
        }
        if !rules.eachTarget, let minimum = rules.minScore, let score = app.assessment.written, score < minimum {
            add(GateReason(.scoreTooLow, app: app.name, "the app scores \(score), less than \(minimum)"))
        }
    }

    private mutating func judgeVerdicts(_ app: PlannedApp) {
        for demand in rules.demands {
            for target in app.assessment.targets where demand.target == nil || demand.target == target.target {
                guard !demand.isMet(by: target.outlook) else { continue }
                let words = target.outlook.verdict.words(target.outlook.effort)
                add(
                    GateReason(
                        .verdictTooHard, app: app.name, target: target.target,
                        "\(target.target) \(words), and is asked \(demand.words)"))
            }
        }
    }
}

extension Gate {
    /// What is worse than in the baseline.
    private mutating func addRegressions(_ app: PlannedApp) {
        guard let compared else { return }
        let places = Dictionary(app.plan.endpoints.map { ($0.reference, $0.location) }) { first, _ in first }
        for reason in compared.reasons(app: app.name, places: places) { add(reason) }
        for answer in baseline?.answers ?? [] where answer.app == app.name {
            add(
                GateReason(
                    .answerDiffers, app: app.name, target: answer.targets.count == 1 ? answer.targets[0] : nil, subject: answer.subject,
                    at: answer.subject.flatMap { places[$0] }, answer.message))
        }
    }

    /// The differences in words.
    private static func comparison(_ inputs: [GateInput], _ plans: [PlanFacts], _ baseline: GateBaseline) -> GateComparison {
        var differences: [(app: String?, text: String)] = []
        for (input, plan) in zip(inputs, plans) {
            let compared = GateComparedApp(plan, of: input.app.name, count: inputs.count, in: baseline)
            let diff = PlanDiff(from: compared.before, to: plan)
            if compared.isNew {
                differences.append((input.app.name, "This app is new\n"))
            } else if !diff.isEmpty {
                differences.append((input.app.name, diff.text()))
            }
        }
        let names = Set(inputs.map(\.app.name))
        if inputs.count > 1 || baseline.plans.count > 1 {
            for (app, _) in baseline.plans where !names.contains(app) { differences.append((app, "This app is gone\n")) }
        }
        return GateComparison(baseline: baseline.name, commit: baseline.commit, differences: differences, problems: baseline.problems)
    }
}
