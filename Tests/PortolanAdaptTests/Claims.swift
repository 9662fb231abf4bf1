// SPDX-License-Identifier: Apache-2.0

import PortolanModel
import PortolanPlan
import PortolanPortability

/// What is claimed of adapting an app, for every pair of targets; broken claims are collected as text.
struct Claims {
    private let app: App
    private var before: App.Judged
    private(set) var broken: [String] = []
    private var seen: Set<Key> = []

    private struct Key: Hashable {
        var files: [App.File]
        var target: String
    }

    init(_ app: App) {
        self.app = app
        before = app.judged()
    }

    /// Holds all claims for every target, and for every pair of them.
    mutating func hold(over ids: [String] = App.ids) throws {
        for first in ids {
            let there = try app.adapted(to: first, as: before)
            let after = there.judged()
            compare(foretold: before, written: after, on: first, "to \(first)")
            guard seen.insert(Key(files: there.files, target: first)).inserted else { continue }
            for second in ids where second != first {
                let further = try there.adapted(to: second, as: after)
                guard seen.insert(Key(files: further.files, target: second)).inserted else { continue }
                let last = further.judged(on: [second])
                compare(foretold: after, written: last, on: second, "to \(first), then to \(second)")
                compareRequirements(after: last, by: first, on: second)
            }
        }
    }

    /// What was foretold is what the adapted text is worth, and adapting again changes nothing.
    private mutating func compare(foretold: App.Judged, written: App.Judged, on target: String, _ path: String) {
        let pairs = zip(foretold.columns(target), written.columns(target))
        guard foretold.columns(target).count == written.columns(target).count else { return fail("\(path): other endpoints than before") }
        let names = foretold.assessment.endpoints.filter { !$0.columns.isEmpty }.map { "\($0.reference)" }
        for (name, (old, new)) in zip(names, pairs) {
            if old.adapted.score.points != new.score.points {
                fail(
                    "\(path), \(name): foretold \(old.adapted.score.points), got \(new.score.points): \(Self.difference(old.adapted, new))")
            } else if Self.facts(old.adapted.judgements) != Self.facts(new.judgements) || old.adapted.score.losses != new.score.losses {
                fail("\(path), \(name): the same points for other reasons: \(Self.difference(old.adapted, new))")
            }
            if !new.adapted.changes.isEmpty {
                fail(
                    "\(path), \(name): adapting again changes \(new.adapted.changes.map(\.words)) for \(new.score.points) → \(new.adapted.score.points)"
                )
            }
        }
    }

    /// What both targets can meet is still met after going to one and on to the other.
    private mutating func compareRequirements(after last: App.Judged, by first: String, on second: String) {
        let endpoints = before.assessment.endpoints.filter { !$0.columns.isEmpty }
        for (endpoint, column) in zip(endpoints, last.columns(second)) {
            let met = [first, second].map { id in
                endpoint.columns.first { $0.target == id }?.adapted.judgements.map(\.outcome.isMet) ?? []
            }
            for (index, requirement) in endpoint.requirements.enumerated() where met[0][index] && met[1][index] {
                let now = column.judgements.first { $0.requirement.id == requirement.id && $0.requirement.port == requirement.port }
                if now?.outcome.isMet != true {
                    fail(
                        "to \(first), then to \(second), \(endpoint.reference): \(requirement.id.rawValue) \(requirement.value) is lost: "
                            + (now?.outcome.loss ?? "it is no longer asked for"))
                }
            }
        }
    }

    private mutating func fail(_ message: String) { broken.append("\(app.name): \(message)") }

    private static func facts(_ judgements: [Judgement]) -> [String] {
        judgements.map { judgement in
            let port = judgement.requirement.port.map { " \($0.number)/\($0.protocol)" } ?? ""
            return "\(judgement.requirement.id.rawValue)\(port) \(judgement.requirement.value): \(judgement.outcome.loss ?? "met")"
        }
    }

    private static func difference(_ foretold: Adaptation, _ written: Assessment.Column) -> String {
        let old = facts(foretold.judgements) + foretold.dangers.map(\.code)
        let new = facts(written.judgements) + written.dangers.map(\.code)
        return "foretold \(old.filter { !new.contains($0) }), got \(new.filter { !old.contains($0) })"
    }
}
