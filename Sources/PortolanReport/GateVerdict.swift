// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel
import PortolanPlan
import PortolanPortability
import PortolanProvider

/// Whether an app is portable enough, and what keeps it from being so.
package struct GateVerdict {
    /// How many losses are told.
    private static let mostLosses = 5

    /// Whether every score is high enough and everything is judged, or allowed not to be.
    package private(set) var hasPassed = true
    /// What to print: verdicts, what is not judged, the dearest losses.
    package private(set) var lines: [String] = []

    /// Holds an app against a score.
    package init(_ app: PlannedApp, minScore: Int, eachTarget: Bool, allowsUnjudged: Bool) {
        let name = app.name.map { "\($0): " } ?? ""
        let coverage = Coverage(app.plan, app.assessment)
        if let score = app.assessment.written {
            for target in app.assessment.targets where eachTarget {
                judge("\(name)\(target.target) \(target.outlook.verdict.words(target.outlook.effort)):", target.written, minScore, coverage)
            }
            if !eachTarget {
                for target in app.assessment.targets {
                    lines.append("gate: \(name)\(target.target) \(target.outlook.verdict.words(target.outlook.effort)), \(target.written)")
                }
                judge("\(name)app", score, minScore, coverage)
            }
        } else if app.plan.unjudged.isEmpty, app.plan.rejections.isEmpty {
            lines.append("gate: \(name)nothing in this input asks to be reached from outside, so nothing can be lost")
        }
        addRefused(app, name)
        if let words = coverage.words {
            let only = coverage.judged == 0 ? ", and nothing else exposes it" : ""
            lines.append("gate: \(name)\(words)\(only)\(allowsUnjudged ? " (allowed)" : " (--allow-unjudged lets it pass)")")
            hasPassed = hasPassed && allowsUnjudged
        }
        addLosses(app)
    }

    private mutating func judge(_ name: String, _ points: Int, _ minScore: Int, _ coverage: Coverage) {
        let isEnough = points >= minScore
        hasPassed = hasPassed && isEnough
        lines.append("gate: \(name) scores \(points)\(coverage.share), \(isEnough ? "at least" : "less than") \(minScore)")
    }

    /// What the API server refuses is never created, so nothing can be said for the app.
    private mutating func addRefused(_ app: PlannedApp, _ name: String) {
        for rejection in app.plan.rejections {
            let reason = rejection.reasons.first?.words ?? ""
            lines.append(
                "gate: \(name)the API server refuses \(rejection.words)  \(rejection.location.file):\(rejection.location.line): \(reason)")
            hasPassed = false
        }
    }

    private mutating func addLosses(_ app: PlannedApp) {
        struct Loss {
            var line: LossLine
            var subject: String
            var targets: [String]
        }
        var order: [LossLine] = []
        var found: [LossLine: Loss] = [:]
        for (endpoint, judged) in zip(app.plan.endpoints, app.assessment.endpoints) {
            for (index, column) in judged.columns.enumerated() {
                let target = app.plan.targets[index]
                for line in LossLine.all(column, of: judged, at: endpoint.location, target.catalogue) {
                    if found[line] == nil {
                        order.append(line)
                        found[line] = Loss(
                            line: line, subject: "\(endpoint.reference.kind) \(endpoint.reference.namespace)/\(endpoint.reference.name)",
                            targets: [])
                    }
                    found[line]?.targets.append(target.id)
                }
            }
        }
        guard !order.isEmpty else { return }
        let worst = order.enumerated().sorted { ($1.element.points, $0.offset) < ($0.element.points, $1.offset) }.prefix(Self.mostLosses)
        lines.append(order.count > Self.mostLosses ? "The five dearest losses of \(order.count)" : "Losses")
        for (_, line) in worst {
            guard let loss = found[line] else { continue }
            lines.append("  \(line.location.file):\(line.location.line)  \(loss.subject) on \(loss.targets.joined(separator: ", "))")
            lines.append("    \(line.words)")
            if let fix = line.fix { lines.append("    → \(fix)") }
        }
    }
}
