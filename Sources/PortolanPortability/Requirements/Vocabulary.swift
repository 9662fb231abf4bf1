// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel
public import PortolanProvider

/// A target's annotations, ready to be looked up by key and by what they express.
public struct Vocabulary: Sendable {
    /// A row and one of the requirements that it expresses.
    struct Expression: Sendable {
        var row: Catalogue.Annotation
        var mapping: Catalogue.RequirementMapping
    }

    /// The target's id.
    public let target: String
    /// The cloud that it belongs to.
    let provider: String
    /// Whether the operator's own pools decide about addresses, which are no cloud's then.
    let hasPools: Bool
    /// What the platform team sets up that decides who reaches an address; `nil` where manifests can say.
    let scopeDecidedBy: String?
    /// How many annotations it has.
    let size: Int
    /// Rows whose key has a `*`.
    let wildcards: [Catalogue.Annotation]
    private let exact: [String: [Catalogue.Annotation]]
    private let ranks: [String: Int]
    private let byRequirement: [RequirementID: [Expression]]
    private let settings: [RequirementID: [Catalogue.SettingMapping]]
    private let productDefaults: [String: Settings]

    /// Indexes a catalogue.
    public init(_ catalogue: Catalogue) {
        target = catalogue.id
        provider = catalogue.provider
        hasPools = Self.hasPools(catalogue)
        scopeDecidedBy = catalogue.scopeDecidedBy
        size = catalogue.annotations.count
        exact = Dictionary(grouping: catalogue.annotations.filter { !$0.key.contains("*") }, by: \.key)
        ranks = Dictionary(catalogue.annotations.enumerated().map { ($1.key, $0) }) { first, _ in first }
        wildcards = catalogue.annotations.filter { $0.key.contains("*") }
        var byRequirement: [RequirementID: [Expression]] = [:]
        for row in catalogue.annotations {
            for mapping in row.requirements { byRequirement[mapping.id, default: []].append(Expression(row: row, mapping: mapping)) }
        }
        self.byRequirement = byRequirement
        settings = Dictionary(grouping: catalogue.settings, by: \.requirement.id)
        productDefaults = Dictionary(catalogue.products.filter { !$0.defaults.isEmpty }.map { ($0.id, $0.defaults) }) { first, _ in first }
    }

    /// Whether the operator's own pools decide about a target's addresses.
    static func hasPools(_ catalogue: Catalogue) -> Bool { catalogue.options.contains { $0.name.lowercased().hasSuffix("pools") } }

    /// The rows for a key.
    func rows(for key: String) -> [Catalogue.Annotation] {
        if let rows = exact[key] { return rows }
        return wildcards.isEmpty ? [] : wildcards.filter { $0.matches(key) }
    }

    /// The rows that express a requirement, in the order of the catalogue.
    func rows(expressing id: RequirementID) -> [Expression] { byRequirement[id] ?? [] }

    /// The settings that show what becomes of a requirement.
    func settings(showing id: RequirementID) -> [Catalogue.SettingMapping] { settings[id] ?? [] }

    /// What a product does where nothing says otherwise; `nil` where that is not known.
    func productDefault(_ id: RequirementID, product: String) -> String? { productDefaults[product]?[id.rawValue] }

    /// The keys that this target's controller acts on and that belong to no other cloud.
    var ownKeys: [String] {
        exact.filter { $0.value.contains { $0.isRead && !$0.isLabel } && !Self.sharedKeys.contains($0.key) }.map(\.key)
    }

    /// Keys that belong to no cloud, though several controllers read them.
    static let sharedKeys: Set<String> = [
        "service.beta.kubernetes.io/load-balancer-source-ranges", "external-dns.alpha.kubernetes.io/hostname",
        "service.kubernetes.io/topology-mode", "service.kubernetes.io/topology-aware-hints",
    ]

    /// Whether this target's controller acts on an annotation.
    func reads(_ key: String) -> Bool { rows(for: key).contains { $0.isRead && !$0.isLabel } }

    /// Whether an annotation's value means something to this target's controller.
    func understands(_ key: String, _ value: String) -> Bool {
        rows(for: key).contains { row in
            guard row.isRead, !row.isLabel else { return false }
            guard !row.requirements.isEmpty else { return row.values.isEmpty || row.values.contains(value) }
            return row.requirements.contains { $0.form == .ports || NeutralValue.read(value, as: $0, type: row.type) != nil }
        }
    }

    /// What a Service's annotations ask for in this target's words, in the order of the catalogue: that of a manifest means nothing.
    ///
    /// - Parameter isMeant: Whether a word counts though what it needs beside it is missing, so that the controller passes over it.
    func requirements(of service: Service, isMeant: Bool = false) -> [Requirement] {
        var result: [(rank: Int, requirement: Requirement)] = []
        for entry in service.annotations {
            for row in rows(for: entry.key) where row.isRead && !row.isLabel {
                for mapping in row.requirements where isMeant || holds(mapping.when, in: service) {
                    result += requirements(mapping, row, entry, service).map { (ranks[row.key] ?? 0, $0) }
                }
            }
        }
        guard result.count > 1 else { return result.map(\.requirement) }
        return result.sorted { ($0.rank, $0.requirement) < ($1.rank, $1.requirement) }.map(\.requirement)
    }

    private func requirements(
        _ mapping: Catalogue.RequirementMapping, _ row: Catalogue.Annotation, _ entry: StringMap.Entry, _ service: Service
    ) -> [Requirement] {
        let id = mapping.id
        // The place is looked up only for what is kept (`RequirementReader`): own words are read for every change that is tried.
        let origin = Requirement.Origin(key: entry.key, location: service.metadata.location, words: target, isDefault: false)
        var port: Requirement.Port?
        if exact[entry.key] == nil, let wildcard = row.wildcard(in: entry.key) {
            guard let meant = service.ports.first(where: { $0.isMeant(by: wildcard) }) else { return [] }
            port = .init(number: meant.port, protocol: meant.protocol.rawValue)
        }
        guard mapping.form == .ports else {
            guard let neutral = NeutralValue.read(entry.value, as: mapping, type: row.type) else { return [] }
            return [Requirement(id: id, port: port, value: neutral, origin: origin)]
        }
        // The annotation's value lists the ports that the requirement holds for, by number or name.
        guard let neutral = mapping.values["*"] else { return [] }
        let listed = Set(NeutralValue.parts(entry.value))
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

extension ServicePort {
    /// Whether the varying part of an annotation's key means this port: `443`, `TCP-443`, or its name.
    fileprivate func isMeant(by text: String) -> Bool {
        if text == String(port) || text == name { return true }
        let parts = text.split(separator: "-", maxSplits: 1)
        return parts.count == 2 && parts[0].uppercased() == `protocol`.rawValue && parts[1] == String(port)
    }
}
