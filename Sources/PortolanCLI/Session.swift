// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import PortolanFetch
import PortolanFindings
import PortolanGate
import PortolanKubernetes
import PortolanManifest
import PortolanModel
import PortolanPlan
import PortolanPortability
import PortolanProvider
import PortolanProviders
import PortolanReport

/// What paths hold, planned: all that a command needs which judges nothing, and looks at one app.
struct PlannedInput {
    let plan: Plan
    /// Whether something of the input could not be read.
    let hasErrors: Bool

    /// Reads and plans; what could not be read is said on standard error.
    init(_ input: InputOptions, _ settings: RunSettings) throws {
        let intake = try Intake(input, settings.configuration, voice: settings.voice, settings.voice.progress())
        guard intake.apps.count < 2 else {
            let names = intake.apps.compactMap(\.name).prefix(12).joined(separator: ", ")
            throw ValidationError("the input holds \(intake.apps.count) apps: choose one with --app\n  \(names)")
        }
        plan = (intake.apps.first ?? Intake.App(name: nil, files: [])).plan(settings)
        for problem in plan.account.problems { Console.problem("\(problem.location): \(problem.message)") }
        hasErrors = intake.errors + plan.account.problems.count > 0
    }
}

extension Intake.App {
    /// Its files that are no kustomization and no patch.
    var manifests: [Intake.File] {
        let patches = KustomizePatches.paths(in: files.map(\.manifest))
        return files.filter { !KustomizePatches.isKustomization($0.manifest) && !patches.contains($0.manifest.path) }
    }

    /// The app's plan, of everything in its files that is no kustomization and no patch.
    func plan(_ settings: RunSettings) -> Plan {
        let manifests = manifests
        var plan = Planner(settings.assignments).plan(manifests.flatMap(\.manifest.documents))
        plan.account.kustomizeFiles = files.count - manifests.count
        plan.further = unbuilt
        return plan
    }
}

/// One app from its files to judgement.
struct Session {
    /// The app's folder below the path that was given; `nil` where the input is one app.
    let name: String?
    /// Its files, sorted.
    let files: [Intake.File]
    /// The folder of the kustomization that makes it exactly as it is planned.
    let folder: String?
    let plan: Plan
    let assessment: Assessment
    let findings: [Finding]
    /// Costs and address pools.
    let facts: NetworkFacts
    /// Where values stand that only the user knows and has not filled in yet.
    let placeholders: [SourceLocation]
    /// Findings that the user has asked not to hear.
    let ignored: [IgnoredFinding]
    /// The configuration's ignores that took something, by their places.
    let usedIgnores: Set<Int>

    /// What every output is made from.
    var app: PlannedApp { PlannedApp(name: name, plan: plan, assessment: assessment, findings: findings, facts: facts) }

    fileprivate init(_ app: Intake.App, _ tools: Tools) {
        name = app.name
        files = app.files
        folder = app.folder
        let plan = app.plan(tools.settings)
        self.plan = plan
        placeholders = plan.inventory.services.flatMap { $0.placeholders }
        assessment = tools.assessor.assess(plan)
        let networks = Networks(
            plan, assessment, regions: tools.regions, tools.known, tools.catalogues, usage: tools.settings.usage)
        facts = networks.facts
        let found =
            Findings.all(in: plan.inventory, graph: plan.graph) + assessment.dangerFindings + networks.findings
            + UnknownAnnotations.findings(ofReleases: plan)
            + plan.endpoints.compactMap(\.entrance).flatMap { tools.unknown.findings(in: $0.metadata) }
        let (kept, onObjects) = Suppression(plan.inventory, codes: FindingPages.codes).sorted(found)
        let (heard, configured, used) = tools.ignores.sorted(kept)
        (findings, ignored, usedIgnores) = (heard, onObjects + configured, used)
    }
}

/// What every app of a run is judged with.
private struct Tools {
    let settings: RunSettings
    let assessor: Assessor
    let unknown: UnknownAnnotations
    let known: KnownNetworks
    let ignores: Ignores
    /// The catalogues of all targets and routing controllers.
    let catalogues: [Catalogue]
    /// The regions that the user names, by clouds' own names.
    let regions: [(cloud: String, region: String)]

