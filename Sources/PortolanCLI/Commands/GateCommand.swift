// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import PortolanPortability

/// `portolan gate`.
struct GateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gate", abstract: "Fails where the portability score is too low: for CI.",
        usage: "portolan gate <path> ... --min-score <score> [--each-target] [<options>]",
        discussion: """
            The score is the app's, as written, the one that plan prints; with --each-target every target's must be high enough. \
            Placeholders that portolan adapt left to be filled in fail the gate as well.

            Examples:
              portolan gate app/ --min-score 80
              portolan gate app/ --target eks --target gke --each-target --min-score 90

            Exit status: 0 the gate passed, 1 it failed, 2 the call or some input was wrong.
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

    func run() throws {
        let settings = try RunSettings(targets: selection.targets, options)
        guard let minScore = minScore ?? settings.configuration.minScore else {
            throw ValidationError("give --min-score N, or minScore in .portolan.yaml")
        }
        let session = try Session(input, settings)
        var hasPassed = true
        for place in session.placeholders {
            hasPassed = false
            Console.error("portolan: gate: \(place): a placeholder has not been filled in")
        }
        guard let score = session.assessment.written else {
            Console.line("gate: nothing in this input asks to be reached from outside, so nothing can be lost")
            if session.hasErrors { throw ExitCode(2) }
            if !hasPassed { throw ExitCode(1) }
            return
        }
        let held = eachTarget ? session.assessment.targets.map { ($0.target, $0.written) } : [("app", score)]
        for (name, points) in held {
            let isEnough = points >= minScore
            hasPassed = hasPassed && isEnough
            Console.line("gate: \(name) scores \(points), \(isEnough ? "at least" : "less than") \(minScore)")
        }
        if session.hasErrors { throw ExitCode(2) }
        if !hasPassed { throw ExitCode(1) }
    }
}
