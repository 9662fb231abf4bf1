// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel
import PortolanPlan
import PortolanPortability
import PortolanProvider
import PortolanReport

/// What a report lists.
extension Gate {
    /// What the API server refuses is never created, so nothing can be said for the app.
    mutating func addRefused(_ app: PlannedApp) {
        for rejection in app.plan.rejections {
            let reason = rejection.reasons.first
            let message = "the API server refuses \(rejection.words)" + (reason.map { ": \($0.words)" } ?? "")
            let entry = GateEntry(
                kind: .refused, rule: GateReason.Code.refused.rawValue, severity: .error, app: app.name, subject: rejection.reference,
                location: reason?.location ?? rejection.location, message: message, remedy: "correct it: it is never created as it is")
            if append(entry, failing: .refused) {
                add(GateReason(.refused, app: app.name, subject: rejection.reference, at: rejection.location, message))
            }
        }
    }

    mutating func addUnjudged(_ app: PlannedApp, _ coverage: Coverage) {
        var isNew = false
        for one in coverage.unjudged {
            let entry = GateEntry(
                kind: .unjudged, rule: GateReason.Code.notJudged.rawValue, severity: .warning, app: app.name, subject: one.reference,
                location: one.location, message: "\(one.title) is not judged: \(one.reason)",
                remedy: "have somebody look at it, and let it pass with --allow-unjudged")
            isNew = append(entry, failing: .notJudged) || isNew
        }
        if let words = coverage.words, isNew {
            let only = coverage.judged == 0 ? ", and nothing else exposes it" : ""
            add(GateReason(.notJudged, app: app.name, at: coverage.unjudged.first?.location, words + only))
        }
    }

    mutating func addUnrendered(_ unjudged: [Unjudged]) {
        guard let words = Coverage.words(unjudged) else { return }
        result.unrendered = words
        let known = baseline?.unrendered ?? []
        if unjudged.contains(where: { !known.contains($0.reference) }) { add(GateReason(.notJudged, words)) }
    }

    /// A stale ignore fails a gate that fails on warnings; beside a baseline it is told, and no more.
    mutating func addIgnore(_ entry: GateEntry) {
        var entry = entry
        let fails = baseline == nil && rules.failOn == .warning
        entry.fails = fails && !rules.allowed.contains(.finding)
        entry.isNew = baseline.map { _ in false }
        result.entries.append(entry)
        if fails { add(GateReason(.finding, at: entry.location, "\(entry.rule): \(entry.message)")) }
    }

    /// Adds an entry, which fails the gate unless that is allowed, or the baseline has it already.
    ///
    /// - Returns: Whether the baseline lacks it, or there is none.
    private mutating func append(_ entry: GateEntry, failing code: GateReason.Code) -> Bool {
        var entry = entry
        entry.isNew = compared.map { $0.isNew(entry) }
        entry.fails = entry.isNew != false && !rules.allowed.contains(code)
        result.entries.append(entry)
        return entry.isNew != false
    }

    mutating func addPlaceholders(_ input: GateInput) {
        for place in input.placeholders {
            let message = "a placeholder has not been filled in"
            add(GateReason(.placeholderLeft, app: input.app.name, at: place, message))
            let entry = GateEntry(
                kind: .placeholder, rule: GateReason.Code.placeholderLeft.rawValue, severity: .error, app: input.app.name, subject: nil,
                location: place, message: message, remedy: "write the value that only you know")
            _ = append(entry, failing: .placeholderLeft)
        }
    }

    mutating func addFindings(_ input: GateInput) {
        let app = input.app
        let dangers = Set(app.assessment.endpoints.flatMap { $0.columns.flatMap { $0.dangers.map(\.code) } })
        for group in FindingGroup.groups(app.findings) {
            var entry = GateEntry(group, app: app.name, isDanger: dangers.contains(group.code))
            entry.isNew = compared.map { $0.isNew(entry) }
            let code = self.code(of: entry)
            entry.fails = code.map { !rules.allowed.contains($0) } ?? false
            result.entries.append(entry)
            guard let code else { continue }
            let targets = group.targets.isEmpty ? "" : " on \(group.targets.joined(separator: ", "))"
            add(
                GateReason(
                    code, app: app.name, target: group.targets.count == 1 ? group.targets[0] : nil, subject: group.subject,
                    at: group.location, "\(group.code)\(targets): \(group.message)"))
        }
        for ignored in Dictionary(grouping: input.ignored, by: { IgnoreKey($0) }).sorted(by: { $0.key < $1.key }) {
            for group in FindingGroup.groups(ignored.value.map(\.finding)) {
                var entry = GateEntry(group, app: app.name, isDanger: dangers.contains(group.code))
                entry.isNew = compared.map { $0.isNew(entry) }
                entry.ignored = GateEntry.Ignored(reason: ignored.key.reason, place: ignored.key.place, isOnObject: ignored.key.isOnObject)
                result.entries.append(entry)
            }
        }
    }

    /// The reason that a finding is; `nil` where it passes.
    ///
    /// Beside a baseline only what it lacks counts: errors, or what the call says.
    private func code(of entry: GateEntry) -> GateReason.Code? {
        guard compared != nil else { return rules.failOn?.takes(entry.severity, isDanger: entry.isDanger) == true ? .finding : nil }
        let level = rules.failOn ?? .error
        guard entry.isNew == true, level.takes(entry.severity, isDanger: entry.isDanger) else { return nil }
        return entry.isDanger || entry.severity == .critical ? .newDanger : .newFinding
    }

    /// What an app loses, once for all targets on which it is lost in the same way; dangers are findings already.
    mutating func addLosses(_ app: PlannedApp) {
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
            // What is lost against a baseline is told by its plans.
            let fails = key.line.code == nil && compared == nil && rules.failOn?.takes(severity, isDanger: false) == true
            let places = targets[key] ?? []
            if let code = key.line.code { complete(code, of: key.subject, on: places, key.line) }
            var entry = GateEntry(
                kind: .loss, rule: key.line.code ?? "loss.\(key.line.requirement)", severity: severity, isDanger: key.line.code != nil,
                app: app.name, subject: key.subject, targets: places, location: key.line.location, message: key.line.reason,
                remedy: key.line.fix, points: key.line.points, fails: fails && !rules.allowed.contains(.finding))
            entry.isNew = compared.map { $0.isNew(entry) }
            result.entries.append(entry)
            guard fails else { continue }
            add(
                GateReason(
                    .finding, app: app.name, target: places.count == 1 ? places[0] : nil, subject: key.subject, at: key.line.location,
                    "\(key.line.requirement) is lost on \(places.joined(separator: ", ")): \(key.line.reason)"))
        }
    }

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
