// SPDX-License-Identifier: Apache-2.0

import PortolanModel
import PortolanPortability
import PortolanReport

/// A comment for a pull request: the verdict first, then what differs, then the details, folded.
package enum MarkdownReport {
    /// What the comment begins with, so that whoever updates it finds it again.
    package static let marker = "<!-- portolan-gate -->"
    /// GitHub takes 65,536 characters in a comment.
    private static let limit = 60_000
    private static let mostRows = 50

    /// Renders a result.
    package static func render(_ result: GateResult) -> [UInt8] {
        var lines = [marker, "## \(mark(result)) \(result.headline)", ""]
        lines += result.problems.prefix(mostRows).map { "- \(text($0))" }
        lines += reasons(result)
        for app in result.apps { lines += scores(app, result.rules) }
        lines += differences(result)
        lines += details(result)
        return Array(bounded(lines).utf8)
    }

    private static func mark(_ result: GateResult) -> String {
        switch result.status {
        case .passed: "✅"
        case .failed: "❌"
        case .none: "⚠️"
        }
    }

    private static func reasons(_ result: GateResult) -> [String] {
        let reasons = result.reasons.filter { $0.code != .inputUnreadable }
        guard !reasons.isEmpty else { return [] }
        var lines = reasons.prefix(mostRows).map { reason -> String in
            let app = reason.app.map { "\(MarkdownText.code($0)): " } ?? ""
            let place = reason.location.map { " (\(MarkdownText.code("\($0.file):\($0.line)")))" } ?? ""
            return "- **\(reason.code.rawValue)** \(app)\(text(reason.message))\(place)"
        }
        if reasons.count > mostRows { lines.append("- and \(reasons.count - mostRows) more") }
        return lines + [""]
    }

    private static func scores(_ app: GateResult.App, _ rules: GateRules) -> [String] {
        guard let written = app.written else { return [] }
        var lines = app.name.map { ["### \(MarkdownText.code($0))", ""] } ?? []
        lines += MarkdownText.table(
            ["Target", "Verdict", "Score", "After adaptation", "Minimum"],
            app.targets.map { target in
                [
                    MarkdownText.code(target.target), target.outlook.verdict.words(target.outlook.effort), String(target.written),
                    String(target.adapted), rules.minimum(target.target).map(String.init) ?? "",
                ]
            } + [
                [
                    "app", text(app.share), "**\(written)**", app.adapted.map(String.init) ?? "",
                    rules.eachTarget ? "" : rules.minScore.map(String.init) ?? "",
                ]
            ])
        return lines + [""] + (app.unjudged.map { ["\(text($0)).", ""] } ?? [])
    }

    private static func differences(_ result: GateResult) -> [String] {
        guard let comparison = result.comparison else { return [] }
        let commit = comparison.commit.map { " (\(MarkdownText.code(String($0.prefix(12)))))" } ?? ""
        var lines = ["### Against \(MarkdownText.code(comparison.baseline))\(commit)", ""]
        lines += comparison.problems.map { "- not read there, so it counts as new: \(text($0))" }
        for (app, words) in comparison.differences {
            lines += app.map { ["#### \(MarkdownText.code($0))", ""] } ?? []
            lines += words.split(separator: "\n").map { line in
                line.hasPrefix(" ") ? "- \(text(String(line)))" : "\n**\(text(String(line)))**\n"
            }
            lines.append("")
        }
        if comparison.differences.isEmpty { lines += ["Nothing has changed.", ""] }
        return lines
    }

    private static func details(_ result: GateResult) -> [String] {
        let entries = result.entries.filter { $0.isListed && $0.ignored == nil }
        let ignored = result.entries.filter { $0.ignored != nil }
        return folded("\(entries.count == 1 ? "1 entry" : "\(entries.count) entries")", entries.map(row))
            + folded(
                "\(ignored.count) ignored",
                ignored.map { entry in
                    var row = row(entry)
                    row[3] = text(entry.ignored?.reason ?? "no reason given")
                    return row
                })
    }

    private static func row(_ entry: GateEntry) -> [String] {
        let subject = entry.subject.map { MarkdownText.code("\($0.kind) \($0.namespace)/\($0.name)") + " " } ?? ""
        let targets = entry.targets.isEmpty ? "" : " (\(entry.targets.map(MarkdownText.code).joined(separator: ", ")))"
        return [
            "\(entry.fails ? "❌ " : "")\(entry.severity.rawValue) \(MarkdownText.code(entry.rule))",
            MarkdownText.code("\(entry.location.file):\(entry.location.line)"), "\(subject)\(text(entry.message))\(targets)",
            text(entry.remedy ?? ""),
        ]
    }

    private static func folded(_ title: String, _ rows: [[String]]) -> [String] {
        guard !rows.isEmpty else { return [] }
        let more = rows.count > mostRows ? ["", "and \(rows.count - mostRows) more"] : []
        return ["<details><summary>\(title)</summary>", ""]
            + MarkdownText.table(["What", "Where", "Why", "What to do"], Array(rows.prefix(mostRows))) + more + ["", "</details>", ""]
    }

    /// Running text that mentions nobody, links to nothing, and is shown as it is.
    static func text(_ text: String) -> String {
        var result = ""
        for scalar in MarkdownText.escaped(text).unicodeScalars {
            switch scalar {
            // GitHub and GitLab look for mentions, references and addresses in the text that is left after Markdown has been read.
            case "@", "#", "!": result += "\(scalar)<!-- -->"
            case "/" where result.hasSuffix(":"): result += "<!-- -->/"
            // An address may begin with `www.` as well.
            case "." where result.lowercased().hasSuffix("www"): result += "<!-- -->."
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    private static func bounded(_ lines: [String]) -> String {
        var text = ""
        var isFolded = false
        for line in lines {
            guard text.utf8.count + line.utf8.count < limit else {
                return text + (isFolded ? "\n</details>\n" : "") + "\nThe rest is left out: a comment may not be longer.\n"
            }
            if line.hasPrefix("<details>") { isFolded = true }
            if line == "</details>" { isFolded = false }
            text += line + "\n"
        }
        return text
    }
}
