// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import PortolanPlan
import PortolanPortability
import PortolanProvider
import PortolanReport

/// Where a run's settings come from: the configuration, and what the command line says over it.
struct SettingOptions: ParsableArguments {
    @Option(
        name: .customLong("set"),
        help: ArgumentHelp("Sets an option of the targets, or of one. Repeatable.", valueName: "[target.]key=value"))
    var settings: [String] = []

    @Option(
        name: .customLong("provider"),
        help: ArgumentHelp("A provider file of your own, which adds a target. Repeatable.", valueName: "file"))
    var providers: [String] = []

    @Option(help: ArgumentHelp("The target that the app was written for, where the words it uses do not tell.", valueName: "id"))
    var home: String?

    @Option(
        name: .customLong("region"),
        help: ArgumentHelp("The region that prices and address pools are of, for a cloud. Repeatable.", valueName: "cloud=region"))
    var regions: [String] = []

    @Option(help: ArgumentHelp("The configuration; .portolan.yaml of this directory or one above it unless given.", valueName: "file"))
    var config: String?

    @Flag(help: "Say only what is wrong: no warnings, no notes, no progress.")
    var quiet = false
}

/// The targets to plan for.
struct TargetSelection: ParsableArguments {
    @Option(
        name: .customLong("target"),
        help: ArgumentHelp("A target (eks, or eks@2.8.3: a release of its controller), or all of them: all. Repeatable.", valueName: "id"))
    var targets: [String] = []
}

/// Everything that a run is told: by the configuration, and by the command line over it.
struct RunSettings {
    let configuration: Configuration
    let library: TargetLibrary
    private(set) var assignments: [Planner.Assignment]
    let home: String?
    /// The regions that prices and address pools are of.
    let regions: [(cloud: String, region: String)]
    /// How much the app is used, as far as the user says.
    var usage: AppUsage?
    /// How much a run says beside its output.
    let voice: Voice

    /// The same for other targets.
    func planning(_ assignments: [Planner.Assignment]) -> RunSettings {
        var settings = self
        settings.assignments = assignments
        return settings
    }

    /// Where the targets come from when neither the call nor the configuration names any.
    enum Default { case managed, none, releases }

    /// What was planned for without being asked, for people; `nil` where the targets are named.
    let chosenWords: String?

    /// Reads the configuration and joins it with the command line.
    ///
    /// - Parameter ignoringConfiguration: Whether only the command line counts.
    init(targets: [String], _ options: SettingOptions, default: Default = .managed, ignoringConfiguration: Bool = false) throws {
        configuration = ignoringConfiguration ? Configuration() : try Configuration.load(options.config)
        voice = Voice(quiet: options.quiet)
        library = try TargetLibrary(providers: configuration.providers + options.providers)
        let library = library
        let named = (targets.isEmpty ? configuration.targets : targets).flatMap { $0.split(separator: ",").map(String.init) }
        guard !named.isEmpty || `default` != .releases else {
            throw ValidationError("one path alone is compared at two releases of a target: --target ID@VERSION --target ID@VERSION")
        }
        guard !named.isEmpty || `default` == .managed else {
            throw ValidationError(
                "name the targets that the app must run on: --target ID, or targets in .portolan.yaml\n  \(library.ids.joined(separator: ", "))"
            )
        }
        var seen: Set<String> = []
        let wanted = named.isEmpty ? library.managedIDs : named.flatMap { $0.lowercased() == "all" ? library.ids : [$0] }
        let chosen = try wanted.map { try library.target($0) }.filter { seen.insert($0.id).inserted }
        chosenWords =
            named.isEmpty
            ? "Targets: the \(chosen.count) managed clouds, since none is named (--target ID; --target all for all \(library.ids.count))"
            : nil
        let joined = try Assignments(chosen, configuration.settings + options.settings)
        assignments = joined.all
        for remark in joined.remarks { Console.error("portolan: warning: \(remark)") }
        regions = try (configuration.regions + options.regions).map { text in
            let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2 else { throw ValidationError("--region \(text): expected CLOUD=REGION, aws=eu-central-1 say") }
            return (parts[0], parts[1])
        }
        home = try (options.home ?? configuration.home).map { try library.target($0).catalogue.id }
    }
}
