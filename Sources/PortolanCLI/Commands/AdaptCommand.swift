// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import PortolanAdapt
import PortolanKubernetes
import PortolanManifest
import PortolanModel
import PortolanPlan
import PortolanPortability
import PortolanProvider

/// `portolan adapt`.
struct AdaptCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "adapt", abstract: "Writes what makes an app keep its requirements on another cloud.",
        usage: """
            portolan adapt <path> ... --to <id> ... --output <dir> [<options>]
            portolan adapt <path> ... --to <id> (--in-place | --stdout) [<options>]
            """,
        discussion: """
            With --output a kustomize overlay for each target: a base that holds the manifests as they are, a patch for each Service \
            that changes, and a README that says what changes, what you must fill in, and what cannot be had. With --in-place or --stdout \
            the manifests themselves are changed, and keep their comments and formatting.

            Values that only you know, a certificate's name say, become placeholders: they are listed, and portolan gate refuses them until \
            they are filled in.

            Examples:
              portolan adapt app/ --to gke --to aks --output overlays
              portolan adapt app/ --to eks --stdout
              portolan adapt app/ --to eks --in-place
            """)

    @OptionGroup var input: InputOptions

    @Option(help: ArgumentHelp("The target to adapt to. Repeatable with --output.", valueName: "id"))
    var to: [String]

    @OptionGroup var options: SettingOptions

    @Option(name: .shortAndLong, help: ArgumentHelp("The directory to write overlays to.", valueName: "dir"))
    var output: String?

    @Flag(help: "Change the files where they are.")
    var inPlace = false

    @Flag(help: "Print the changed manifests.")
    var stdout = false

    func validate() throws {
        guard [output != nil, inPlace, stdout].count(where: { $0 }) == 1 else {
            throw ValidationError("give one of --output DIR, --in-place and --stdout")
        }
        guard output != nil || to.count == 1 else { throw ValidationError("several --to need --output: each gets an overlay of its own") }
        guard !inPlace || !input.paths.contains("-") else { throw ValidationError("--in-place cannot change standard input; use --stdout") }
    }

    func run() throws {
        let settings = try RunSettings(targets: to, options)
        let run = try Run(input, settings)
        guard !run.sessions.isEmpty else { throw ExitCode(2) }
        for session in run.sessions {
            if let output {
                try writeOverlays(session, to: session.name.map { "\(output)/\($0)" } ?? output, settings.assignments.map(\.target.id))
            } else {
                try changeManifests(session)
            }
        }
        if run.hasErrors { throw ExitCode(2) }
    }

    // MARK: Overlays

    private func writeOverlays(_ session: Session, to output: String, _ targets: [String]) throws {
        let base = AdaptedBase(session.files)
        if let twin = base.twin { throw ValidationError(twin) }
        try OutputFile.makeDirectory("\(output)/base")
        for file in base.files { try OutputFile.write(file.content, to: "\(output)/base/\(file.name)") }
        for target in targets {
            let overlay = Overlay(for: target, plan: session.plan, assessment: session.assessment, base: "../base")
            try OutputFile.makeDirectory("\(output)/\(target)")
            for file in overlay.files { try OutputFile.write(Array(file.text.utf8), to: "\(output)/\(target)/\(file.path)") }
            let score = session.assessment.targets.first { $0.target == target }
            let scores = score.map { ": \($0.written) as written, \($0.adapted) with it" } ?? ""
            Console.error("portolan: wrote \(output)/\(target)\(scores)")
            for placeholder in overlay.placeholders {
                Console.error("  fill in: Service \(placeholder.reference.name): \(placeholder.key) = \(placeholder.value)")
            }
        }
    }

    // MARK: In place

    private func changeManifests(_ session: Session) throws {
        var changes: [SourceLocation: [ServiceChange]] = [:]
        for (endpoint, judged) in zip(session.plan.endpoints, session.assessment.endpoints) {
            guard let column = judged.columns.first, !column.adapted.changes.isEmpty else { continue }
            changes[endpoint.location] = column.adapted.changes
        }
        for file in session.files {
            let adapted = try adapt(file, session.plan, changes)
            if stdout {
                Console.write(adapted)
                if adapted.last != UInt8(ascii: "\n") { Console.write([UInt8(ascii: "\n")]) }
                if file.manifest.path != session.files.last?.manifest.path { Console.write(Array("---\n".utf8)) }
            } else if adapted != file.content {
                try OutputFile.write(adapted, to: file.manifest.path)
                Console.error("portolan: changed \(file.manifest.path)")
            }
        }
    }

    private func adapt(
        _ file: Intake.File, _ plan: Plan, _ changes: [SourceLocation: [ServiceChange]]
    ) throws -> [UInt8] {
        let services = plan.endpoints.compactMap(\.service).filter { $0.metadata.location.file == file.manifest.path }
        let changed = services.filter { changes[$0.metadata.location] != nil }
        guard !changed.isEmpty else { return file.content }
        guard file.manifest.errors.isEmpty, file.manifest.trees.count == 1, let tree = file.manifest.trees.first else {
            throw ValidationError("\(file.manifest.path): not changed, since a part of it could not be read")
        }
        var edit = try ManifestEdit(file.content, tree: tree)
        for service in changed { try edit.apply(changes[service.metadata.location] ?? [], to: service.metadata.node) }
        return edit.result
    }
}
