// SPDX-License-Identifier: Apache-2.0

import PortolanAdapt
import PortolanModel
import PortolanPlan
import PortolanPortability
import PortolanProvider
import PortolanReport

/// A configuration drawn up from what a repository holds, with comments for whoever reads it first.
struct DraftedConfiguration {
    /// A target with how many objects are written for it.
    typealias Home = (target: String, count: Int)

    /// Where the schema lies that the first line names.
    static let schemaFile = ".portolan.schema.json"

    let text: String

    /// The targets that manifests are written for, those of the most objects first.
    static func homes(_ run: Run) -> [Home] {
        var counts: [String: Int] = [:]
        for home in run.sessions.flatMap(\.assessment.endpoints).compactMap(\.home) { counts[home, default: 0] += 1 }
        return counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { ($0.key, $0.value) }
    }

    /// Draws it up.
    init(_ run: Run, homes: [Home], namesSchema: Bool) {
        var lines = namesSchema ? ["# yaml-language-server: $schema=\(Self.schemaFile)"] : []
        lines += [
            "# What portolan plans and holds this repository against. Drawn up by `portolan init` from what it found, and yours from",
            "# here on; Documentation/configuration.md tells of every key.", "",
        ]
        lines += Self.targets(run, homes) + Self.home(homes) + Self.settings(run) + Self.scores(run) + Self.apps(run)
        lines += [
            "# What is not read: paths, and patterns with * and **.", "# exclude: [\"**/testdata\"]", "",
            "# Findings that are known and no problem here, each with the reason, and the last day on which that holds.", "# ignore:",
            "#   - code: one-replica", "#     object: Deployment/default/batch", "#     reason: nobody waits for it",
            "#     until: 2027-12-31",
        ]
        text = lines.joined(separator: "\n") + "\n"
    }

    private static func targets(_ run: Run, _ homes: [Home]) -> [String] {
        guard homes.isEmpty else {
            let found = homes.map { "\($0.target) (\($0.count == 1 ? "1 object" : "\($0.count) objects"))" }.joined(separator: ", ")
            return [
                "# The targets that the app must run on. The manifests speak of these: \(found).", "# `portolan targets` lists the others.",
                "targets:",
            ] + homes.map { "  - \($0.target)" } + [""]
        }
        let all = run.sessions.first?.plan.targets.map(\.id) ?? []
        return ["# The targets that the app must run on. No manifest speaks to one cloud alone, so these are the managed clouds: take out"]
            + ["# those that you do not mean.", "targets:"] + all.map { "  - \($0)" } + [""]
    }

    private static func home(_ homes: [Home]) -> [String] {
        guard let first = homes.first else { return [] }
        return [
            "# The target that the manifests were written for, where their own words do not tell.", "# home: \(first.target)", "",
        ]
    }

    /// What was assumed of the clusters, with what hangs on it.
    private static func settings(_ run: Run) -> [String] {
        let lines = SavedAssumptions(run.sessions.map(\.assessment)).lines
        guard !lines.isEmpty else { return [] }
        return ["# How the clusters are, as it was assumed: correct what is otherwise.", "set:"]
            + lines.flatMap { ["  # \(comment($0.effect))", "  \($0.key): \($0.value.yamlQuoted)"] } + [""]
    }

    private static func scores(_ run: Run) -> [String] {
        guard let least = run.sessions.compactMap(\.assessment.written).min() else { return [] }
        let whose = run.sessions.count > 1 ? ", the app with the least of them" : ""
        return [
            "# What `portolan gate` asks for: the score of today\(whose). Raise it as it gets better.", "minScore: \(least)",
            "# failOn: danger", "# require: [edit:10]", "",
        ]
    }

    private static func apps(_ run: Run) -> [String] {
        let names = run.sessions.compactMap(\.name)
        guard names.count > 1 else { return [] }
        return ["# The apps that were found, each planned on its own; a folder, or `name` and `paths` for several that are one."]
            + ["apps:"] + names.map { "  - \($0.yamlQuoted)" } + [""]
    }

    /// Text from elsewhere in a comment: one line.
    private static func comment(_ text: String) -> String { text.printable }
}
