// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import PortolanManifest
import PortolanPlan
import PortolanPortability
import PortolanProvider
import PortolanProviders

/// The targets that can be planned for: those built in and those of the user's own provider files.
struct TargetLibrary {
    let own: [Target]

    /// Loads the user's provider files; what is wrong with them is said with its place.
    init(providers: [String]) throws {
        var own: [Target] = []
        for path in providers {
            let target = try OwnProvider.load(path)
            guard !own.contains(where: { $0.id == target.id }) else {
                throw ValidationError("\(path): a provider file before it has the id \"\(target.id)\" as well")
            }
            own.append(target)
        }
        self.own = own
    }

    /// The ids, sorted.
    ///
    /// A file of the user's own takes the place of a built-in target of the same id.
    var ids: [String] { Set(Providers.ids + own.map(\.id)).sorted() }

    /// A built-in target by its id.
    func builtIn(_ id: String) -> Target? { Providers.target(id) }

    /// The ids of what is planned where nobody names a target: the managed clouds, and the user's own.
    var managedIDs: [String] { Set(Providers.managed + own.map(\.id)).sorted() }

    /// All targets, in the order of their ids.
    func all() -> [Target] {
        parallelMap(ids) { id in own.first { $0.id == id } ?? Providers.target(id) }.compactMap { $0 }
    }
}

extension Array where Element == Target {
    /// Joins targets with the options that are set for them.
    ///
    /// - Parameter settings: `[TARGET.]KEY=VALUE`; of two for one option the last counts.
    func assignments(_ settings: [String]) throws -> [Planner.Assignment] {
        var values: [String: [String: String]] = [:]
        // Which routing controllers there are decides which options there are, so that is read first, wherever it stands.
        let settings = settings.filter(Self.isRouting) + settings.filter { !Self.isRouting($0) }
        for setting in settings {
            guard let equals = setting.firstIndex(of: "="), equals > setting.startIndex else {
                throw ValidationError("--set \(setting): expected [TARGET.]KEY=VALUE")
            }
            let value = String(setting[setting.index(after: equals)...])
            var key = setting[..<equals]
            var meant = self
            if let dot = key.firstIndex(of: "."), let target = first(where: { $0.id == key[..<dot] }) {
                meant = [target]
                key = key[key.index(after: dot)...]
            }
            let routing = { (target: Target) in
                target.catalogue.routing(set: values[target.id] ?? [:]).compactMap { Providers.routing($0)?.catalogue }
            }
            let takers = meant.filter { target in
                target.catalogue.hasOption(String(key)) || routing(target).contains { $0.hasOption(String(key)) }
            }
            guard !takers.isEmpty else {
                let options = Set(meant.flatMap { ([$0.catalogue] + routing($0)).flatMap { $0.options.map(\.name) } }).sorted()
                let near = UnknownAnnotations.nearest(String(key), among: options).map { "did you mean \($0)?" }
                throw ValidationError(
                    "--set \(setting): no option \"\(key)\" in \(meant.map(\.id).joined(separator: ", "))\n  \(near ?? "see portolan targets ID")"
                )
            }
            for taker in takers {
                let catalogue = ([taker.catalogue] + routing(taker)).first { $0.hasOption(String(key)) } ?? taker.catalogue
                if let problem = catalogue.check(option: String(key), value: value) ?? Self.unknownRouting(String(key), value) {
                    throw ValidationError("--set \(setting): \(problem)")
                }
                values[taker.id, default: [:]][String(key)] = value
            }
        }
        return map { Planner.Assignment(target: $0, set: values[$0.id] ?? [:], modules: Providers.allRouting) }
    }

    private static func isRouting(_ setting: String) -> Bool {
        setting.hasPrefix("routing=") || setting.prefix { $0 != "=" }.hasSuffix(".routing")
    }

    private static func unknownRouting(_ key: String, _ value: String) -> String? {
        guard key == "routing" else { return nil }
        let ids = TargetOptions([key: value]).list(key)
        guard let unknown = ids.first(where: { $0 != "none" && !Providers.routingIDs.contains($0) }) else { return nil }
        let near = UnknownAnnotations.nearest(unknown, among: Providers.routingIDs).map { "; did you mean \($0)?" }
        return "no routing controller \"\(unknown)\"" + (near ?? "; known: none, \(Providers.routingIDs.joined(separator: ", "))")
    }
}
