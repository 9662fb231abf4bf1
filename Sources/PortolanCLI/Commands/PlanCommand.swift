// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import PortolanReport

/// `portolan plan`.
struct PlanCommand: ParsableCommand {
    enum Format: String, ExpressibleByArgument, CaseIterable { case table, json }

    static let configuration = CommandConfiguration(
        commandName: "plan", abstract: "Shows what becomes of each service on each target.",
        usage: "portolan plan <path> ... [--target <id> ...] [<options>]",
        discussion: """
            For each Service and target: the address that clients get, the load balancer behind it, a score of 0 to 100, and each path \
            from a listener over a node or pod to a container and its port. "!" marks a danger that nobody asked for, a public address \
            for a private Service say; "x" a target that gives no address, with the controller's own reason. Two scores with an arrow \
            between them are the manifest's as it is, and what portolan adapt would make of it. Behind the targets' scores stands what \
            their load balancers cost a month before traffic, where that is known.

            What cannot be read is said with file, line and column; the rest is planned, and the exit status is 2.

            Examples:
              portolan plan app/                              all targets
              portolan plan app/ --target eks --set eks.defaultTargetType=ip
              portolan plan overlays/prod --kustomize --target gke
              portolan plan chart/ --helm --values prod.yaml
              portolan plan app/ --format json                for programs
            """)

    @OptionGroup var input: InputOptions
    @OptionGroup var selection: TargetSelection
    @OptionGroup var options: SettingOptions

    @OptionGroup var terminal: TerminalOptions

    @Option(help: "How to print the plan.")
    var format: Format = .table

    func run() throws {
        let session = try Session(input, RunSettings(targets: selection.targets, options))
        switch format {
        case .json:
            Console.write(PlanJSON.render(session.plan, assessment: session.assessment, findings: session.findings, facts: session.facts))
        case .table:
            let table = PlanTable.render(
                session.plan, assessment: session.assessment, findings: session.findings, facts: session.facts, style: terminal.style)
            Console.write(Array(table.utf8))
        }
        if session.hasErrors { throw ExitCode(2) }
    }
}
