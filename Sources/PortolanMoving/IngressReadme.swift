// SPDX-License-Identifier: Apache-2.0

/// The part of an overlay's README about its Ingresses.
package struct IngressReadme {
    private let move: IngressMove

    /// Makes one.
    package init(_ move: IngressMove) { self.move = move }

    /// The text; empty where there is nothing to say.
    package var text: String {
        guard !move.moved.isEmpty || !move.losses.isEmpty else { return "" }
        var lines = ["# Routes", ""]
        if move.moved.isEmpty {
            lines += move.losses.map { "- \(MoveSections.plain($0.text))" }
            return lines.joined(separator: "\n") + "\n"
        }
        let homes = Set(move.homes).sorted().joined(separator: ", ")
        lines += [
            "`\(IngressMove.file)` takes the place of \(move.moved.count) \(move.moved.count == 1 ? "Ingress" : "Ingresses") written for \(MoveSections.plain(homes)), in the words of \(move.controller ?? "nobody").",
            "The score above is reckoned for the Ingresses as they were, with a class of the target; what is answered here stands below.",
            "",
        ]
        lines += MoveSections(proof: move.proof, losses: move.losses, placeholders: move.placeholders).lines
        return lines.joined(separator: "\n") + "\n"
    }
}
