// SPDX-License-Identifier: Apache-2.0

/// The README of an overlay whose Ingresses have become routes.
package struct GatewayReadme {
    let move: GatewayMove
    /// What the overlay lies over.
    let base: String

    /// Makes one.
    package init(_ move: GatewayMove, base: String) {
        self.move = move
        self.base = base
    }

    /// The text.
    package var text: String {
        let proof = move.proof
        let homes = move.homes.isEmpty ? "no controller" : Array(Set(move.homes)).sorted().joined(separator: ", ")
        var lines = [
            "# Gateway API in place of Ingresses", "",
            "Written by `portolan adapt --to-gateway-api`: \(move.counted) in `\(GatewayMove.file)` take the place of",
            "\(move.moved.count) \(move.moved.count == 1 ? "Ingress" : "Ingresses") of `\(code(base))`, written for \(code(homes)).", "",
            "The implementation is \(code(move.target.words))\(move.target.isAssumed ? ", which is assumed since none was named (`--gateway-class`)" : ""),",
            "by the GatewayClass `\(code(move.target.className))`.", "",
        ]
        if move.moved.isEmpty { lines += ["Nothing is moved.", ""] }
        lines += [
            "## Answers", "",
            "Before this was written, the requests that matter (`portolan trace` draws them up) were asked of both sides:",
            "\(proof.words).", "",
        ]
        if !proof.changed.isEmpty { lines += proof.changed.map { "- `\(code($0.words))`" } + [""] }
        if !proof.untrusted.isEmpty {
            lines += [
                "Served over TLS with the home's own certificate, which no client trusts; a Gateway does not listen without one:", "",
            ]
            lines += proof.untrusted.map { "- `\(code($0.request))`" } + [""]
        }
        if !proof.unserved.isEmpty { lines += ["Served on neither side:", ""] + proof.unserved.map { "- `\(code($0.words))`" } + [""] }
        let dangers = move.losses.filter { $0.weight == .danger }
        if !dangers.isEmpty { lines += ["## Who would get in", ""] + dangers.map { "- \(code($0.text))" } + [""] }
        let others = move.losses.filter { $0.weight == .loss }
        lines += ["## What is not kept", ""] + (others.isEmpty ? ["Nothing is lost."] : others.map { "- \(code($0.text))" }) + [""]
        let notes = move.losses.filter { $0.weight == .note }
        if !notes.isEmpty { lines += ["## Good to know", ""] + notes.map { "- \(code($0.text))" } + [""] }
        if !move.placeholders.isEmpty {
            lines += ["## To be filled in", "", "Only you know these values:", ""] + move.placeholders.map { "- `\($0)`" } + [""]
        }
        lines += [
            "## How to move", "",
            "1. Install the implementation, and apply `\(GatewayMove.file)` beside what runs: the Ingresses and the Gateway serve side by side.",
            "2. Ask the Gateway's address what matters to you: `curl --resolve HOST:443:ADDRESS https://HOST/`.",
            "3. Let the names point to the Gateway's address, and wait until nobody comes by the old one.",
            "4. `kubectl apply -k .`, which no longer has the Ingresses, and delete them.",
        ]
        return lines.joined(separator: "\n") + "\n"
    }

    /// Text in Markdown: without backquotes, markup and line breaks of its own.
    private func code(_ text: String) -> String {
        String(text.map { $0 == "`" ? "'" : $0.isNewline ? " " : $0 }).replacing("<", with: "&lt;")
    }
}
