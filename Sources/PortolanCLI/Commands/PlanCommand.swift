// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import PortolanKubernetes
import PortolanPlan
import PortolanReport

/// `portolan plan`.
struct PlanCommand: ParsableCommand {
    enum Format: String, ExpressibleByArgument, CaseIterable { case table, json }

    static let configuration = CommandConfiguration(
        commandName: "plan", abstract: "Shows what becomes of each service on each target.")

    @OptionGroup var input: InputOptions
    @OptionGroup var selection: TargetSelection

    @Option(help: "How to print the plan.")
    var format: Format = .table

    func run() throws {
        let assignments = try selection.assignments()
        let (documents, errors) = input.read()
        let plan = Planner(assignments).plan(documents)
        for problem in plan.account.problems { Console.error("portolan: error: \(problem.location): \(problem.message)") }
        Console.write(PlanJSON.render(plan))
        if errors + plan.account.problems.count > 0 { throw ExitCode(2) }
    }
}
