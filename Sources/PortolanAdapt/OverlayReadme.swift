// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel
import PortolanPlan
import PortolanPortability
import PortolanProvider

/// The README of an overlay: what changes, what is to be filled in, and what cannot be had.
struct OverlayReadme {
    let target: String
    let plan: Plan
    let assessment: Assessment
    let placeholders: [Overlay.Placeholder]
    /// The changes, by the name of their Service.
    let written: [(name: String, changes: [ServiceChange])]
    /// What the overlay lies over.
    let base: String

    var text: String {
        let title = plan.targets.first { $0.id == target }?.catalogue.title ?? target
        var lines = [
            "# Overlay for \(title)", "",
            "Written by `portolan adapt --to \(target)`: a patch for each Service that must change, over `\(code(base))`, which holds the",
            "manifests as they are. Build it with `kubectl kustomize .`, apply it with `kubectl apply -k .`", "",
        ]
        if let score = assessment.targets.first(where: { $0.target == target }) {
            let condition = placeholders.isEmpty ? "" : " once its values are filled in"
            lines += ["Portability score on \(target): \(score.written) as written, \(score.adapted) with this overlay\(condition).", ""]
        }
        lines += unjudged + toBeFilledIn + ["## What changes", ""] + (changes.isEmpty ? ["Nothing."] : changes)
        if written.contains(where: { $0.changes.contains(where: \.isPin) }) {
            lines += [
                "", "Only Portolan reads `portolan.dev/home` and `requirements.portolan.dev/…`: they keep what the app asks for readable.",
            ]
        }
        lines += ["", "## What cannot be had on \(target)", ""]
        lines += losses.isEmpty ? ["Everything can."] : losses
        return lines.joined(separator: "\n") + "\n"
    }

    /// What exposes the app and what the overlay says nothing about, and what never comes to be.
    private var unjudged: [String] {
        let refused = plan.rejections.map { rejection -> String in
            let reason = rejection.reasons.first.map { [$0.field, $0.message].compactMap { $0 }.joined(separator: ": ") } ?? ""
            return
                "- `\(code("\(rejection.reference.kind) \(rejection.reference.name)"))`, `\(code("\(rejection.location)"))`: \(code(reason))"
        }
        return notJudged + (refused.isEmpty ? [] : ["## Refused by the API server", ""] + refused + [""])
    }

    private var notJudged: [String] {
        let counted = Unjudged.counted(plan.unjudged)
        guard !counted.isEmpty else { return [] }
        let list = counted.map(\.words)
        let words = list.count == 1 ? list[0] : list.dropLast().joined(separator: ", ") + " and " + list[list.count - 1]
        let verb = plan.unjudged.count == 1 ? "is" : "are"
        return ["\(code(words)) \(verb) not judged: what becomes of them on \(target), this overlay does not say.", ""]
    }

    private var toBeFilledIn: [String] {
        guard !placeholders.isEmpty else { return [] }
        let rows = placeholders.map { "| `\(code($0.reference.name))` | `\(code($0.key))` | `\(code($0.value))` |" }
        return [
            "## To be filled in", "", "Only you know these values. `portolan gate` fails until they are there.", "",
            "| Service | where | placeholder |", "| --- | --- | --- |",
        ] + rows + [""]
    }

    private var columns: [(name: String, column: Assessment.Column)] {
        assessment.endpoints.compactMap { endpoint in
            endpoint.columns.first { $0.target == target }.map { (endpoint.reference.name, $0) }
        }
    }

    private var changes: [String] {
        written.flatMap { name, changes in changes.map { "- Service `\(code(name))`: `\(code($0.words))`" } }
    }

    private var losses: [String] {
        columns.flatMap { name, column in
            column.adapted.score.losses.map { loss in
                "- Service `\(code(name))`, \(loss.requirement.rawValue): \(code(loss.reason)) (−\(loss.points))"
            }
        }
    }

    /// Text between backquotes: without backquotes and line breaks of its own.
    private func code(_ text: String) -> String {
        String(text.map { $0 == "`" ? "'" : $0.isNewline ? " " : $0 })
    }
}
