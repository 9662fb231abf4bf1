// SPDX-License-Identifier: Apache-2.0

import PortolanModel

extension PlanDiff {
    /// The changes as lines to read: what became dangerous or broke, then verdicts and scores, then the details.
    ///
    /// - Parameter showsAll: Whether the details are told: `+` came, `-` went, `~` is another than before.
    public func text(showsAll: Bool = false) -> String {
        guard !isEmpty else { return "nothing has changed\n" }
        var lines = Self.section("Became dangerous or broke", harms) + Self.section("Is so no more", mended)
        lines += requestLines(showsAll)
        lines += addedTargets.map { "+ target \($0)" } + removedTargets.map { "- target \($0)" }
        lines += Self.section("Not judged", unjudged.map { "\($0.new == nil ? "-" : $0.old == nil ? "+" : "~") \($0.name)" })
        lines += scoreLines
        if showsAll {
            for endpoint in endpoints { lines += Self.lines(endpoint) }
            lines += Self.section("Findings", findings.map { "\($0.new == nil ? "-" : "+") \($0.name): \($0.new ?? $0.old ?? "")" })
        } else if !endpoints.isEmpty || !findings.isEmpty {
            lines.append(detailWords)
        }
        return lines.map(Self.printable).joined(separator: "\n") + "\n"
    }

    /// Requests that get another answer; the harmful ones are marked.
    private func requestLines(_ showsAll: Bool) -> [String] {
        let shown = requests.prefix(showsAll ? .max : 20).map { change in
            "\(change.isHarm ? "!" : "~") \(change.request): \(change.old) → \(change.new) (\(change.targets.joined(separator: ", ")))"
        }
        let more = requests.count > shown.count ? ["and \(requests.count - shown.count) more (--all)"] : []
        return Self.section("Requests that get another answer", shown + more)
    }

    private var scoreLines: [String] {
        var lines: [String] = []
        if !verdicts.isEmpty { lines += Self.section("Verdicts", verdicts.map { "~ \($0.name): \($0.old ?? "–") → \($0.new ?? "–")" }) }
        if !scores.isEmpty || app != nil {
            lines += Self.section(
                "Portability score  as written, after adaptation",
                (scores + [app].compactMap { $0 }).map { "~ \($0.target): \(Self.words($0))" })
        }
        return lines
    }

    /// What else differs, by name and not by fact.
    private var detailWords: String {
        let names = endpoints.prefix(4).map { "\($0.kind == .added ? "+" : $0.kind == .removed ? "-" : "~") \($0.reference)" }
        let more = endpoints.count > 4 ? " and \(endpoints.count - 4) more" : ""
        let list = names.isEmpty ? "" : ": \(names.joined(separator: ", "))\(more)"
        let found = findings.isEmpty ? "" : ", \(findings.count == 1 ? "1 finding" : "\(findings.count) findings")"
        return "Details (--all): \(endpoints.count == 1 ? "1 endpoint" : "\(endpoints.count) endpoints")\(found)\(list)"
    }

    private static func section(_ title: String, _ lines: [String]) -> [String] { lines.isEmpty ? [] : [title] + lines.map { "  \($0)" } }

    private static func lines(_ endpoint: Endpoint) -> [String] {
        let mark = endpoint.kind == .added ? "+" : endpoint.kind == .removed ? "-" : "~"
        var lines = ["\(mark) \(endpoint.reference)"]
        lines += endpoint.requirements.map { "  requirement \(words($0))" }
        for exposure in endpoint.exposures {
            if endpoint.kind == .changed {
                lines += exposure.changes.map { "  \(exposure.target): \(words($0))" }
            } else if let status = exposure.changes.first(where: { $0.name == "status" }) {
                lines.append("  \(exposure.target): \(words(status))")
            }
        }
        return lines + endpoint.scores.map { "  score on \($0.target): \(words($0))" }
    }

    private static func words(_ change: Change) -> String {
        switch (change.old, change.new) {
        case (let old?, let new?): "\(change.name): \(old) → \(new)"
        case (nil, let new?): "+ \(change.name): \(new)"
        case (let old?, nil): "- \(change.name): \(old)"
        case (nil, nil): change.name
        }
    }

    private static func words(_ score: ScoreChange) -> String {
        func side(_ old: Int?, _ new: Int?) -> String {
            let before = old.map(String.init) ?? "–"
            return old == new ? before : "\(before) → \(new.map(String.init) ?? "–")"
        }
        return "\(side(score.old.written, score.new.written)), \(side(score.old.adapted, score.new.adapted))"
    }

    /// What a manifest says must not reach a terminal as a command to it.
    private static func printable(_ line: String) -> String {
        String(String.UnicodeScalarView(line.unicodeScalars.map { $0.properties.generalCategory == .control ? "\u{FFFD}" : $0 }))
    }
}
