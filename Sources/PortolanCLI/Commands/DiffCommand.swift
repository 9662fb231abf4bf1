// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import PortolanDiff
import PortolanManifest
import PortolanReport

/// `portolan diff`.
struct DiffCommand: ParsableCommand {
    enum Format: String, ExpressibleByArgument, CaseIterable { case table, json }

    static let configuration = CommandConfiguration(
        commandName: "diff", abstract: "Says which exposures, requirements and scores differ between two plans.",
        usage: "portolan diff <old> <new> [--target <id> ...] [<options>]",
        discussion: """
            Each side is a plan that portolan plan --format json wrote, or manifests, a file or a directory, which are planned first: on the \
            targets named, or on those of the other side where that one is a plan.

            Exit status: 0 whatever has changed, 2 the call or some input was wrong.

            Examples:
              portolan diff main.json branch.json
              portolan diff old/ new/ --target eks --target gke
              portolan diff plan.json app/ --format json
            """)

    @Argument(help: ArgumentHelp("The old plan, or manifests.", valueName: "old"))
    var old: String

    @Argument(help: ArgumentHelp("The new plan, or manifests.", valueName: "new"))
    var new: String

    @OptionGroup var selection: TargetSelection
    @OptionGroup var options: SettingOptions

    @Option(help: "How to print the differences.")
    var format: Format = .table

    func run() throws {
        let (before, after) = (try plan(at: old), try plan(at: new))
        let targets = selection.targets.isEmpty ? before?.targetIDs ?? after?.targetIDs ?? [] : selection.targets
        var hasErrors = false
        func facts(_ plan: PlanFacts?, _ path: String) throws -> PlanFacts {
            if let plan { return plan }
            let session = try Session(InputOptions.parse(["--", path]), RunSettings(targets: targets, options))
            hasErrors = hasErrors || session.hasErrors
            let bytes = PlanJSON.render(
                session.plan, assessment: session.assessment, findings: session.findings, facts: session.facts)
            return try Self.read(bytes, path)
        }
        let diff = PlanDiff(from: try facts(before, old), to: try facts(after, new))
        switch format {
        case .json: Console.write(diff.json())
        case .table: Console.write(Array(diff.text().utf8))
        }
        if hasErrors { throw ExitCode(2) }
    }

    /// The plan in a file; `nil` where the path holds manifests.
    private func plan(at path: String) throws -> PlanFacts? {
        guard path.hasSuffix(".json"), let bytes = try? InputFiles.read(path) else { return nil }
        // A manifest in JSON says its kind; a plan its schemaVersion, in its first line.
        guard String(decoding: bytes.prefix(200), as: UTF8.self).contains("\"schemaVersion\"") else { return nil }
        return try Self.read(bytes, path)
    }

    private static func read(_ bytes: [UInt8], _ path: String) throws -> PlanFacts {
        // A plan of many Services is larger than any manifest, and has no aliases that could make it larger than it is.
        var limits = YAMLLimits()
        limits.expandedNodes = 200_000_000
        let (tree, error) = YAMLTree.compose(bytes, file: path, limits: limits)
        if let error { throw PlanFacts.Problem(location: error.location, message: error.message) }
        guard let root = tree.documents.first else { throw ValidationError("\(path): the file is empty") }
        return try PlanFacts(root)
    }
}
