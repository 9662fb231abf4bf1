// SPDX-License-Identifier: Apache-2.0

import PortolanModel
import PortolanPortability

/// A gate's result for the log of a job.
package enum GateTable {
    /// How many losses are told.
    private static let mostLosses = 5
    /// How many findings that fail the gate are told.
    private static let mostFindings = 20

    /// The lines, app by app.
    package static func lines(_ result: GateResult) -> [String] {
        var lines = result.apps.flatMap { self.lines($0, result) }
        if let words = result.unrendered { lines.append("gate: \(words)\(allowance(result))") }
        return lines + ignores(result) + comparison(result)
    }

    private static func lines(_ app: GateResult.App, _ result: GateResult) -> [String] {
        let name = app.name.map { "\($0): " } ?? ""
        var lines = scores(app, name, result.rules)
        let reasons = result.reasons.filter { $0.app == app.name }
        lines += reasons.filter { $0.code == .verdictTooHard }.map { "gate: \(name)\($0.message)" }
        if app.isInside {
            lines.append("gate: \(name)nothing in this input asks to be reached from outside, so nothing can be lost")
        }
        lines += reasons.filter { $0.code == .refused }.map { reason in
            let words = reason.message.split(separator: ": ", maxSplits: 1).map(String.init)
            let place = reason.location.map { "  \($0.file):\($0.line)" } ?? ""
            return "gate: \(name)\(words[0])\(place)" + (words.count > 1 ? ": \(words[1])" : "")
        }
        if let words = app.unjudged {
            lines.append("gate: \(name)\(words)\(app.judged == 0 ? ", and nothing else exposes it" : "")\(allowance(result))")
        }
        return lines + findings(app, name, result) + losses(app, result)
    }

    private static func allowance(_ result: GateResult) -> String {
        if result.rules.allowed.contains(.notJudged) { return " (allowed)" }
        let isKnown = result.rules.against != nil && !result.reasons.contains { $0.code == .notJudged }
        return isKnown ? " (as before)" : " (--allow-unjudged lets it pass)"
    }

    private static func scores(_ app: GateResult.App, _ name: String, _ rules: GateRules) -> [String] {
        guard let score = app.written else { return [] }
        var lines = app.targets.map { target -> String in
            let head = "gate: \(name)\(target.target) \(target.outlook.verdict.words(target.outlook.effort))"
            guard let minimum = rules.minimum(target.target) else { return "\(head), \(target.written)" }
            return "\(head): scores \(target.written)\(app.share), \(compared(target.written, minimum))"
        }
        guard !rules.eachTarget else { return lines }
        lines.append("gate: \(name)app scores \(score)\(app.share)" + (rules.minScore.map { ", \(compared(score, $0))" } ?? ""))
        return lines
    }

    private static func compared(_ points: Int, _ minimum: Int) -> String {
        points >= minimum ? "at least \(minimum)" : "less than \(minimum)"
    }

    /// The findings that the gate was told to fail on.
    private static func findings(_ app: GateResult.App, _ name: String, _ result: GateResult) -> [String] {
        guard let level = result.rules.failOn, result.rules.against == nil else { return [] }
        let found = result.entries.filter { $0.app == app.name && $0.fails && ($0.kind == .finding || $0.kind == .loss) && $0.isListed }
        guard !found.isEmpty else { return ["gate: \(name)nothing as grave as --fail-on \(level.rawValue) asks for"] }
        var lines = [
            "gate: \(name)\(found.count == 1 ? "1 finding is" : "\(found.count) findings are") as grave as --fail-on \(level.rawValue) asks for"
        ]
        for entry in found.prefix(mostFindings) { lines += self.lines(entry, "\(entry.severity.rawValue) \(entry.rule)") }
        if found.count > mostFindings { lines.append("  and \(found.count - mostFindings) more") }
        return lines
    }

    private static func losses(_ app: GateResult.App, _ result: GateResult) -> [String] {
        let all = result.entries.filter { $0.app == app.name && $0.kind == .loss }
        guard !all.isEmpty else { return [] }
        let worst = all.enumerated().sorted {
            ($1.element.points ?? 0, $0.offset) < ($0.element.points ?? 0, $1.offset)
        }.prefix(mostLosses)
        let head = all.count > mostLosses ? "The five dearest losses of \(all.count)" : "Losses"
        return [head]
            + worst.flatMap { _, entry -> [String] in
                let rule = entry.rule.hasPrefix("loss.") ? String(entry.rule.dropFirst("loss.".count)) : entry.rule
                return lines(entry, "−\(entry.points ?? 0) \(rule)")
            }
    }

    /// An entry with its place before it and its remedy below.
    private static func lines(_ entry: GateEntry, _ head: String) -> [String] {
        let subject = entry.subject.map { "\($0.kind) \($0.namespace)/\($0.name)" } ?? ""
        let targets = entry.targets.isEmpty ? "" : " on \(entry.targets.joined(separator: ", "))"
        return ["  \(place(entry.location))  \(subject)\(targets)", "    \(head): \(entry.message)"]
            + (entry.remedy.map { ["    → \($0)"] } ?? [])
    }

    /// A place that begins a line: a runner takes `::` and `##[` there, and spaces before them, for commands of its own.
    private static func place(_ location: SourceLocation) -> String {
        let isCommand = [":", "#"].contains { location.file.hasPrefix($0) }
        return "\(isCommand ? "./" : "")\(location.file):\(location.line)"
    }

    /// Ignores that take nothing away, or no more.
    private static func ignores(_ result: GateResult) -> [String] {
        result.entries.filter { $0.kind == .ignore }.map { "gate: \($0.location.file):\($0.location.line): \($0.message)" }
    }

    private static func comparison(_ result: GateResult) -> [String] {
        guard let comparison = result.comparison else { return [] }
        let harms = result.reasons.filter { $0.code.isComparison || $0.code == .refused || $0.code == .notJudged }
        let commit = comparison.commit.map { " (\($0.prefix(12)))" } ?? ""
        var lines: [String] = []
        for problem in comparison.problems {
            lines.append("gate: \(comparison.baseline)\(commit): \(problem); what stands there counts as new")
        }
        guard !harms.isEmpty else { return lines + ["gate: nothing is worse than at \(comparison.baseline)\(commit)"] }
        lines.append("gate: worse than at \(comparison.baseline)\(commit)")
        return lines
            + harms.map { harm in
                let app = harm.app.map { "\($0): " } ?? ""
                let place = harm.location.map { "\(self.place($0))  " } ?? ""
                return "  \(place)\(harm.code.rawValue): \(app)\(harm.message)"
            }
    }
}

extension GateReason.Code {
    /// Whether it says that something is worse than in the baseline.
    package var isComparison: Bool {
        switch self {
        case .becamePublic, .newDanger, .newFinding, .noAddress, .requirementLost, .scoreFell, .verdictFell, .answerDiffers: true
        case .scoreTooLow, .verdictTooHard, .finding, .refused, .notJudged, .placeholderLeft, .inputUnreadable: false
        }
    }
}
