// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel
public import PortolanProvider

/// A target's annotations, ready to be looked up by key and by what they express.
public struct Vocabulary: Sendable {
    /// The target's id.
    public let target: String
    /// How many annotations it has.
    let size: Int
    private let exact: [String: [Catalogue.Annotation]]
    private let families: [(prefix: String, row: Catalogue.Annotation)]
    private let byRequirement: [String: [Catalogue.Annotation]]

    /// Indexes a catalogue.
    public init(_ catalogue: Catalogue) {
        target = catalogue.id
        size = catalogue.annotations.count
        var exact: [String: [Catalogue.Annotation]] = [:]
        var families: [(String, Catalogue.Annotation)] = []
        var byRequirement: [String: [Catalogue.Annotation]] = [:]
        for row in catalogue.annotations {
            if row.key.hasSuffix("*") {
                families.append((String(row.key.dropLast()), row))
            } else {
                exact[row.key, default: []].append(row)
            }
            if let requirement = row.requirement { byRequirement[requirement.id, default: []].append(row) }
        }
        self.exact = exact
        self.families = families
        self.byRequirement = byRequirement
    }

    /// The rows for a key.
    func rows(for key: String) -> [Catalogue.Annotation] {
        if let rows = exact[key] { return rows }
        return families.filter { key.hasPrefix($0.prefix) }.map(\.row)
    }

    /// The rows that express a requirement, in the order of the catalogue.
    func rows(expressing id: RequirementID) -> [Catalogue.Annotation] { byRequirement[id.rawValue] ?? [] }

    /// How many of a Service's annotations this target's controller acts on, shared keys of Kubernetes itself left out.
    func recognised(in service: Service) -> Int {
        service.annotations.entries.count { entry in
            guard !Self.sharedKeys.contains(entry.key) else { return false }
            return rows(for: entry.key).contains { $0.isRead && !$0.isLabel }
        }
    }

    /// Keys that belong to no cloud, though several controllers read them.
    static let sharedKeys: Set<String> = [
        "service.beta.kubernetes.io/load-balancer-source-ranges", "external-dns.alpha.kubernetes.io/hostname",
        "service.kubernetes.io/topology-mode", "service.kubernetes.io/topology-aware-hints",
    ]

    /// What a Service's annotations ask for in this target's words.
    func requirements(of service: Service) -> [Requirement] {
        var result: [Requirement] = []
        for entry in service.annotations {
            for row in rows(for: entry.key) where row.isRead && !row.isLabel {
                guard let mapping = row.requirement, let id = RequirementID(rawValue: mapping.id), holds(mapping.when, in: service)
                else { continue }
                let origin = Requirement.Origin(
                    key: entry.key, location: service.metadata.location(ofAnnotation: entry.key), words: target, isDefault: false)
                result += Self.requirements(id, mapping, value: entry.value, origin: origin, service: service)
            }
        }
        return result
    }

    private static func requirements(
        _ id: RequirementID, _ mapping: Catalogue.RequirementMapping, value: String, origin: Requirement.Origin, service: Service
    ) -> [Requirement] {
        guard mapping.form == "ports" else {
            guard let neutral = NeutralValue.read(value, as: mapping) else { return [] }
            return [Requirement(id: id, port: nil, value: neutral, origin: origin)]
        }
        // The annotation's value lists the ports that the requirement holds for, by number or name.
        guard let neutral = mapping.values["*"] else { return [] }
        let listed = Set(NeutralValue.parts(value))
        return service.ports.filter { listed.contains("*") || listed.contains(String($0.port)) || listed.contains($0.name ?? "") }.map {
            Requirement(id: id, port: .init(number: $0.port, protocol: $0.protocol.rawValue), value: neutral, origin: origin)
        }
    }

    private func holds(_ conditions: Settings, in service: Service) -> Bool {
        conditions.allSatisfy { condition in
            guard let value = service.annotations[condition.name] else { return condition.value == "!" }
            return condition.value == "*" || condition.value == value
        }
    }
}

extension Catalogue.Annotation {
    /// Whether the controller acts on it.
    var isRead: Bool { state == .read || state == .deprecated }
}
