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
        let homes = move.homes.isEmpty ? "no controller" : Array(Set(move.homes)).sorted().joined(separator: ", ")
        var lines = [
            "# Gateway API in place of Ingresses", "",
            "Written by `portolan adapt --to-gateway-api`: \(move.counted) in `\(GatewayMove.file)` take the place of",
            "\(move.moved.count) \(move.moved.count == 1 ? "Ingress" : "Ingresses") of `\(code(base))`, written for \(code(homes)).", "",
            "The implementation is \(code(move.target.words))\(move.target.isAssumed ? ", which is assumed since none was named (`--gateway-class`)" : ""),",
            "by the GatewayClass `\(code(move.target.className))`.", "",
        ]
        if move.moved.isEmpty { lines += ["Nothing is moved.", ""] }
        lines += MoveSections(proof: move.proof, losses: move.losses, placeholders: move.placeholders).lines
        lines += [
            "## How to move", "",
            "1. Install the implementation, and apply `\(GatewayMove.file)` beside what runs: the Ingresses and the Gateway serve side by side.",
            "2. Ask the Gateway's address what matters to you: `curl --resolve HOST:443:ADDRESS https://HOST/`.",
            "3. Let the names point to the Gateway's address, and wait until nobody comes by the old one.",
            "4. `kubectl apply -k .`, which no longer has the Ingresses, and delete them.",
        ]
        return lines.joined(separator: "\n") + "\n"
    }

    private func code(_ text: String) -> String { MoveSections.plain(text) }
}
