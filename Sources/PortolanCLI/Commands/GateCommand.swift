// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import PortolanPortability
import PortolanReport

/// `portolan gate`.
struct GateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gate", abstract: "Fails where the portability score is too low: for CI.",
        usage: "portolan gate <path> ... --target <id> --min-score <score> [<options>]",
        discussion: """
            The score is the app's on the targets named, as written, the one that plan prints; with --each-target every target's must be \
            high enough. Where several apps are found, each is held against it. The five dearest losses are listed with their places and \
            what would mend them. Placeholders that portolan adapt left to be filled in fail the gate as well, and so does whatever exposes \
            the app and is not judged, OpenShift Routes say, unless --allow-unjudged says that this is known.

            Examples:
              portolan gate app/ --target eks --target gke --min-score 80
              portolan gate app/ --target eks --target gke --each-target --min-score 90
              portolan gate app/ --target aks --min-score 80 --allow-unjudged

            Exit status: 0 the gate passed, 1 it failed, 2 the call or some input was wrong, and then there is no verdict.
            """)

    @OptionGroup var input: InputOptions
    @OptionGroup var selection: TargetSelection
    @OptionGroup var options: SettingOptions

    @Option(help: ArgumentHelp("The lowest score that passes, 0 to 100; the configuration's minScore unless given.", valueName: "score"))
    var minScore: Int?

    @Flag(help: "Hold every target's score against it, not the app's mean.")
    var eachTarget = false

    func validate() throws {
        guard minScore.map((0...100).contains) != false else {
            throw ValidationError("--min-score \(minScore ?? 0): expected a number from 0 to 100")
        }
    }

    @OptionGroup var terminal: TerminalOptions

    @Flag(help: "Let an app pass of which a part is not judged.")
    var allowUnjudged = false

    func run() throws {
        let settings = try RunSettings(targets: selection.targets, options, default: .none)
        guard let minScore = minScore ?? settings.configuration.minScore else {
            throw ValidationError("give --min-score N, or minScore in .portolan.yaml")
        }
        let run = try Run(input, settings)
        guard !run.hasErrors else {
            Console.problem("no verdict, since a part of the input could not be read")
            throw ExitCode(2)
        }
        var hasPassed = true
        for session in run.sessions {
            let verdict = GateVerdict(session.app, minScore: minScore, eachTarget: eachTarget, allowsUnjudged: allowUnjudged)
            for place in session.placeholders {
                Console.error("portolan: gate: \(place): a placeholder has not been filled in".printableLines)
            }
            for line in verdict.lines.flatMap({ $0.printable.hanging(within: terminal.style.width) }) { Console.line(line) }
            hasPassed = hasPassed && verdict.hasPassed && session.placeholders.isEmpty
        }
        if let words = Coverage.words(run.unrendered) {
            Console.line("gate: \(words)")
            hasPassed = hasPassed && allowUnjudged
        }
        if !hasPassed { throw ExitCode(1) }
    }
}
