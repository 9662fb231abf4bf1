// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import PortolanGate
import PortolanModel
import PortolanPlan
import PortolanPortability
import PortolanProvider
import PortolanReport

/// `portolan gate`.
struct GateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gate", abstract: "Fails where an app is not portable enough: for CI.",
        usage: "portolan gate <path> ... --target <id> --min-score <score> [<options>]",
        discussion: """
            The score is the app's on the targets named, as written, the one that plan prints; with --each-target every target's must be \
            high enough, and TARGET=SCORE asks it of one. --require holds what it takes that the app works (as-is; edit, or edit:10 for at \
            most 10 lines; app), --fail-on the findings. Where several apps are found, each is held against all of it. The five dearest \
            losses are listed with their places and what would mend them. Placeholders that portolan adapt left to be filled in fail the \
            gate as well, and so does whatever exposes the app and is not judged, OpenShift Routes say, unless --allow-unjudged says that \
            this is known.

            --against compares with a plan kept as JSON, or with a git revision, which is planned as the call says, and fails on what \
            became worse: something private is public, a new danger or error (or what --fail-on says), an address or a requirement that is \
            lost, a lower score or a worse verdict, a request that another or no Service answers. What was so before passes; minima of the \
            configuration do not hold beside it, those of the call do.

            --report writes what was found for other programs, as often as it is given: sarif, junit, gitlab (code quality), github \
            (workflow commands, and the job's summary), markdown (a pull request's comment), json, html, badge (.svg, or .json for \
            shields.io). Without a file, or with -, a report goes to standard output, and the table to standard error. What fails the \
            gate, and what cannot be read, stands in each of them.

            Examples:
              portolan gate app/ --target eks --target gke --min-score 80
              portolan gate app/ --target eks --target gke --each-target --min-score 90
              portolan gate app/ --target eks --min-score eks=80 --fail-on danger
              portolan gate app/ --target aks --require edit:10 --allow-unjudged
              portolan gate app/ --target eks --against origin/main
              portolan gate app/ --target eks --min-score 80 --report sarif=gate.sarif

            Exit status: 0 the gate passed, 1 it failed, 2 the call or some input was wrong, and then there is no verdict.
            """)

    @OptionGroup var input: InputOptions
    @OptionGroup var selection: TargetSelection
    @OptionGroup var options: SettingOptions
    @OptionGroup var demands: GateOptions
    @OptionGroup var terminal: TerminalOptions

    @Option(
        name: .customLong("report"),
        help: ArgumentHelp("A report to write, sarif=gate.sarif say. Repeatable.", valueName: "format=file"))
    var reports: [String] = []

    func validate() throws { _ = try reports.map(GateReportFile.init) }

    func run() throws {
        let files = try reports.map(GateReportFile.init)
        let settings = try RunSettings(targets: selection.targets, options, default: .none)
        let rules = try demands.rules(settings)
        let run = try Run(input, settings)
        let baseline = try rules.against.map { try Baseline($0, input, settings, of: run).gate }
        let inputs = run.sessions.map { GateInput(app: $0.app, placeholders: $0.placeholders, ignored: $0.ignored) }
        let result = Gate.result(
            inputs, rules, plans: baseline == nil ? [] : try run.planFacts().map(\.plan), baseline: baseline, unrendered: run.unrendered,
            ignores: run.ignoreEntries, problems: run.problems)
        let reporter = GateReporter(result: result, title: ReportCommand.name(of: input.paths))
        try reporter.write(files, apps: run.apps, unrendered: run.unrendered)
        guard result.status != .none else {
            Console.problem("no verdict, since a part of the input could not be read")
            throw ExitCode(2)
        }
        for place in run.sessions.flatMap(\.placeholders) {
            Console.error("portolan: gate: \(place): a placeholder has not been filled in")
        }
        // Who wants quiet reads the table where something is wrong.
        guard settings.voice == .all || result.status != .passed else { return }
        let isOutputTaken = files.contains { $0.isStandardOutput && $0.format != .github }
        for line in GateTable.lines(result).flatMap({ $0.printable.hanging(within: terminal.style.width) }) {
            if isOutputTaken { Console.error(line) } else { Console.line(line) }
        }
        if result.status == .failed { throw ExitCode(1) }
    }
}

