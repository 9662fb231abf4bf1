// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel
import PortolanProvider

/// The changes that may help a Service on one target, the likeliest first.
struct AdaptationCandidates: Sendable {
    /// Whether nobody knows who was to reach the Service, so that nothing may be written that lets everybody.
    var isScopeUnread = false
    private let vocabulary: Vocabulary
    private let classes: [String]
    /// What a controller must be told before it acts at all: a location, a network.
    private let placements: [[ServiceChange]]
    /// What chooses between products and modes: each value of each row that has few.
    private let switches: [[ServiceChange]]

    init(_ target: Target, vocabulary: Vocabulary) {
        self.vocabulary = vocabulary
        classes = target.catalogue.classes
        let rows = target.catalogue.annotations.filter { $0.isRead && !$0.isLabel && !$0.key.contains("*") }
        placements = rows.flatMap { row in
            row.requirements.compactMap { mapping -> [ServiceChange]? in
                guard mapping.isWritten, [.placementZones, .placementNetwork, .placementSubnets].contains(mapping.id) else { return nil }
                return [.annotation(key: row.key, value: ServiceChange.placeholder(mapping.id))]
            }
        }
        switches = rows.filter { $0.state == .read && ($0.requirements.isEmpty || $0.requirements.contains(where: \.isWritten)) }.flatMap {
            row in
            let values = row.type == .boolean ? ["true", "false"] : row.type == .enum ? row.values : []
            return values.map { [ServiceChange.annotation(key: row.key, value: $0)] }
        }
    }

    /// Changes that may make a controller claim a Service, or stop refusing it.
    func claims(of written: Adaptation) -> [[ServiceChange]] {
        let service = written.service
        var result: [[ServiceChange]] = []
        if service.type != .loadBalancer { return [[.field(name: "type", value: Service.Kind.loadBalancer.rawValue)]] }
        if service.loadBalancerClass != nil { result.append([.removal(name: "loadBalancerClass")]) }
        result += classes.filter { $0 != service.loadBalancerClass }.map { [.field(name: "loadBalancerClass", value: $0)] }
        guard written.exposure.status == .failed || written.exposure.status == .unclaimed else { return result }
        if service.loadBalancerIP != nil {
            result.append([.removal(name: "loadBalancerIP")])
        } else if let wanted = written.judgements.first(where: { $0.requirement.id == .addressReserved })?.requirement.value,
            IPAddress(wanted) != nil
        {
            // What an adaptation to another cloud took out: here it may be the only address there is.
            result.append([.field(name: "loadBalancerIP", value: wanted)])
        }
        if service.hasClientIPAffinity { result.append([.field(name: "sessionAffinity", value: "None")]) }
        result += placements.filter { changes in changes.allSatisfy { service.annotations[$0.key] == nil } }
        result += switches
        // What one cloud's annotation means elsewhere may be what is refused: home keeps what it says in neutral words.
        let own = service.annotations.entries.filter { vocabulary.reads($0.key) }.map { [ServiceChange.annotationRemoval(key: $0.key)] }
        return result + own
    }

    /// Changes that may meet a requirement.
    func candidates(for requirement: Requirement, in service: Service) -> [[ServiceChange]] {
        if isScopeUnread, requirement.id == .reachability, requirement.value != "private" { return [] }
        var single = singles(for: requirement, in: service)
        // A port that no listener carries may need another product or mode.
        if requirement.id == .portProtocol, Judge.transports.contains(requirement.value) { single += switches }
        guard requirement.port != nil, requirement.id == .portProtocol || requirement.id == .tlsCertificate else { return single }
        guard requirement.id == .tlsCertificate || ["TLS", "HTTPS"].contains(requirement.value) else { return single }
        // TLS needs a certificate and a port that uses it; one without the other may win nothing.
        var certificate = requirement
        certificate.id = .tlsCertificate
        let values = requirement.id == .portProtocol ? [requirement.value, "TLS", "HTTPS"] : ["TLS", "HTTPS"]
        let ports = values.flatMap { value -> [[ServiceChange]] in
            var spoken = requirement
            spoken.id = .portProtocol
            spoken.value = value
            return singles(for: spoken, in: service)
        }
        let pairs = singles(for: certificate, in: service).flatMap { certificate in ports.map { certificate + $0 } }
        return single + pairs + (requirement.id == .portProtocol ? ports : [])
    }

