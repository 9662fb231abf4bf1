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
    }

    private let entries = Mutex<[Key: Entry]>([:])

    /// The answers of a target for the Services that it claims, made when they are first asked for.
    func entry(_ assignment: Planner.Assignment, _ services: [Service], _ cluster: Cluster) -> Entry {
        let key = Key(target: assignment.target.id, families: assignment.families, options: assignment.options)
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
