// SPDX-License-Identifier: Apache-2.0

import PortolanModel
import PortolanPlan
import PortolanPortability
import PortolanProvider

/// What the templates can name of the page that compares several apps.
struct PortfolioContext {
    /// Rows of what is lost, and of what would help.
    private static let most = 10

    let pages: [(app: PlannedApp, page: String)]
    let unjudged: [Unjudged]
    let edition: ReportEdition

    private var targets: [Target] { pages.first?.app.plan.targets ?? [] }

    var page: TemplateRow {
        let groups = TargetGroups(targets.map(\.id))
        let judged = pages.filter { $0.app.assessment.written != nil }
        let quiet = pages.filter { $0.app.assessment.written == nil }
        var page: TemplateRow = [
            "schemaVersion": ReportContext.schemaVersion, "app": edition.title.templateText, "version": edition.version.templateText,
            "count": String(pages.count),
        ]
        page.set("date", edition.date)
        page.set("revision", edition.revision)
        page.set("alarms", alarms)
        page.set(
            "heads",
            targets.enumerated().map {
                ["id": $1.id.templateText, "title": $1.catalogue.title.templateText, "group": groups.name([$0])]
            })
        page.set("apps", judged.map { appRow($0.app, $0.page, groups) })
        page.set("quiet", quiet.map { quietRow($0.app, $0.page) })
        page.set("sums", judged.isEmpty ? [] : Verdict.allCases.map { sumRow($0, judged.map(\.app), groups) })
        page.set("losses", lossRows(judged.map(\.app)))
        page.set("changes", changeRows(judged.map(\.app)))
        page.set("choices", targets.count > 1 ? targets.enumerated().map { ["number": String($0), "id": $1.id.templateText] } : [])
        page["groups"] = groups.rules
        return page
    }

    private var alarms: [TemplateRow] {
        let unread = edition.unreadable.map { "could not be read: \($0.words)" }
        let told = (Coverage.words(unjudged).map { [$0] } ?? []) + unread
        return told.prefix(20).map { ["words": Words.clipped($0.capitalisedFirst, to: 400).templateText] }
    }

    // MARK: Apps

    private func appRow(_ app: PlannedApp, _ page: String, _ groups: TargetGroups) -> TemplateRow {
        let coverage = Coverage(app.plan, app.assessment)
        let score = app.assessment.written ?? 0
        var row: TemplateRow = [
            "name": Words.clipped(app.name ?? "", to: 253).templateText, "page": page.templateText,
            "endpoints": coverage.isPartial ? "\(coverage.judged) of \(coverage.all)" : String(coverage.judged),
            "endpointOrder": String(coverage.judged), "written": String(score), "adapted": String(app.assessment.adapted ?? score),
            "changes": app.assessment.adapted != app.assessment.written,
        ]
        row["cells"] = app.assessment.targets.enumerated().map { index, score -> TemplateRow in
            let dangers = app.assessment.endpoints.reduce(0) { $0 + (index < $1.columns.count ? $1.columns[index].dangers.count : 0) }
            return [
                "group": groups.name([index]), "sign": score.outlook.verdict.sign, "verdict": score.outlook.verdict.rawValue,
                "words": score.outlook.verdict.words(score.outlook.effort),
                "dangers": dangers > 0 ? Words.counted(dangers, "danger") : false,
                "rank": String(Verdict.allCases.firstIndex(of: score.outlook.verdict) ?? 0),
            ]
        }
        row.set("notes", notes(app).map(\.templateText))
        return row
    }

    private func quietRow(_ app: PlannedApp, _ page: String) -> TemplateRow {
        var row: TemplateRow = ["name": Words.clipped(app.name ?? "", to: 253).templateText, "page": page.templateText]
        row.set("words", notes(app).first ?? app.emptyWords)
        return row
    }

    /// What keeps an app's verdicts from being about all of it.
    private func notes(_ app: PlannedApp) -> [String] {
        let refused = app.plan.rejections.count
        return [
            refused > 0 ? "the API server refuses \(Words.counted(refused, "object"))" : nil, Coverage(app.plan, app.assessment).words,
        ].compactMap { $0 }
    }

