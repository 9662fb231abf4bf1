// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Glibc
import PortolanAdapt
import PortolanFiles
import PortolanKubernetes
import PortolanManifest
import PortolanModel
import PortolanMoving
import PortolanPlan
import PortolanPortability
import PortolanProvider
import PortolanReport

/// `portolan adapt`.
struct AdaptCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "adapt", abstract: "Writes what makes an app keep its requirements on another cloud.",
        usage: """
            portolan adapt <path> ... --to <id> ... --output <dir> [<options>]
            portolan adapt <path> ... --to <id> (--in-place | --stdout) [<options>]
            portolan adapt <path> ... --to-gateway-api --output <dir> [<options>]
            """,
        discussion: """
            With --output a kustomize overlay for each target: a patch for each Service that changes, over the app's own kustomization or \
            a base that holds the manifests as they are, and a README that says what changes, what you must fill in, and what cannot be \
            had. Words of other clouds, which mean nothing there, are taken out. With --in-place or --stdout the manifests themselves are \
            changed, and keep their comments and formatting.

            Values that only you know, a certificate's name say, become placeholders: they are listed, and portolan gate refuses them until \
            they are filled in; another run keeps what you have filled in. What becomes public is said, and --in-place wants --yes for it \
            where it cannot ask.

            With --to-gateway-api Gateways and routes take the place of the Ingresses, of whatever controller: from the rules as that \
            controller reads them, for what the implementation has. Before anything is written, the requests that portolan trace draws up \
            are asked of both sides, and each that gets another answer is listed, as is everything else that is not kept. A path that asks \
            who the client is, where the implementation cannot be told to, is written closed.

            Examples:
              portolan adapt app/ --to gke --to aks --output overlays
              portolan adapt app/ --to eks --stdout
              portolan adapt app/ --to eks --in-place
              portolan adapt app/ --to-gateway-api --output overlays
              portolan adapt app/ --to-gateway-api --gateway-class istio --stdout
            """)

    @OptionGroup var input: InputOptions

    @Option(help: ArgumentHelp("The target to adapt to. Repeatable with --output.", valueName: "id"))
    var to: [String] = []

    @Flag(help: "Write Gateways and routes in place of the Ingresses.")
    var toGatewayAPI = false

    @Option(
        help: ArgumentHelp(
            "The GatewayClass for --to-gateway-api: one of the input, an implementation's usual one, or its id; envoy-gateway unless given.",
            valueName: "name"))
    var gatewayClass: String?

    @Flag(help: "Write routes open whose sign-in or source ranges the implementation cannot be told, instead of closed.")
    var allowOpen = false

    @OptionGroup var options: SettingOptions

    @Option(name: .shortAndLong, help: ArgumentHelp("The directory to write overlays to.", valueName: "dir"))
    var output: String?

    @Flag(help: "Change the files where they are.")
    var inPlace = false

    @Flag(help: "Print the changed manifests.")
    var stdout = false

    @Flag(help: "Do not ask before --in-place makes something public.")
    var yes = false

    @Flag(help: "Write annotations that only Portolan reads too: they keep what the app asks for readable, whatever it is adapted to next.")
    var pins = false

    func validate() throws {
        guard [output != nil, inPlace, stdout].count(where: { $0 }) == 1 else {
            throw ValidationError("give one of --output DIR, --in-place and --stdout")
        }
        guard !inPlace || !input.paths.contains("-") else { throw ValidationError("--in-place cannot change standard input; use --stdout") }
        guard !toGatewayAPI else {
            guard to.isEmpty else { throw ValidationError("--to and --to-gateway-api exclude each other: do one after the other") }
            guard !pins else { throw ValidationError("--pins goes with --to") }
            return
        }
        guard gatewayClass == nil else { throw ValidationError("--gateway-class goes with --to-gateway-api") }
        guard !to.isEmpty else { throw ValidationError("name the target: --to ID, or --to-gateway-api") }
        guard output != nil || to.count == 1 else { throw ValidationError("several --to need --output: each gets an overlay of its own") }
    }

    func run() throws {
        if toGatewayAPI {
            return try GatewayAdaptation(command: self, settings: RunSettings(targets: ["kind"], options)).run()
        }
        let settings = try RunSettings(targets: to, options)
        let run = try Run(input, settings)
        guard !run.sessions.isEmpty else { throw ExitCode(2) }
        let all = settings.library.all().map(\.catalogue)
        let rules = settings.assignments.map { assignment in
            AdaptedChanges(to: assignment.target.catalogue, among: all, keepsPins: pins, dropsDeadWords: output != nil)
        }
        let targets = settings.library.all()
        let made = run.sessions.map { session in settings.assignments.map { move(session, $0, targets, settings.home) } }
        try warn(run, made.flatMap { $0 })
        let folder = try output.map { try OutputFolder($0) }
        for (session, moves) in zip(run.sessions, made) {
            if let folder, let output {
                try writeOverlays(
                    session, to: OverlayPlace(folder: folder, path: output, app: session.name),
                    settings.assignments.indices.map { (settings.assignments[$0].target.id, rules[$0], moves[$0]) })
            } else if let rules = rules.first, let move = moves.first {
                try changeManifests(session, rules, move)
            }
        }
        if run.hasErrors { throw ExitCode(2) }
    }

    /// Says what the changes make public, and what cannot be read; where manifests would be changed, only who says yes gets them.
    private func warn(_ run: Run, _ moves: [IngressMove]) throws {
        var isPublic = false
        for move in moves where move.becomesPublic {
            isPublic = true
            Console.error("portolan: the Ingresses in the words of \(move.controller ?? "") are PUBLIC on \(move.target)")
        }
        for session in run.sessions {
            if let words = Coverage(session.plan, session.assessment).words { Console.error("portolan: \(words)") }
            for (endpoint, judged) in zip(session.plan.endpoints, session.assessment.endpoints) {
                for (index, column) in judged.columns.enumerated()
                where endpoint.service != nil && AdaptedChanges.becomesPublic(endpoint.exposures[index], column) {
                    isPublic = true
                    let name = "\(endpoint.reference.kind) \(endpoint.reference.namespace)/\(endpoint.reference.name)"
                    Console.error("portolan: \(name) becomes PUBLIC on \(column.target)")
                }
            }
        }
        guard isPublic, inPlace, !yes else { return }
        guard isatty(STDIN_FILENO) == 1 else {
            throw ValidationError("nothing is changed: --yes lets --in-place make it public")
        }
        Console.raw("Change the manifests all the same? [y/N] ")
        guard readLine().map({ ["y", "yes"].contains($0.lowercased()) }) == true else { throw ExitCode(2) }
    }

    /// The Ingresses of an app in a target's own words; what is not kept is said.
    private func move(_ session: Session, _ assignment: Planner.Assignment, _ targets: [Target], _ home: String?) -> IngressMove {
        let homes = RouteHomes(session.plan, targets: targets, forced: home, preferred: ["ingress-nginx"])
        let move = IngressMove(
            session.plan, objects: session.files.flatMap(\.manifest.objects), homes: homes, to: assignment, allowsOpen: allowOpen)
        let speaker = MoveSpeaker(app: session.name)
        if move.moved.isEmpty {
            for loss in move.losses { speaker.say("\(move.target): \(loss.text)") }
        } else {
            speaker.say(
                "\(move.target): \(move.moved.count) \(move.moved.count == 1 ? "Ingress" : "Ingresses") of \(Set(move.homes).sorted().joined(separator: ", ")) in the words of \(move.controller ?? "")"
            )
            speaker.say(move.proof, move.losses, move.placeholders, move.problems)
        }
        return move
    }

    // MARK: Overlays

    private func writeOverlays(
        _ session: Session, to place: OverlayPlace, _ targets: [(id: String, rules: AdaptedChanges, move: IngressMove)]
    ) throws {
        let own = session.folder.flatMap(place.reference)
        if own == nil { try place.writeBase(session.files, below: input.paths) }
        for (target, rules, move) in targets {
            let addition = Overlay.RouteAddition(
                file: move.text.isEmpty ? nil : Overlay.File(path: IngressMove.file, text: move.text),
                removals: MoveOverlay.removals(of: move.moved), services: move.services, readme: IngressReadme(move).text)
            let overlay = Overlay(
                for: target, plan: session.plan, assessment: session.assessment, base: own ?? "../base", rules: rules, routes: addition
            ) { name in place.folder.read(place.name("\(target)/\(name)"), limit: Limits.smallFileBytes) }
            for file in overlay.files { try place.folder.write(Array(file.text.utf8), to: place.name("\(target)/\(file.path)")) }
            let score = session.assessment.targets.first { $0.target == target }
            let scores = score.map { ": \($0.written) as written, \($0.adapted) with it" } ?? ""
            Console.error("portolan: wrote \(place.path)/\(place.name(target))\(scores)")
            for placeholder in overlay.placeholders {
                Console.error("  fill in: Service \(placeholder.reference.name): \(placeholder.key) = \(placeholder.value)")
            }
        }
    }

    // MARK: In place

    private func changeManifests(_ session: Session, _ rules: AdaptedChanges, _ move: IngressMove) throws {
        var changes: [SourceLocation: [ServiceChange]] = [:]
        for (endpoint, judged) in zip(session.plan.endpoints, session.assessment.endpoints) {
            let found = (judged.columns.first.map { rules.changes(endpoint, $0) } ?? []) + (move.services[endpoint.reference] ?? [])
            if !found.isEmpty { changes[endpoint.location] = found }
        }
        let gone = Set(move.moved.map(\.metadata.reference))
        let place = move.moved.map(\.metadata.location).min()?.file
        for file in session.files {
            var adapted = try DocumentRemoval.text(adapt(file, session.plan, changes), of: file, without: gone)
            if file.manifest.path == place {
                if let last = adapted.last { adapted += (last == UInt8(ascii: "\n") ? [] : [UInt8(ascii: "\n")]) + Array("---\n".utf8) }
                adapted += Array(move.text.utf8)
            }
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
