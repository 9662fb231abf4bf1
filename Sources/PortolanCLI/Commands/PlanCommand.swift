// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import PortolanReport

/// `portolan plan`.
struct PlanCommand: ParsableCommand {
    enum Format: String, ExpressibleByArgument, CaseIterable { case table, json }

    static let configuration = CommandConfiguration(
        commandName: "plan", abstract: "Shows what becomes of each service on each target.")

    @OptionGroup var input: InputOptions
    @OptionGroup var selection: TargetSelection
    @OptionGroup var options: SettingOptions

    @OptionGroup var terminal: TerminalOptions

    @Option(help: "How to print the plan.")
    var format: Format = .table

    func run() throws {
        let session = try Session(input, RunSettings(targets: selection.targets, options))
        switch format {
        case .json: Console.write(PlanJSON.render(session.plan, assessment: session.assessment, findings: session.findings))
        case .table:
            let table = PlanTable.render(
                session.plan, assessment: session.assessment, findings: session.findings, style: terminal.style)
            Console.write(Array(table.utf8))
        }
        if session.hasErrors { throw ExitCode(2) }
    }
}
