// SPDX-License-Identifier: Apache-2.0

import PortolanModel

extension PlanDiff {
    /// The changes as lines to read: `+` came, `-` went, `~` is another than before.
    public func text() -> String {
        guard !isEmpty else { return "nothing has changed\n" }
        var lines = addedTargets.map { "+ target \($0)" } + removedTargets.map { "- target \($0)" }
        for endpoint in endpoints { lines += Self.lines(endpoint) }
        if !findings.isEmpty {
            lines.append("Findings")
            lines += findings.map { "  \($0.new == nil ? "-" : "+") \($0.name): \($0.new ?? $0.old ?? "")" }
        }
        if !scores.isEmpty || app != nil {
            lines.append("Portability score  as written, after adaptation")
            lines += (scores + [app].compactMap { $0 }).map { "  ~ \($0.target): \(Self.words($0))" }
        }
        return lines.map(Self.printable).joined(separator: "\n") + "\n"
    }

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
