// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import PortolanDiff
import PortolanManifest
import PortolanPlan
import PortolanProvider
import PortolanProviders

/// Targets at one release and at another: what changes for manifests where only the controllers do.
struct Upgrade {
    private struct Step {
        var title: String
        var from: Planner.Assignment
        var to: Planner.Assignment
    }

    private let steps: [Step]

    /// From which release to which, a line a target: `eks@2.8.3 → eks@3.5.0`.
    var titles: [String] { steps.map(\.title) }
    /// Whether there is nothing to compare.
    var isEmpty: Bool { steps.isEmpty }

    /// Pairs targets that are named twice, at two releases; they go by the target's id then.
    init(pairs assignments: [Planner.Assignment]) throws {
        var ids: [String] = []
        for id in assignments.map(\.target.catalogue.id) where !ids.contains(id) { ids.append(id) }
        steps = try ids.map { id in
            let named = assignments.filter { $0.target.catalogue.id == id }
            guard named.count == 2 else {
                let found = named.map(\.target.id).joined(separator: ", ")
                throw ValidationError(
                    "diff of one path compares two releases of each target, and of \(id) there is \(found)\n"
                        + "  name two (--target \(id)@VERSION --target \(id)@VERSION), or give a second path")
            }
            var (from, to) = (named[0], named[1])
            (from.target, to.target) = (from.target.unnamed, to.target.unnamed)
            return Step(title: "\(named[0].target.id) → \(named[1].target.id)", from: from, to: to)
        }
    }

    /// Targets at a release older than the newest that is known, and at that; each keeps its name.
    init(ofOlder assignments: [Planner.Assignment]) {
        steps = assignments.compactMap { assignment in
            var set = assignment.set
            var words: [String] = []
            let catalogue = assignment.target.catalogue
            if let (old, newest) = Self.step(catalogue) {
                set["version"] = newest
                words.append("\(assignment.target.id): \(catalogue.controller) \(old) → \(newest)")
            }
            for installed in assignment.routing {
                guard let (old, newest) = Self.step(installed.module.catalogue) else { continue }
                set["\(installed.module.id).version"] = newest
                let title = "\(assignment.target.id): \(installed.module.catalogue.controller) \(old) → \(newest)"
                if !words.contains(title) { words.append(title) }
            }
            guard !words.isEmpty else { return nil }
            let newer = Planner.Assignment(target: assignment.target, set: set, modules: Providers.allRouting)
            return Step(title: words.joined(separator: ", "), from: assignment, to: newer)
        }
    }

    private static func step(_ catalogue: Catalogue) -> (old: String, newest: String)? {
        guard let versions = catalogue.versions, let newest = versions.releases.max(by: { $0.version < $1.version }) else { return nil }
        let release = catalogue.release ?? versions.fallback
        return release.version < newest.version ? (release.title, newest.title) : nil
    }

    /// What changes in each app of a run: endpoint by endpoint, and request by request.
    ///
    /// - Parameters:
    ///   - run: A run over the input, for whatever targets.
    ///   - settings: What it was told.
    func diffs(_ run: Run, _ settings: RunSettings) throws -> [(app: String?, diff: PlanDiff)] {
        let before = try run.again(settings.planning(steps.map(\.from)))
        let after = try run.again(settings.planning(steps.map(\.to)))
        return try zip(before.sides(), after.sides()).map { ($0.app, DiffCommand.diff($0, $1)) }
    }

    /// What changes, for people.
    func text(_ diffs: [(app: String?, diff: PlanDiff)]) -> String {
        let isOne = diffs.count == 1 && diffs[0].app == nil
        let changed = diffs.filter { isOne || !$0.diff.isEmpty }
        var text = titles.map { "\($0)\n" }.joined()
        for (app, diff) in changed { text += (isOne ? "" : "App \(app ?? ".")\n") + diff.text(showsAll: true) }
        return changed.isEmpty ? text + "nothing has changed\n" : text
    }
}
