// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel

/// Annotations that keep an adapted manifest's requirements what they were: its home by name, and in neutral words whatever would be read
/// otherwise once its own words have changed.
struct Pins {
    /// Says in neutral words that something is not asked for.
    static let nothing = "-"

    let home: String?
    /// Whether what the home makes of a Service hangs on the others too, so that it is better said outright.
    let isHomeShared: Bool
    /// Reads what a Service asks for.
    let read: (Service) -> [Requirement]

    /// The pins that a changed Service needs so that it asks for exactly what it asked for before, and what it asks for with them.
    func pinned(_ service: Service, keeping requirements: [Requirement]) -> (
        changes: [ServiceChange], service: Service, requirements: [Requirement]
    ) {
        var changes: [ServiceChange] = []
        if service.annotations[Home.annotation] != (home ?? Home.nobody) {
            changes.append(.annotation(key: Home.annotation, value: home ?? Home.nobody))
        }
        let pinned = changes.reduce(service) { $1.applied(to: $0) }
        let now = read(pinned)
        let asked = Set(requirements.map(Question.init))
        let said = Dictionary(grouping: now, by: Question.init)
        let unsaid = changes.count
        for requirement in requirements {
            let isFleeting = isHomeShared && requirement.id == .reachability && requirement.origin.isDefault
            guard isFleeting || said[Question(requirement)]?.contains(where: { $0.says(the: requirement) }) != true else { continue }
            changes.append(.annotation(key: Self.key(requirement), value: requirement.value))
        }
        for requirement in now where !asked.contains(Question(requirement)) {
            changes.append(.annotation(key: Self.key(requirement), value: Self.nothing))
        }
        guard changes.count > unsaid else { return (changes, pinned, now) }
        let result = changes.reduce(service) { $1.applied(to: $0) }
        return (changes, result, read(result))
    }

    /// What a requirement is about: two of one question ask for the same thing, if not for the same value.
    private struct Question: Hashable {
        let id: RequirementID
        let port: Requirement.Port?

        init(_ requirement: Requirement) {
            id = requirement.id
            port = requirement.port
        }
    }

    private static func key(_ requirement: Requirement) -> String {
        let port = requirement.port.map { "_\($0.number)-\($0.protocol)" } ?? ""
        return RequirementReader.neutralPrefix + requirement.id.rawValue + port
    }
}

extension Requirement {
    /// Whether another requirement asks for the same, wherever it comes from.
    func says(the other: Requirement) -> Bool { id == other.id && port == other.port && value == other.value }
}
