// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import PortolanKubernetes
import PortolanModel
import PortolanPlan
import PortolanPortability
import PortolanProvider
import PortolanProviders

/// One run from paths to judgement, as every command that plans makes it.
struct Session {
    let plan: Plan
    let assessment: Assessment
    let findings: [Finding]
    /// Where values stand that only the user knows and has not filled in yet.
    let placeholders: [SourceLocation]
    /// Whether something of the input could not be read: the exit status is 2 then, though the rest is planned.
    let hasErrors: Bool

    /// Reads, plans and judges; what could not be read is said on standard error.
    init(_ input: InputOptions, _ selection: TargetSelection) throws {
        let assignments = try selection.assignments()
        let (documents, errors) = input.read()
        plan = Planner(assignments).plan(documents)
        for problem in plan.account.problems { Console.error("portolan: error: \(problem.location): \(problem.message)") }
        hasErrors = errors + plan.account.problems.count > 0
        placeholders = plan.inventory.services.flatMap { $0.placeholders }
        let all = Providers.ids.compactMap { Providers.target($0) }
        assessment = Assessor(homes: all).assess(plan)
        let unknown = UnknownAnnotations(all.map(\.catalogue))
        findings = (assessment.dangerFindings + plan.inventory.services.flatMap { unknown.findings(in: $0) }).sorted()
    }
}
