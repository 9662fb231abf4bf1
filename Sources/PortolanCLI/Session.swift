// SPDX-License-Identifier: Apache-2.0

import PortolanFindings
import PortolanKubernetes
import PortolanManifest
import PortolanModel
import PortolanPlan
import PortolanPortability
import PortolanProvider
import PortolanReport

/// What paths hold, planned: all that a command needs which judges nothing.
struct PlannedInput {
    /// The files that could be read, sorted.
    let files: [InputOptions.File]
    let plan: Plan
    /// Whether something of the input could not be read.
    let hasErrors: Bool

    /// Reads and plans; what could not be read is said on standard error.
    init(_ input: InputOptions, _ settings: RunSettings) {
        let (files, errors) = input.read()
        self.files = files
        let patches = KustomizePatches.paths(in: files.map(\.manifest))
        let manifests = files.filter { !KustomizePatches.isKustomization($0.manifest) && !patches.contains($0.manifest.path) }
        var plan = Planner(settings.assignments).plan(manifests.flatMap(\.manifest.documents))
        plan.account.kustomizeFiles = files.count - manifests.count
        self.plan = plan
        for problem in plan.account.problems { Console.problem("\(problem.location): \(problem.message)") }
        hasErrors = errors + plan.account.problems.count > 0
    }
}

/// One run from paths to judgement, as every command that plans makes it.
struct Session {
    /// The files that could be read, sorted.
    let files: [InputOptions.File]
    let plan: Plan
    let assessment: Assessment
    let findings: [Finding]
    /// Costs and address pools.
    let facts: NetworkFacts
    /// Where values stand that only the user knows and has not filled in yet.
    let placeholders: [SourceLocation]
    /// Whether something of the input could not be read: the exit status is 2 then, though the rest is planned.
    let hasErrors: Bool

    /// Reads, plans and judges; what could not be read is said on standard error.
    init(_ input: InputOptions, _ settings: RunSettings) throws {
        let planned = PlannedInput(input, settings)
        files = planned.files
        let plan = planned.plan
        self.plan = plan
        hasErrors = planned.hasErrors
        placeholders = plan.inventory.services.flatMap { $0.placeholders }
        let all = settings.library.all()
        assessment = Assessor(homes: all, weights: settings.configuration.weights, home: settings.home).assess(plan)
        let unknown = UnknownAnnotations(all.map(\.catalogue))
        let networks = try Networks(plan, regions: settings.regions, further: all.flatMap(\.catalogue.publishedSources))
        facts = networks.facts
        let found =
            Findings.all(in: plan.inventory, graph: plan.graph) + assessment.dangerFindings + networks.findings
            + plan.inventory.services.flatMap { unknown.findings(in: $0) }
        findings = Suppression(plan.inventory, codes: FindingPages.codes).apply(found)
    }
}
