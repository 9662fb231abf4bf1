// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import PortolanAdapt
import PortolanFiles
import PortolanKubernetes
import PortolanManifest
import PortolanModel
import PortolanMoving
import PortolanPlan
import PortolanPortability
import PortolanProvider
import PortolanProviders
import PortolanReport

/// `portolan adapt --to-gateway-api`: an app's Ingresses as Gateways and routes.
struct GatewayAdaptation {
    let command: AdaptCommand
    let settings: RunSettings

    func run() throws {
        let intake = try Intake(command.input, settings.configuration, voice: settings.voice)
        guard !intake.apps.isEmpty else { throw ExitCode(2) }
        guard command.output != nil || intake.apps.count == 1 else {
            throw ValidationError("the input holds \(intake.apps.count) apps: choose one with --app, or write overlays with --output")
        }
        var hasErrors = intake.errors > 0
        for app in intake.apps {
            let plan = app.plan(settings)
            for problem in plan.account.problems { Console.problem("\(problem.location): \(problem.message)") }
            hasErrors = hasErrors || !plan.account.problems.isEmpty
            let move = try move(app, plan)
            report(move, of: app.name)
            if !move.problems.isEmpty { hasErrors = true }
            try write(move, of: app, plan)
        }
        if hasErrors { throw ExitCode(2) }
    }

    private func move(_ app: Intake.App, _ plan: Plan) throws -> GatewayMove {
        let all = settings.library.all()
        guard let cluster = settings.assignments.first else { throw ExitCode(2) }
        let named = cluster.namesRouting ? cluster.routing.map(\.module.id) : []
        let homes = RouteHomes(plan, targets: all, forced: settings.home, preferred: named + ["ingress-nginx"])
        let target: GatewayTarget
        do {
            target = try GatewayTarget(
                class: command.gatewayClass, in: plan.inventory, modules: Providers.allRouting, targets: all, cluster: cluster)
        } catch { throw ValidationError("--gateway-class: \(error)") }
        return GatewayMove(
            plan, objects: app.manifests.flatMap(\.manifest.objects), homes: homes, options: cluster.set, to: target,
            allowsOpen: command.allowOpen)
    }

    // MARK: What is said

    private func report(_ move: GatewayMove, of app: String?) {
        let speaker = MoveSpeaker(app: app)
        guard !move.moved.isEmpty else {
            speaker.say("nothing is moved: the input has no Ingress that its controller takes")
            for loss in move.losses { speaker.say(loss.text) }
            return
        }
        let assumed = move.target.isAssumed ? " (assumed; --gateway-class NAME chooses another)" : ""
        speaker.say(
            "\(move.moved.count) \(move.moved.count == 1 ? "Ingress" : "Ingresses") of \(Set(move.homes).sorted().joined(separator: ", ")) to \(move.counted) of \(move.target.controller)\(assumed)"
        )
        speaker.say(move.proof, move.losses, move.placeholders, move.problems)
    }

    // MARK: What is written

    private func write(_ move: GatewayMove, of app: Intake.App, _ plan: Plan) throws {
        if let output = command.output {
            try writeOverlay(move, of: app, to: OverlayPlace(folder: OutputFolder(output), path: output, app: app.name))
        } else if command.stdout {
            try put(move, of: app)
        } else {
            try change(move, of: app)
        }
    }

    private func writeOverlay(_ move: GatewayMove, of app: Intake.App, to place: OverlayPlace) throws {
        let own = app.folder.flatMap(place.reference)
        if own == nil { try place.writeBase(app.files, below: command.input.paths) }
        let base = own ?? "../base"
        let overlay = MoveOverlay(removing: move.moved, adding: move.moved.isEmpty ? [] : [GatewayMove.file], base: base)
        var files = [("kustomization.yaml", overlay.kustomization)]
        if !move.moved.isEmpty { files.append((GatewayMove.file, move.text)) }
        files.append(("README.md", GatewayReadme(move, base: base).text))
        for (name, text) in files { try place.folder.write(Array(text.utf8), to: place.name("gateway-api/\(name)")) }
        Console.error("portolan: wrote \(place.path)/\(place.name("gateway-api"))")
    }

    private func put(_ move: GatewayMove, of app: Intake.App) throws {
        let gone = Set(move.moved.map(\.metadata.reference))
        var texts = try app.manifests.map { try DocumentRemoval.text($0.content, of: $0, without: gone) }.filter { !$0.isEmpty }
        if !move.moved.isEmpty { texts.append(Array(move.text.utf8)) }
        for (index, text) in texts.enumerated() {
            Console.write(text)
            if text.last != UInt8(ascii: "\n") { Console.write([UInt8(ascii: "\n")]) }
            if index < texts.count - 1 { Console.write(Array("---\n".utf8)) }
        }
    }

    /// The Ingresses' place is taken in the file of the first of them, so that what names the file needs no change.
    private func change(_ move: GatewayMove, of app: Intake.App) throws {
        let gone = Set(move.moved.map(\.metadata.reference))
        let places = Set(move.moved.map(\.metadata.location.file))
        guard let first = move.moved.map(\.metadata.location).min()?.file else { return }
        var changed: [(path: String, text: [UInt8])] = []
        for file in app.manifests where places.contains(file.manifest.path) {
            var text = try DocumentRemoval.text(file.content, of: file, without: gone)
            if file.manifest.path == first {
                if !text.isEmpty {
                    if text.last != UInt8(ascii: "\n") { text.append(UInt8(ascii: "\n")) }
                    text += Array("---\n".utf8)
                }
                text += Array(move.text.utf8)
            }
            changed.append((file.manifest.path, text))
        }
        for file in changed {
            try OutputFile.write(file.text, to: file.path)
            Console.error("portolan: changed \(file.path)")
        }
    }
}

/// Says on standard error what a move keeps and what it does not.
struct MoveSpeaker {
    /// How many differences and losses the terminal shows; the README has them all.
    private static let shown = 20
    let app: String?

    func say(_ text: String) { Console.error(((app.map { "portolan: \($0): " } ?? "portolan: ") + text)) }

    func say(_ proof: RouteProof, _ losses: [MoveLoss], _ placeholders: [String], _ problems: [String]) {
        say(proof.words)
        list((proof.changed + proof.unserved + proof.untrusted).map(\.words))
        for loss in losses where loss.weight == .danger { say("DANGER: \(loss.text)") }
        list(losses.filter { $0.weight == .loss }.map { "not kept: \($0.text)" })
        for placeholder in placeholders { say("fill in: \(placeholder)") }
        for problem in problems { say("the API server would refuse what was written: \(problem)") }
    }

    private func list(_ lines: [String]) {
        for line in lines.prefix(Self.shown) { say("  \(line)") }
        if lines.count > Self.shown { say("  and \(lines.count - Self.shown) more (the README of --output has all)") }
    }
}