    /// How many apps have a verdict on each target.
    private func sumRow(_ verdict: Verdict, _ apps: [PlannedApp], _ groups: TargetGroups) -> TemplateRow {
        [
            "sign": verdict.sign, "verdict": verdict.rawValue, "words": verdict.plainWords,
            "cells": targets.indices.map { index -> TemplateRow in
                let count = apps.count { index < $0.assessment.targets.count && $0.assessment.targets[index].outlook.verdict == verdict }
                return ["group": groups.name([index]), "count": String(count)]
            },
        ]
    }

    // MARK: What they have in common

    fileprivate struct Tally {
        var apps: Set<Int> = []
        var objects: Set<String> = []
        var targets: Set<Int> = []
        var points = 0
    }

    /// What is most often lost: by danger or requirement, counted in apps.
    private func lossRows(_ apps: [PlannedApp]) -> [TemplateRow] {
        var tallies: [String: Tally] = [:]
        for (place, app) in apps.enumerated() {
            for (index, judged) in app.assessment.endpoints.enumerated() {
                for (target, column) in judged.columns.enumerated() {
                    // A danger says what its requirement loses.
                    let losses = column.score.losses.filter { loss in
                        !loss.isDanger && loss.points > 0 && !column.dangers.contains { $0.requirement == loss.requirement }
                    }
                    let names = column.dangers.map(\.code) + losses.map(\.requirement.rawValue)
                    for name in Set(names) { tallies[name, default: Tally()].add(place, "\(place) \(index)", target) }
                }
            }
        }
        return sorted(tallies).map { name, tally in
            var row = row(tally)
            row["name"] = name.templateText
            row.set("title", edition.titles[name])
            return row
        }
    }

    /// The changes that would move most apps, each in the words of a target.
    private func changeRows(_ apps: [PlannedApp]) -> [TemplateRow] {
        var tallies: [String: Tally] = [:]
        for (place, app) in apps.enumerated() {
            for (index, judged) in app.assessment.endpoints.enumerated() {
                for (target, column) in judged.columns.enumerated() where column.adapted.score.points > column.score.points {
                    let words = column.adapted.changes.filter { !$0.isPin }.map(\.words)
                    for change in Set(words) {
                        tallies[change, default: Tally()].add(place, "\(place) \(index)", target)
                        tallies[change]?.points += (column.adapted.score.points - column.score.points) / max(1, words.count)
                    }
                }
            }
        }
        return sorted(tallies).map { name, tally in
            row(tally).merging(["name": Words.clipped(name, to: 300).templateText, "points": String(tally.points)]) { _, new in new }
        }
    }

    /// Those in most apps first, then in most objects.
    private func sorted(_ tallies: [String: Tally]) -> [(String, Tally)] {
        tallies.sorted { left, right in
            let (a, b) = (left.value, right.value)
            if a.apps.count != b.apps.count { return a.apps.count > b.apps.count }
            if a.points != b.points { return a.points > b.points }
            return a.objects.count != b.objects.count ? a.objects.count > b.objects.count : left.key < right.key
        }.prefix(Self.most).map { ($0.key, $0.value) }
    }

    private func row(_ tally: Tally) -> TemplateRow {
        [
            "apps": String(tally.apps.count), "objects": String(tally.objects.count),
            "targets": Words.shortened(tally.targets.sorted().map { targets[$0].id }, to: 6).templateText,
        ]
    }
}

extension PortfolioContext.Tally {
    fileprivate mutating func add(_ app: Int, _ object: String, _ target: Int) {
        apps.insert(app)
        objects.insert(object)
        targets.insert(target)
    }
}

extension Verdict {
    /// The verdict without its effort.
    var plainWords: String {
        switch self {
        case .asIs: "works as it is"
        case .edit: "works after an edit"
        case .app: "needs a change of the app"
        case .impossible: "not possible"
        }
    }
}
