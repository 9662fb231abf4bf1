// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
package import PortolanModel
import PortolanPlan
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
    private let rules: GateRules
    private var result: GateResult

    /// The verdict on apps.
    ///
    /// - Parameters:
    ///   - inputs: The apps.
    ///   - rules: What is asked of them.
    ///   - unrendered: What exposes something beside several apps and is not judged, in words.
    ///   - problems: What could not be read; where there is any there is no verdict.
    package static func result(
        _ inputs: [GateInput], _ rules: GateRules, unrendered: String? = nil, problems: [String] = []
    ) -> GateResult {
        var gate = Gate(rules: rules, result: GateResult(rules: rules))
        for input in inputs { gate.judge(input) }
        if let unrendered {
            gate.result.unrendered = unrendered
            gate.add(GateReason(.notJudged, unrendered))
        }
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
    }

    private mutating func add(_ reason: GateReason) {
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

    // MARK: What a report lists

    /// What the API server refuses is never created, so nothing can be said for the app.
    private mutating func addRefused(_ app: PlannedApp) {
        for rejection in app.plan.rejections {
            let reason = rejection.reasons.first
            let message = "the API server refuses \(rejection.words)" + (reason.map { ": \($0.words)" } ?? "")
            add(GateReason(.refused, app: app.name, subject: rejection.reference, at: rejection.location, message))
            result.entries.append(
                GateEntry(
                    kind: .refused, rule: GateReason.Code.refused.rawValue, severity: .error, app: app.name, subject: rejection.reference,
                    location: reason?.location ?? rejection.location, message: message, remedy: "correct it: it is never created as it is",
                    fails: !rules.allowed.contains(.refused)))
        }
    }

    private mutating func addUnjudged(_ app: PlannedApp, _ coverage: Coverage) {
        if let words = coverage.words {
            let only = coverage.judged == 0 ? ", and nothing else exposes it" : ""
            add(GateReason(.notJudged, app: app.name, at: coverage.unjudged.first?.location, words + only))
        }
        for one in coverage.unjudged {
            result.entries.append(
                GateEntry(
                    kind: .unjudged, rule: GateReason.Code.notJudged.rawValue, severity: .warning, app: app.name, subject: one.reference,
                    location: one.location, message: "\(one.title) is not judged: \(one.reason)",
                    remedy: "have somebody look at it, and let it pass with --allow-unjudged",
                    fails: !rules.allowed.contains(.notJudged)))
        }
    }

    private mutating func addPlaceholders(_ input: GateInput) {
        for place in input.placeholders {
            let message = "a placeholder has not been filled in"
            add(GateReason(.placeholderLeft, app: input.app.name, at: place, message))
            result.entries.append(
                GateEntry(
                    kind: .placeholder, rule: GateReason.Code.placeholderLeft.rawValue, severity: .error, app: input.app.name, subject: nil,
                    location: place, message: message, remedy: "write the value that only you know",
                    fails: !rules.allowed.contains(.placeholderLeft)))
        }
    }

    private mutating func addFindings(_ input: GateInput) {
        let app = input.app
        let dangers = Set(app.assessment.endpoints.flatMap { $0.columns.flatMap { $0.dangers.map(\.code) } })
        for group in FindingGroup.groups(app.findings) {
            let isDanger = dangers.contains(group.code)
            let fails = rules.failOn?.takes(group.severity, isDanger: isDanger) == true
            var entry = GateEntry(group, app: app.name, isDanger: isDanger)
            entry.fails = fails && !rules.allowed.contains(.finding)
            result.entries.append(entry)
            guard fails else { continue }
            let targets = group.targets.isEmpty ? "" : " on \(group.targets.joined(separator: ", "))"
            add(
                GateReason(
                    .finding, app: app.name, target: group.targets.count == 1 ? group.targets[0] : nil, subject: group.subject,
                    at: group.location, "\(group.code)\(targets): \(group.message)"))
        }
        for ignored in Dictionary(grouping: input.ignored, by: { IgnoreKey($0) }).sorted(by: { $0.key < $1.key }) {
            for group in FindingGroup.groups(ignored.value.map(\.finding)) {
                var entry = GateEntry(group, app: app.name, isDanger: dangers.contains(group.code))
                entry.ignored = GateEntry.Ignored(reason: ignored.key.reason, place: ignored.key.place, isOnObject: ignored.key.isOnObject)
                result.entries.append(entry)
            }
        }
    }

    /// What an app loses, once for all targets on which it is lost in the same way; dangers are findings already.
    private mutating func addLosses(_ app: PlannedApp) {
        struct Key: Hashable {
            var line: LossLine
            var subject: ObjectReference
        }
        var order: [Key] = []
        var targets: [Key: [String]] = [:]
        for (endpoint, judged) in zip(app.plan.endpoints, app.assessment.endpoints) {
            for (index, column) in judged.columns.enumerated() {
                let target = app.plan.targets[index]
                for line in LossLine.all(column, of: judged, at: endpoint.location, target.catalogue) {
                    let key = Key(line: line, subject: endpoint.reference)
                    if targets[key] == nil { order.append(key) }
                    targets[key, default: []].append(target.id)
                }
            }
        }
        for key in order {
            let severity = key.line.points >= 100 ? Severity.error : .info
            let fails = key.line.code == nil && rules.failOn?.takes(severity, isDanger: false) == true
            let places = targets[key] ?? []
            if let code = key.line.code { complete(code, of: key.subject, on: places, key.line) }
            result.entries.append(
                GateEntry(
                    kind: .loss, rule: key.line.code ?? "loss.\(key.line.requirement)", severity: severity, isDanger: key.line.code != nil,
                    app: app.name, subject: key.subject, targets: places, location: key.line.location, message: key.line.reason,
                    remedy: key.line.fix, points: key.line.points, fails: fails && !rules.allowed.contains(.finding)))
            guard fails else { continue }
            add(
                GateReason(
                    .finding, app: app.name, target: places.count == 1 ? places[0] : nil, subject: key.subject, at: key.line.location,
                    "\(key.line.requirement) is lost on \(places.joined(separator: ", ")): \(key.line.reason)"))
        }
    }
}

extension Gate {
    /// A danger's finding costs what its loss costs, and what mends the loss mends it.
    private mutating func complete(_ code: String, of subject: ObjectReference, on targets: [String], _ line: LossLine) {
        for index in result.entries.indices {
            let entry = result.entries[index]
            guard entry.kind == .finding, entry.rule == code, entry.subject == subject, entry.targets == targets else { continue }
            result.entries[index].points = line.points
            if let fix = line.fix { result.entries[index].remedy = fix }
        }
    }
}

/// One ignore, by where it stands.
private struct IgnoreKey: Hashable, Comparable {
    let place: SourceLocation
    let reason: String?
    let isOnObject: Bool

    init(_ ignored: IgnoredFinding) {
        (place, reason, isOnObject) = (ignored.place, ignored.reason, ignored.isOnObject)
    }

    static func < (left: Self, right: Self) -> Bool {
        left.place != right.place ? left.place < right.place : (left.reason ?? "") < (right.reason ?? "")
    }
}

extension GateEntry {
    /// A finding, told once for several targets.
    init(_ group: FindingGroup, app: String?, isDanger: Bool) {
        self.init(
            kind: .finding, rule: group.code, severity: group.severity, isDanger: isDanger, app: app, subject: group.subject,
            targets: group.targets, location: group.location, message: group.message, remedy: group.remedy)
    }

    /// Whether a report of problems lists it: a danger's loss is told by the finding of its code.
    package var isListed: Bool { kind != .loss || !isDanger }
}
