// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel
import PortolanPlan
import PortolanPortability
import PortolanProvider

/// Several apps for people: each in a few lines, one after the other.
public struct AppsTable {
    private let apps: [PlannedApp]
    private let style: TerminalStyle
    private var lines: [String] = []

    /// Renders apps; with `showsAll` each as `PlanTable` has it.
    ///
    /// - Parameters:
    ///   - leftover: How many files belong to none of them.
    public static func render(_ apps: [PlannedApp], leftover: Int = 0, style: TerminalStyle, showsAll: Bool = false) -> String {
        guard !showsAll else {
            return apps.map { PlanTable.render($0, style: style, showsAll: true) }.joined(separator: "\n")
        }
        var table = AppsTable(apps: apps, style: style)
        table.draw(leftover)
        return table.lines.joined(separator: "\n") + "\n"
    }

    private init(apps: [PlannedApp], style: TerminalStyle) {
        self.apps = apps
        self.style = style
    }

    private mutating func draw(_ leftover: Int) {
        let quiet = apps.filter(\.isQuiet)
        for app in apps where !app.isQuiet { draw(app) }
        if !quiet.isEmpty {
            lines.append(style.paint(quiet.count == 1 ? "1 app that nothing exposes" : "\(quiet.count) apps that nothing exposes", .bold))
            add(quiet.compactMap(\.name).prefix(12).joined(separator: ", ") + (quiet.count > 12 ? " and \(quiet.count - 12) more" : ""), 2)
            lines.append("")
        }
        let rest = leftover == 0 ? "" : leftover == 1 ? " 1 file belongs to none of them." : " \(leftover) files belong to none of them."
        add("\(apps.count) apps, each planned on its own.\(rest) More of one: --app DIR; of all: --all", 0)
    }

    // MARK: One app

    private mutating func draw(_ app: PlannedApp) {
        let coverage = Coverage(app.plan, app.assessment)
        let table = PlanTable(app: app, style: style, showsAll: false)
        let score = app.assessment.written.map { written in
            "  \(written)" + (app.assessment.adapted == written ? "" : " → \(app.assessment.adapted ?? written)")
                + (coverage.isPartial ? ",\(coverage.share)" : "")
        }
        lines.append(style.paint("App \(app.name ?? ".")".printable, .bold) + style.paint(score ?? "", .bold))
        drawVerdicts(app)
        drawDifferences(app, table)
        if let words = coverage.words { add(words, 2) }
        drawRefused(app)
        drawFindings(app)
        lines.append("")
    }

    /// A line a verdict, with the targets that have it.
    private mutating func drawVerdicts(_ app: PlannedApp) {
        for verdict in Verdict.allCases {
            let scores = app.assessment.targets.filter { $0.outlook.verdict == verdict }
            guard !scores.isEmpty else { continue }
            let targets = scores.map { score in
                let lines = score.outlook.effort.lines
                return "\(score.target) \(score.written)" + (verdict == .edit ? " (\(lines == 1 ? "1 line" : "\(lines) lines"))" : "")
            }
            add("\(verdict.plainWords): \(targets.joined(separator: ", "))", 2)
        }
    }

    /// The endpoints with the same outcome everywhere in one line.
    private mutating func drawDifferences(_ app: PlannedApp, _ table: PlanTable) {
        var order: [String] = []
        var names: [String: [String]] = [:]
        for (endpoint, judged) in zip(app.plan.endpoints, app.assessment.endpoints) where !endpoint.isInside(judged) && !endpoint.isUnjudged
        {
            let words = Self.words(endpoint, judged, app.plan)
            if names[words] == nil { order.append(words) }
            names[words, default: []].append(endpoint.reference.name)
        }
        for words in order { add("\(table.shortened(names[words] ?? [])): \(words)", 2) }
    }

    /// Where an endpoint is dangerous, gets no address or loses something; `no difference` where it is fine everywhere.
    private static func words(_ endpoint: Plan.Endpoint, _ judged: Assessment.Endpoint, _ plan: Plan) -> String {
        var dangers: [String: [String]] = [:]
        var (dead, lossy): ([String], [String]) = ([], [])
        for (index, exposure) in endpoint.exposures.enumerated() {
            let id = plan.targets[index].id
            let column = index < judged.columns.count ? judged.columns[index] : nil
            if let danger = column?.dangers.first {
                dangers[danger.code, default: []].append(id)
            } else if ![.provisioned, .nodeOnly].contains(exposure.status) {
                dead.append(id)
            } else if let points = column?.score.points, points < 100 {
                lossy.append(id)
            }
        }
        func list(_ ids: [String]) -> String {
            ids.count == plan.targets.count && ids.count > 1 ? "every target" : ids.joined(separator: ", ")
        }
        var parts = dangers.sorted { $0.key < $1.key }.map { "\($0.key) on \(list($0.value))" }
        if !dead.isEmpty { parts.append("no address on \(list(dead))") }
        if !lossy.isEmpty { parts.append("loses on \(list(lossy))") }
        return parts.isEmpty ? "no difference" : parts.joined(separator: "; ")
    }

    private mutating func drawRefused(_ app: PlannedApp) {
        for rejection in app.plan.rejections.prefix(3) {
            let reason = rejection.reasons.first?.words ?? ""
            add(
                "refused by the API server: \(rejection.words)  \(rejection.location.file):\(rejection.location.line): \(reason)".printable,
                2)
        }
        let more = app.plan.rejections.count - 3
        if more > 0 { add("and \(more) more that the API server refuses", 2) }
    }

    private mutating func drawFindings(_ app: PlannedApp) {
        let groups = FindingGroup.groups(app.findings)
        let counts = Severity.allCases.reversed().compactMap { severity -> String? in
            let count = groups.count { $0.severity == severity }
            return count == 0 || severity == .info ? nil : "\(count) \(severity.rawValue)"
        }
        if !counts.isEmpty { add("findings: \(counts.joined(separator: ", "))", 2) }
    }

    private mutating func add(_ text: String, _ indent: Int) {
        let margin = String(repeating: " ", count: indent)
        let room = style.width.map { max(20, $0 - indent) } ?? .max
        lines += text.wrapped(to: room).enumerated().map { $0.offset == 0 ? margin + $0.element : margin + $0.element }
    }
}

extension PlannedApp {
    /// Whether there is nothing to say of it: nothing exposes it, and nothing is wrong.
    fileprivate var isQuiet: Bool {
        assessment.written == nil && plan.unjudged.isEmpty && plan.rejections.isEmpty && !findings.contains { $0.severity > .info }
    }
}
