// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import PortolanDiff
import PortolanManifest
import PortolanModel
import PortolanPlan
import PortolanReport
import PortolanTrace

/// `portolan diff`.
struct DiffCommand: ParsableCommand {
    enum Format: String, ExpressibleByArgument, CaseIterable { case table, json }

    static let configuration = CommandConfiguration(
        commandName: "diff", abstract: "Says which exposures, answers, requirements and scores differ between two plans.",
        usage: "portolan diff <old> [<new>] [--target <id> ...] [<options>]",
        discussion: """
            Each side is a plan that portolan plan --format json wrote, or manifests, a file or a directory, which are planned first: on the \
            targets named, on those of the other side where that one is a plan, or on the managed clouds.

            What became dangerous or broke comes first, then the requests to Ingresses and Gateways that get another answer (asked where both \
            sides are manifests; what portolan trace draws up for either), then verdicts and scores; --all adds every fact that differs. Several apps are \
            compared one by one, by their names. Where a side is missing or cannot be read there is no comparison.

            One path with two releases of a target says what an upgrade of the controller would change for these manifests: every fact, \
            endpoint by endpoint, and every request that matters and that something else would answer.

            Exit status: 0 whatever has changed, 2 the call or some input was wrong.

            Examples:
              portolan diff main.json branch.json
              portolan diff old/ new/ --target eks --target gke
              portolan diff old/ new/ --target eks --all
              portolan diff plan.json app/ --format json
              portolan diff app/ --target eks@2.8.3 --target eks@3.5.0
            """)

    @Argument(help: ArgumentHelp("The old plan, or manifests.", valueName: "old"))
    var old: String

    @Argument(help: ArgumentHelp("The new plan, or manifests; without it two releases of each target are compared.", valueName: "new"))
    var new: String?

    @OptionGroup var selection: TargetSelection
    @OptionGroup var options: SettingOptions

    @Option(help: "How to print the differences.")
    var format: Format = .table

    @OptionGroup var terminal: TerminalOptions

    @Flag(name: .customLong("all"), help: "Print every fact that differs, not only what matters first.")
    var showsAll = false

    func run() throws {
        guard let new else { return try compareReleases() }
        let (before, after) = (try plans(at: old), try plans(at: new))
        let known = before?.first?.plan.targetIDs ?? after?.first?.plan.targetIDs ?? []
        let targets = selection.targets.isEmpty ? known : selection.targets
        let (from, to) = (try before ?? planned(old, targets), try after ?? planned(new, targets))
        // One app on both sides is that app, whatever its folder is called.
        if from.count == 1, to.count == 1, let old = from.first, let new = to.first {
            let diff = Self.diff(old, new)
            switch format {
            case .json: Console.write(diff.json())
            case .table: write(diff.text(showsAll: showsAll))
            }
            return
        }
        compare(from, to)
    }

    /// An app on one side.
    struct Side {
        var app: String?
        /// What is kept of a plan.
        var plan: PlanFacts
        /// The plan itself, where it was made here.
        var made: Plan?
    }

    /// What has changed of an app; of its requests as well where both plans were made here.
    static func diff(_ old: Side, _ new: Side) -> PlanDiff {
        var diff = PlanDiff(from: old.plan, to: new.plan)
        guard let before = old.made, let after = new.made else { return diff }
        let changes = AnswerChange.all(from: before, to: after)
        let (harms, others) = (changes.filter { $0.opens || $0.breaks }, changes.filter { !$0.opens && !$0.breaks })
        diff.requests = (harms + others).map { change in
            PlanDiff.RequestChange(
                request: change.request, targets: change.targets, old: change.old?.words ?? "nobody", new: change.new?.words ?? "nobody",
                isHarm: change.opens || change.breaks)
        }
        return diff
    }

    /// What the second release of each target changes from the first.
    private func compareReleases() throws {
        guard try PlanDocument(at: old) == nil else { throw ValidationError("\(old): a plan alone; give the one to compare it with") }
        let settings = try RunSettings(targets: selection.targets, options, default: .releases)
        let upgrade = try Upgrade(pairs: settings.assignments)
        let run = try Run(InputOptions.parse(["--", old]), settings)
        guard !run.hasErrors, !run.sessions.isEmpty else { throw ExitCode(2) }
        let diffs = try upgrade.diffs(run, settings)
        switch format {
        case .table: write(upgrade.text(diffs))
        case .json:
            if diffs.count == 1, let only = diffs.first, only.app == nil { return Console.write(only.diff.json()) }
            Console.write(PlanDiff.json(diffs.map { ($0.app ?? ".", $0.diff) }, added: [], removed: []))
        }
    }

    /// Several apps: each with its namesake.
    private func compare(_ from: [Side], _ to: [Side]) {
        let before = Dictionary(from.map { ($0.app ?? ".", $0) }) { first, _ in first }
        let after = Dictionary(to.map { ($0.app ?? ".", $0) }) { first, _ in first }
        let added = after.keys.filter { before[$0] == nil }.sorted()
        let removed = before.keys.filter { after[$0] == nil }.sorted()
        let diffs = after.keys.sorted().compactMap { app -> (app: String, diff: PlanDiff)? in
            guard let old = before[app], let new = after[app] else { return nil }
            return (app, Self.diff(old, new))
        }
        guard format == .table else { return Console.write(PlanDiff.json(diffs, added: added, removed: removed)) }
        var text = added.map { "+ app \($0)\n" }.joined() + removed.map { "- app \($0)\n" }.joined()
        for (app, diff) in diffs where !diff.isEmpty { text += "App \(app)\n" + diff.text(showsAll: showsAll) }
        write(text.isEmpty ? "nothing has changed\n" : text)
    }

    private func write(_ text: String) {
        Console.text(text.hanging(within: terminal.style.width).joined(separator: "\n"))
    }

    /// The plans of manifests.
    ///
    /// What cannot be read would show as gone, so then there is no comparison.
    private func planned(_ path: String, _ targets: [String]) throws -> [Side] {
        let run = try Run(InputOptions.parse(["--", path]), RunSettings(targets: targets, options))
        guard !run.hasErrors else { throw ExitCode(2) }
        return try run.sides()
    }

    /// The plans in a file; `nil` where the path holds manifests.
    private func plans(at path: String) throws -> [Side]? {
        try PlanDocument(at: path)?.plans().map { Side(app: $0.app, plan: $0.plan) }
    }
}

extension Run {
    /// The apps as one side of a comparison.
    func sides() throws -> [DiffCommand.Side] {
        let plans = Dictionary(sessions.map { ($0.name ?? ".", $0.plan) }) { first, _ in first }
        return try planFacts().map { side in DiffCommand.Side(app: side.app, plan: side.plan, made: plans[side.app ?? "."]) }
    }
}