    private func singles(for requirement: Requirement, in service: Service) -> [[ServiceChange]] {
        // An address of the cloud's own is named in its words; the field is for where there are none.
        let isFieldLast = requirement.id == .addressReserved
        var result = isFieldLast ? [] : field(for: requirement, in: service)
        for expression in vocabulary.rows(expressing: requirement.id) where expression.row.state == .read && !expression.row.isLabel {
            let mapping = expression.mapping
            guard mapping.isWritten else { continue }
            let changes = keys(of: expression.row, requirement, service).compactMap { key -> ServiceChange? in
                value(for: requirement, expression, key, in: service).map { .annotation(key: key, value: $0) }
            }
            guard !changes.isEmpty else { continue }
            if requirement.id == .addressReserved, mapping.form == .list { result += Self.numbered(changes) }
            let conditions = mapping.when.entries.filter { $0.value != "*" && $0.value != "!" && service.annotations[$0.name] != $0.value }
            result.append(conditions.map { ServiceChange.annotation(key: $0.name, value: $0.value) } + changes)
        }
        return isFieldLast ? result + field(for: requirement, in: service) : result
    }

    /// The same placeholder in a list of two and of three, where one address a zone is wanted.
    private static func numbered(_ changes: [ServiceChange]) -> [[ServiceChange]] {
        (2...3).map { count in
            changes.map { change in
                guard case .annotation(let key, let value) = change, value.hasPrefix(ServiceChange.placeholderPrefix) else { return change }
                return .annotation(key: key, value: (1...count).map { "\(value)-\($0)" }.joined(separator: ","))
            }
        }
    }

    /// The keys to write: the row's own, or one for each port where its `*` stands for a port.
    private func keys(of row: Catalogue.Annotation, _ requirement: Requirement, _ service: Service) -> [String] {
        // A word for the whole endpoint says it of one port too; the search sees whether the other ports suffer.
        guard let star = row.key.firstIndex(of: "*") else { return [row.key] }
        let head = row.key[..<star]
        let tail = row.key[row.key.index(after: star)...]
        return service.ports.filter { requirement.port == nil || requirement.port?.number == $0.port }.map { port in
            // `listener-attributes.TCP-80` with Amazon, `port_80_…` with the others.
            let middle = head.hasSuffix(".") ? "\(port.protocol.rawValue)-\(port.port)" : String(port.port)
            return head + middle + tail
        }
    }

    private func value(
        for requirement: Requirement, _ expression: Vocabulary.Expression, _ key: String, in service: Service
    ) -> String? {
        let mapping = expression.mapping
        if mapping.form == .ports {
            guard mapping.values["*"] == requirement.value, let port = requirement.port else { return nil }
            let written = service.annotations[key].map(NeutralValue.parts) ?? []
            return (written.filter { $0 != String(port.number) } + [String(port.number)]).joined(separator: ",")
        }
        if requirement.id.namesCloudObject, mapping.values.isEmpty {
            // What is written there may be the user's own: it stays.
            return NeutralValue.write(
                placeholder: ServiceChange.placeholder(requirement.id), as: mapping, type: expression.row.type,
                over: service.annotations[key])
        }
        return NeutralValue.write(requirement.value, as: mapping, type: expression.row.type, over: service.annotations[key])
    }

    /// Kubernetes' own fields, which several controllers read.
    private func field(for requirement: Requirement, in service: Service) -> [[ServiceChange]] {
        switch requirement.id {
        case .sourceRanges where NeutralValue.areAddresses(requirement.value):
            return [[.list(name: "loadBalancerSourceRanges", values: NeutralValue.parts(requirement.value))]]
        case .addressReserved:
            return [[.field(name: "loadBalancerIP", value: ServiceChange.placeholder(.addressReserved))]]
        case .clientAddress: return [[.field(name: "externalTrafficPolicy", value: "Local")]]
        case .affinity where requirement.value == "client-ip": return [[.field(name: "sessionAffinity", value: "ClientIP")]]
        // A class may bring another controller of the cloud, which can do more.
        case .reachability, .backendTarget, .addressFamilies:
            return classes.filter { $0 != service.loadBalancerClass }.map { [.field(name: "loadBalancerClass", value: $0)] }
        default: return []
        }
    }
}

extension ServiceChange {
    /// The annotation's key; empty for fields.
    fileprivate var key: String {
        switch self {
        case .annotation(let key, _), .annotationRemoval(let key): key
        case .field, .list, .removal: ""
        }
    }
}