    init(_ settings: RunSettings, paths: [String]) throws {
        self.settings = settings
        let folder = FilePattern.normalized(settings.configuration.folder + ".")
        ignores = Ignores(settings.configuration.ignores, bases: paths.map(FilePattern.normalized) + [folder])
        let all = settings.library.all()
        assessor = Assessor(homes: all, weights: settings.configuration.weights, home: settings.home)
        catalogues = all.map(\.catalogue) + Providers.allRouting.map(\.catalogue)
        unknown = UnknownAnnotations(catalogues)
        known = Networks.known(further: all.flatMap(\.catalogue.publishedSources))
        let own = Set(settings.library.own.map(\.catalogue.provider)).subtracting(
            Providers.ids.compactMap { Providers.target($0)?.catalogue.provider })
        regions = try Regions.check(settings.regions, all.map(\.catalogue), own: own, known)
    }
}

/// One run from paths to judgement, as every command that plans makes it.
struct Run {
    /// The apps, in the order of their names.
    let sessions: [Session]
    /// What exposes something beside the apps and is not planned: charts that are not rendered.
    let unrendered: [Unjudged]
    /// How many files belong to none of several apps.
    let leftover: Int
    /// Whether something of the input could not be read: the exit status is 2 then, though the rest is planned.
    var hasErrors: Bool { !problems.isEmpty }
    /// What could not be read: a sentence each.
    let problems: [String]
    /// Ignores of the configuration that are over, or take nothing away.
    let ignoreEntries: [GateEntry]
    private let intake: Intake
    private let paths: [String]

    /// Reads, plans and judges; what could not be read is said on standard error.
    ///
    /// - Parameter voice: How much is said; as the call asks for unless given.
    init(_ input: InputOptions, _ settings: RunSettings, voice: Voice? = nil) throws {
        let voice = voice ?? settings.voice
        let tools = try Tools(settings, paths: input.paths)
        let progress = voice.progress()
        defer { progress?.clear() }
        let intake = try Intake(input, settings.configuration, voice: voice, progress)
        self.init(intake, input.paths, tools, voice, progress)
    }

    /// The same input planned and judged for other targets, in silence.
    func again(_ settings: RunSettings) throws -> Run { Run(intake, paths, try Tools(settings, paths: paths), Voice.none, nil) }

    private init(_ intake: Intake, _ paths: [String], _ tools: Tools, _ voice: Voice, _ progress: Progress?) {
        (self.intake, self.paths) = (intake, paths)
        // What is not rendered belongs to the app where there is only one.
        let isOne = intake.apps.count == 1
        sessions = intake.apps.enumerated().map { index, app in
            var app = app
            if intake.apps.count > 1 { progress?.tell("planning \(app.name ?? "the app")", index + 1, of: intake.apps.count) }
            if isOne { app.unbuilt += intake.unrendered }
            return Session(app, tools)
        }
        unrendered = isOne ? [] : intake.unrendered
        let patches = KustomizePatches.paths(in: intake.leftover.map(\.manifest))
        let left = intake.leftover.map(\.manifest).filter { !KustomizePatches.isKustomization($0) && !patches.contains($0.path) }
        leftover = left.count { !$0.objects.isEmpty }
        let rest = Planner([]).plan(left.flatMap(\.documents))
        var said: Set<SourceLocation> = []
        var problems = intake.problems
        for problem in sessions.flatMap(\.plan.account.problems) + rest.account.problems where said.insert(problem.location).inserted {
            problems.append("\(problem.location): \(problem.message)")
            progress?.clear()
            voice.problem("\(problem.location): \(problem.message)")
        }
        self.problems = problems
        let files = sessions.flatMap(\.files).map { SourceLocation(file: $0.manifest.path, line: 1).inRepository.file }
        ignoreEntries = tools.ignores.entries(
            used: sessions.reduce(into: []) { $0.formUnion($1.usedIgnores) }, files: files,
            targets: tools.settings.assignments.map(\.target.id))
        guard !hasErrors else { return }
        progress?.clear()
        // What was found where there is nothing to judge.
        for session in sessions where session.name == nil { if let words = session.app.emptyWords { voice.warn(words) } }
    }

    /// The apps as they are printed.
    var apps: [PlannedApp] { sessions.map(\.app) }

    /// The apps for people.
    func table(_ style: TerminalStyle, showsAll: Bool) -> String {
        if let only = sessions.first, sessions.count == 1, only.name == nil {
            return PlanTable.render(only.app, style: style, showsAll: showsAll)
        }
        return AppsTable.render(apps, leftover: leftover, style: style, showsAll: showsAll)
    }
}