/// What a gate asks for.
struct GateOptions: ParsableArguments {
    @Option(
        name: .customLong("min-score"),
        help: ArgumentHelp(
            "The lowest score that passes, 0 to 100: of the app, or of a target. Repeatable; the configuration's minScore unless given.",
            valueName: "[target=]score"))
    var minScores: [String] = []

    @Flag(help: "Hold every target's score against it, not the app's mean.")
    var eachTarget = false

    @Option(help: "Fail on findings: dangers, what is an error, or what is a warning too.")
    var failOn: GateRules.FailureLevel?

    @Option(
        name: .customLong("require"),
        help: ArgumentHelp("What it may take that it works: as-is, edit, edit:10 (lines), app. Repeatable.", valueName: "[target=]verdict"))
    var demands: [String] = []

    @Option(
        help: ArgumentHelp(
            "Fail on what is worse than in a plan kept as JSON, or in a git revision: origin/main.", valueName: "baseline"))
    var against: String?

    @Flag(help: "Let an app pass of which a part is not judged.")
    var allowUnjudged = false

    @Option(
        name: .customLong("allow"),
        help: ArgumentHelp("A reason that does not fail the gate; Documentation/ci.md lists them. Repeatable.", valueName: "reason"))
    var allowed: [String] = []

    func validate() throws {
        for text in minScores { _ = try Self.minimum(text) }
        for text in demands { _ = try Self.demand(text) }
        for text in allowed { _ = try Self.reason(text) }
    }

    /// The rules of the call, and of the configuration where the call does not say.
    func rules(_ settings: RunSettings) throws -> GateRules {
        let configuration = settings.configuration
        var rules = GateRules()
        rules.against = against
        // Beside a baseline only what the call itself asks for holds: what the app does not reach yet would fail every change.
        let kept = against == nil
        rules.minScore = kept ? configuration.minScore : nil
        rules.minScores = kept ? configuration.minScores : [:]
        rules.failOn = failOn ?? (kept ? configuration.failOn : nil)
        rules.eachTarget = eachTarget
        for text in minScores {
            let (target, score) = try Self.minimum(text)
            if let target { rules.minScores[target] = score } else { rules.minScore = score }
        }
        rules.demands = try demands.isEmpty && kept ? configuration.demands : demands.map(Self.demand)
        rules.allowed = Set(try allowed.map(Self.reason) + (allowUnjudged ? [.notJudged] : []))
        rules.minScores = try Dictionary(rules.minScores.map { (try Self.planned($0.key, settings), $0.value) }) { first, _ in first }
        rules.demands = try rules.demands.map { demand in
            var demand = demand
            demand.target = try demand.target.map { try Self.planned($0, settings) }
            return demand
        }
        guard !rules.isEmpty else {
            throw ValidationError("give --min-score N, or minScore in .portolan.yaml; or --require, --fail-on, --against")
        }
        return rules
    }

    /// The id of a target that the gate plans for.
    private static func planned(_ name: String, _ settings: RunSettings) throws -> String {
        let id = try settings.library.target(name).id
        let ids = settings.assignments.map(\.target.id)
        guard ids.contains(id) else {
            throw ValidationError("the gate asks something of \(id), which is none of its targets: \(ids.joined(separator: ", "))")
        }
        return id
    }

    private static func minimum(_ text: String) throws -> (target: String?, score: Int) {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard let last = parts.last, let score = Int(last), (0...100).contains(score), last.first != "+", parts[0] != "" else {
            throw ValidationError("--min-score \(text): expected a number from 0 to 100, or TARGET=NUMBER")
        }
        return (parts.count == 2 ? parts[0] : nil, score)
    }

    private static func demand(_ text: String) throws -> VerdictDemand {
        do { return try VerdictDemand(text) } catch { throw ValidationError("--require \(text): \(error)") }
    }

    private static func reason(_ text: String) throws -> GateReason.Code {
        if let code = GateReason.Code(rawValue: text), code.exitStatus == 1 { return code }
        let known = GateReason.Code.allCases.filter { $0.exitStatus == 1 }.map(\.rawValue)
        let near = UnknownAnnotations.nearest(text, among: known).map { "did you mean \($0)?" }
        throw ValidationError("--allow \(text): no such reason\n  \(near ?? "known: \(known.joined(separator: ", "))")")
    }
}

extension GateRules.FailureLevel: ExpressibleByArgument {}
