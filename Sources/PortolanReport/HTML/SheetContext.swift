// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel
import PortolanNetworks
import PortolanPlan
import PortolanPortability
import PortolanProvider

/// What the templates can name of the first sheet: what keeps the report from being whole, the targets' verdicts, and what decides.
struct SheetContext {
    /// What is written out below an alarm; the appendix has the rest.
    private static let mostReasons = 6

    let app: PlannedApp
    let edition: ReportEdition
    let groups: TargetGroups

    var row: TemplateRow {
        var row: TemplateRow = ["hasScore": app.assessment.written != nil]
        row.set("date", edition.date)
        row.set("revision", edition.revision)
        row.set("settings", edition.settings.map(\.templateText))
        row.set("alarms", alarms)
        let deciding = DecidingSentences(app)
        row.set(
            "sentences",
            deciding.all.map { sentence -> TemplateRow in
                let lead = sentence.targets.isEmpty ? nil : Words.shortened(sentence.targets, to: 5)
                var row: TemplateRow = ["words": (lead == nil ? sentence.words.capitalisedFirst : sentence.words).templateText]
                row.set("lead", lead)
                return row
            })
        row.set("scores", app.assessment.targets.enumerated().map { scoreRow($1, at: $0, deciding) })
        row.set("written", app.assessment.written.map(String.init))
        row.set("adapted", app.assessment.adapted.map(String.init))
        row.set("appHome", app.assessment.home)
        let coverage = Coverage(app.plan, app.assessment)
        row.set("share", coverage.isPartial ? "\(coverage.judged) of \(coverage.all) endpoints" : nil)
        row["endpointWords"] = Words.counted(coverage.judged, "endpoint")
        row.set("emptyWords", app.assessment.written == nil ? app.emptyWords ?? "Nothing here has a score." : nil)
        return row
    }

    // MARK: What is not whole

    private var alarms: [TemplateRow] {
        var alarms: [TemplateRow] = []
        let unreadable =
            edition.unreadable.map { (what: "", why: $0.words) }
            + app.plan.account.problems.map { (what: "\($0.location)", why: $0.message) }
        if !unreadable.isEmpty {
            alarms.append(
                alarm(
                    "\(Words.counted(unreadable.count, "part")) of the input could not be read: what it exposes is not in this report",
                    unreadable))
        }
        let rejections = app.plan.rejections
        if !rejections.isEmpty {
            alarms.append(
                alarm(
                    "The API server refuses \(Words.counted(rejections.count, "object")): \(rejections.count == 1 ? "it is" : "they are")"
                        + " never created",
                    rejections.map { ("\($0.words), \($0.location.file):\($0.location.line)", $0.reasons.first?.words ?? "") }))
        }
        let coverage = Coverage(app.plan, app.assessment)
        if let words = coverage.words {
            let share = coverage.judged > 0 ? ": verdicts and scores are of \(coverage.judged) of \(coverage.all) endpoints" : ""
            var seen: Set<String> = []
            let told = coverage.unjudged.filter { seen.insert($0.titles + $0.reason).inserted }
            alarms.append(
                alarm(
                    words + share, told.map { ("\($0.reference), \($0.location.file):\($0.location.line)", $0.reason) },
                    more: coverage.unjudged.count - told.count))
        }
        return alarms
    }

    private func alarm(_ words: String, _ reasons: [(what: String, why: String)], more: Int = 0) -> TemplateRow {
        let left = max(0, reasons.count - Self.mostReasons) + more
        var row: TemplateRow = ["words": words.templateText]
        row.set(
            "reasons",
            reasons.prefix(Self.mostReasons).map { reason -> TemplateRow in
                var told: TemplateRow = ["why": Words.clipped(reason.why, to: 400).templateText]
                told.set("what", reason.what.nonEmpty)
                return told
            })
        row.set("more", left > 0 ? "and \(left) more" : nil)
        return row
    }

    // MARK: Targets

    private func scoreRow(_ score: Assessment.TargetScore, at index: Int, _ deciding: DecidingSentences) -> TemplateRow {
        let target = app.plan.targets[index]
        let dangers = app.assessment.endpoints.reduce(0) { $0 + (index < $1.columns.count ? $1.columns[index].dangers.count : 0) }
        let cost = app.facts.adapted.first { $0.target == score.target }
        var row: TemplateRow = [
            "id": score.target.templateText, "title": target.catalogue.title.templateText, "group": groups.name([index]),
            "number": String(index), "verdict": score.outlook.verdict.rawValue, "sign": score.outlook.verdict.sign,
            "rank": String(Verdict.allCases.firstIndex(of: score.outlook.verdict) ?? 0),
            "verdictWords": score.outlook.verdict.words(score.outlook.effort), "dangers": String(dangers), "hasDangers": dangers > 0,
            "cost": cost?.words.templateText ?? "–", "costOrder": String(cost?.totals.first?.nanos ?? 0), "written": String(score.written),
            "adapted": String(score.adapted), "changes": score.written != score.adapted,
        ]
        row.set("reason", deciding.reason(score, at: index).capitalisedFirst.nonEmpty)
        return row
    }
}

extension Verdict {
    /// A sign that says the verdict without colour.
    var sign: String {
        switch self {
        case .asIs: "✓"
        case .edit: "✎"
        case .app: "▲"
        case .impossible: "✕"
        }
    }
}

extension String {
    /// The text with a capital letter in front.
    var capitalisedFirst: String { prefix(1).uppercased() + dropFirst() }

    /// The text; `nil` where there is none.
    var nonEmpty: String? { isEmpty ? nil : self }
}
