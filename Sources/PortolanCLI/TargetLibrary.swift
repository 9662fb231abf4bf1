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
