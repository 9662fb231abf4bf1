// SPDX-License-Identifier: Apache-2.0

/// The parts of a README that say what a move keeps: answers, losses, and what is to be filled in.
struct MoveSections {
    let proof: RouteProof
    let losses: [MoveLoss]
    let placeholders: [String]

    /// The lines in Markdown.
    var lines: [String] {
        var lines = [
            "## Answers", "",
            "Before this was written, the requests that matter (`portolan trace` draws them up) were asked of both sides:",
            "\(proof.words).", "",
        ]
        if !proof.changed.isEmpty { lines += proof.changed.map { "- `\(Self.plain($0.words))`" } + [""] }
        if !proof.untrusted.isEmpty {
            lines += [
                "Served over TLS with a certificate of the home's own, which no client trusts; here nothing is served over TLS without one for the name:",
                "",
            ]
            lines += proof.untrusted.map { "- `\(Self.plain($0.request))`" } + [""]
        }
        if !proof.unserved.isEmpty {
            lines += ["Served on neither side:", ""] + proof.unserved.map { "- `\(Self.plain($0.words))`" } + [""]
        }
        let dangers = losses.filter { $0.weight == .danger }
        if !dangers.isEmpty { lines += ["## Who would get in", ""] + dangers.map { "- \(Self.plain($0.text))" } + [""] }
        let others = losses.filter { $0.weight == .loss }
        lines += ["## What is not kept", ""] + (others.isEmpty ? ["Nothing is lost."] : others.map { "- \(Self.plain($0.text))" }) + [""]
        let notes = losses.filter { $0.weight == .note }
        if !notes.isEmpty { lines += ["## Good to know", ""] + notes.map { "- \(Self.plain($0.text))" } + [""] }
        if !placeholders.isEmpty {
            lines += ["## To be filled in", "", "Only you know these values:", ""] + placeholders.map { "- `\($0)`" } + [""]
        }
        return lines
    }

    /// Text in Markdown: without backquotes, markup and line breaks of its own.
    static func plain(_ text: String) -> String {
        String(text.map { $0 == "`" ? "'" : $0.isNewline ? " " : $0 }).replacing("<", with: "&lt;")
    }
}
