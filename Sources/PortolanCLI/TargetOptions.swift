// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import PortolanPlan
import PortolanProvider
import PortolanProviders

/// The targets to plan for, and their options.
struct TargetSelection: ParsableArguments {
    @Option(name: .customLong("target"), help: ArgumentHelp("A target to plan for; all of them unless given. Repeatable.", valueName: "id"))
    var targets: [String] = []

    @Option(name: .customLong("set"), help: ArgumentHelp("Sets an option of the targets, or of one. Repeatable.", valueName: "[target.]key=value"))
    var settings: [String] = []

    @Option(name: .customLong("provider"), help: ArgumentHelp("A provider file of your own, which becomes a target. Repeatable.", valueName: "file"))
    var providers: [String] = []

    /// The targets of the user's own files.
    func ownTargets() throws -> [Target] {
        var own: [Target] = []
        for path in providers {
            let target = try OwnProvider.load(path)
            guard !Providers.ids.contains(target.id), !own.contains(where: { $0.id == target.id }) else {
                throw ValidationError("--provider \(path): there is a target \"\(target.id)\" already\n  give the file another id")
            }
            own.append(target)
        }
        return own
    }

    /// The targets with their options.
    ///
    /// - Parameter own: The targets of the user's own files, which `--target` may name too.
    func assignments(own: [Target] = []) throws -> [Planner.Assignment] {
        let known = Providers.ids + own.map(\.id)
        let ids = targets.isEmpty ? known : targets
        let chosen = try ids.map { id in
            guard let target = own.first(where: { $0.id == id }) ?? Providers.target(id) else {
                throw ValidationError("unknown target \"\(id)\"\n  known: \(known.joined(separator: ", "))")
            }
            return target
        }
        var values: [String: [String: String]] = [:]
        for setting in settings {
            guard let equals = setting.firstIndex(of: "="), equals > setting.startIndex else {
                throw ValidationError("--set \(setting): expected [TARGET.]KEY=VALUE")
            }
            let value = String(setting[setting.index(after: equals)...])
            var key = setting[..<equals]
            var meant = chosen
            if let dot = key.firstIndex(of: "."), let target = chosen.first(where: { $0.id == key[..<dot] }) {
                meant = [target]
                key = key[key.index(after: dot)...]
            }
            let takers = meant.filter { $0.catalogue.hasOption(String(key)) }
            guard !takers.isEmpty else {
                throw ValidationError("--set \(setting): no option \"\(key)\" in \(meant.map(\.id).joined(separator: ", "))")
            }
            for taker in takers {
                if let problem = taker.catalogue.check(option: String(key), value: value) { throw ValidationError("--set \(setting): \(problem)") }
                values[taker.id, default: [:]][String(key)] = value
            }
        }
        return chosen.map { Planner.Assignment(target: $0, set: values[$0.id] ?? [:]) }
    }
}
