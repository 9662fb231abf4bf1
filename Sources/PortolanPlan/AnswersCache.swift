// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel
import PortolanProvider
import Synchronization

/// The answers of controllers whose Services share something, each made once for all the questions about changed Services: to ask for
/// everything again each time would cost the square of the Services' number.
final class AnswersCache: Sendable {
    /// Answers, and where among them a Service stands.
    struct Entry: Sendable {
        var answers: any Answers
        var places: [SourceLocation: Int]
    }

    private struct Key: Hashable {
        var target: String
        var families: [IPFamily]
        var options: TargetOptions

        init(_ assignment: Planner.Assignment) {
            target = assignment.target.id
            families = assignment.families
            options = assignment.options
        }
    }

    private let entries = Mutex<[Key: Entry]>([:])
    private let inventories = Mutex<[Key: Inventory]>([:])

    /// The input as the release of a target knows it, made once.
    func inventory(_ assignment: Planner.Assignment, of inventory: Inventory) -> Inventory {
        guard !assignment.target.catalogue.beyond.isEmpty else { return inventory }
        let key = Key(assignment)
        return inventories.withLock { inventories in
            if let known = inventories[key] { return known }
            let known = assignment.target.catalogue.known(inventory)
            inventories[key] = known
            return known
        }
    }

    /// The answers of a target for the Services that it claims, made when they are first asked for.
    func entry(_ assignment: Planner.Assignment, _ services: [Service], _ cluster: Cluster) -> Entry {
        let key = Key(assignment)
        return entries.withLock { entries in
            if let entry = entries[key] { return entry }
            let claimed = services.filter { assignment.target.controller.claims($0, in: cluster) }
            let places = Dictionary(claimed.enumerated().map { ($1.metadata.location, $0) }) { first, _ in first }
            let entry = Entry(answers: assignment.target.controller.answers(for: claimed, in: cluster), places: places)
            entries[key] = entry
            return entry
        }
    }
}
