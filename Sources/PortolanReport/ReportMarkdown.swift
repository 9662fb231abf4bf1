// SPDX-License-Identifier: Apache-2.0

import PortolanAdapt
import PortolanKubernetes
import PortolanModel
import PortolanNetworks
package import PortolanPlan
import PortolanPortability
import PortolanProvider

/// The report as Markdown, for wikis and pull requests: what decides, the matrix, what to write, and the findings.
package enum ReportMarkdown {
    private static let mostRows = 200

    /// Renders the report of an app.
    package static func render(_ app: PlannedApp, edition: ReportEdition) -> String {
        var lines = ["# Portability of \(MarkdownText.escaped(edition.title))", ""]
        let facts = [edition.date, edition.revision.map { "commit \(MarkdownText.code($0))" }].compactMap { $0 }
        if !facts.isEmpty { lines += [facts.joined(separator: " · "), ""] }
        lines += alarms(app, edition) + sheet(app) + matrix(app) + fixes(app) + findings(app)
        lines += ["", "Made by Portolan \(edition.version) from the manifests alone: nothing was deployed."]
        return lines.joined(separator: "\n") + "\n"
    }

    /// Renders the list of several apps.
    package static func index(of pages: [(app: PlannedApp, page: String)], unjudged: [Unjudged], edition: ReportEdition) -> String {
        var lines = ["# Portability of \(MarkdownText.escaped(edition.title)): \(pages.count) apps", ""]
        for one in edition.unreadable { lines.append("**Not read:** \(MarkdownText.escaped(one.words))  ") }
        lines += MarkdownText.table(
            ["App", "Verdicts", "As written", "Adapted", "Not judged"],
            pages.map { app, page in
                let targets = app.assessment.targets.map { "\($0.target) \($0.outlook.verdict.sign)" }
                return [
                    "[\(MarkdownText.escaped(app.name ?? ""))](\(page))", targets.joined(separator: ", "),
                    app.assessment.written.map(String.init) ?? "–", app.assessment.adapted.map(String.init) ?? "–",
                    MarkdownText.escaped(Coverage(app.plan, app.assessment).words ?? ""),
                ]
            })
        lines += ["", legend]
        if let words = Coverage.words(unjudged) { lines += ["", "\(MarkdownText.escaped(words))."] }
        return lines.joined(separator: "\n") + "\n"
    }

    private static let legend = "✓ works as it is · ✎ after an edit · ▲ needs a change of the app · ✕ not possible"

    private static func alarms(_ app: PlannedApp, _ edition: ReportEdition) -> [String] {
        var words = edition.unreadable.map { "not read: \($0.words)" }
        words += app.plan.account.problems.map { "not read: \($0.location) \($0.message)" }
        words += app.plan.rejections.map {
            "refused by the API server: \($0.words), \($0.location.file):\($0.location.line): \($0.reasons.first?.words ?? "")"
        }
        if let coverage = Coverage(app.plan, app.assessment).words { words.append(coverage) }
        guard !words.isEmpty else { return [] }
        let more = words.count > 20 ? ["> - and \(words.count - 20) more"] : []
        return ["> **This report is not of everything:**", ">"] + words.prefix(20).map { "> - \(MarkdownText.escaped($0))" } + more + [""]
    }

    private static func sheet(_ app: PlannedApp) -> [String] {
        guard app.assessment.written != nil else { return [MarkdownText.escaped(app.emptyWords ?? "Nothing here has a score."), ""] }
        let deciding = DecidingSentences(app)
        var lines = deciding.all.map { sentence in
            let lead = sentence.targets.isEmpty ? "" : "**\(MarkdownText.escaped(Words.shortened(sentence.targets, to: 5)))**: "
            return "- \(lead)\(MarkdownText.escaped(lead.isEmpty ? sentence.words.capitalisedFirst : sentence.words))"
        }
        lines.append("")
        lines += MarkdownText.table(
            ["Target", "Verdict", "Dangers", "A month, adapted", "Score"],
            app.assessment.targets.enumerated().map { index, score in
                let dangers = app.assessment.endpoints.reduce(0) { $0 + (index < $1.columns.count ? $1.columns[index].dangers.count : 0) }
                let cost = app.facts.adapted.first { $0.target == score.target }
                return [
                    "\(MarkdownText.escaped(app.plan.targets[index].catalogue.title)) (\(MarkdownText.code(score.target)))",
                    "\(score.outlook.verdict.sign) \(score.outlook.verdict.words(score.outlook.effort))",
                    dangers == 0 ? "0" : "! \(dangers)", cost.map { MarkdownText.escaped($0.words) } ?? "–",
                    score.written == score.adapted ? String(score.written) : "\(score.written) → \(score.adapted)",
                ]
            })
        return lines + [""]
    }

    private static func matrix(_ app: PlannedApp) -> [String] {
        let matrix = MatrixContext(app.plan, app.assessment, groups: TargetGroups(app.plan.targets.map(\.id)))
        guard !matrix.lines.isEmpty else { return [] }
        let shown = matrix.lines.prefix(mostRows)
        let rows = shown.map { line -> [String] in
            let reference = line.endpoint.reference
            let cells = line.cells.map { cell in
                MarkdownText.escaped(["\(cell.sign) \(cell.words)", cell.detail].filter { !$0.isEmpty }.joined(separator: ", "))
            }
            return [MarkdownText.escaped("\(reference.kind) \(reference.namespace)/\(reference.name)")] + cells
        }
        let more = matrix.lines.count > shown.count ? ["", "and \(matrix.lines.count - shown.count) more"] : []
        return ["## Endpoints by target", ""] + MarkdownText.table(["Endpoint"] + app.plan.targets.map(\.id), Array(rows)) + more
            + ["", "✓ as asked · ≈ something is lost · ! dangerous · ✕ answers nobody", ""]
    }

    private static func fixes(_ app: PlannedApp) -> [String] {
        var lines: [String] = []
        for (index, score) in app.assessment.targets.enumerated() {
            var block: [String] = score.outlook.needs.prefix(12).map { "- \(MarkdownText.escaped($0))" }
            if !block.isEmpty { block.append("") }
            for (endpoint, judged) in zip(app.plan.endpoints, app.assessment.endpoints) where index < judged.columns.count {
                let changes = judged.columns[index].adapted.changes.filter { !$0.isPin }
                guard !changes.isEmpty, let metadata = endpoint.entrance?.metadata else { continue }
                let yaml = Overlay.patch(changes, of: metadata).multilineTemplateText
                let fence = yaml.contains("```") ? "````````" : "```"
                block += ["\(fence)yaml", yaml + fence, ""]
            }
            guard !block.isEmpty else { continue }
            lines += ["### \(MarkdownText.escaped(score.target)): \(score.outlook.verdict.words(score.outlook.effort))", ""] + block
        }
        return lines.isEmpty ? [] : ["## What to write", ""] + lines
    }

    private static func findings(_ app: PlannedApp) -> [String] {
        let groups = FindingGroup.groups(app.findings).filter { $0.severity > .info }
        guard !groups.isEmpty else { return [] }
        let rows = groups.prefix(mostRows).map { group -> String in
            let targets = group.targets.isEmpty ? "" : " on \(MarkdownText.escaped(Words.list(group.targets)))"
            return "- **\(group.severity.rawValue)** \(MarkdownText.code(group.code))\(targets): "
                + MarkdownText.escaped("\(group.subject.kind) \(group.subject.namespace)/\(group.subject.name): \(group.message)")
                + " (\(MarkdownText.code("\(group.location)"))) → \(MarkdownText.escaped(group.remedy))"
        }
        let more = groups.count > mostRows ? ["- and \(groups.count - mostRows) more"] : []
        return ["## Findings", ""] + rows + more
    }
}
