// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel
import PortolanProvider

/// What a name in a provider file refers to, found when the file is read, so that planning compares no names.
enum Reference: Hashable, Sendable {
    /// The value at this place of the file's values.
    case value(Int)
    case service(ServiceField)
    case port(PortField)
    case pool(PoolField)
    case option(String)
    /// The text that is bad, in a refusal.
    case text

    enum ServiceField: String, CaseIterable {
        case name, namespace, `class`, loadBalancerIP, externalTrafficPolicy, sessionAffinity, affinityTimeout, allocateNodePorts, protocols
        case portCount, firstPort, families, family, familyPolicy, sourceRanges, healthCheckNodePort
    }

    enum PortField: String, CaseIterable { case number, name, `protocol`, appProtocol, nodePort }

    enum PoolField: String, CaseIterable { case name, scope, families, addresses }

    /// The names that every provider file knows.
    static let fields: [String: Reference] = {
        var names: [String: Reference] = ["text": .text, "option.clusterIPFamilies": .option("clusterIPFamilies")]
        for field in ServiceField.allCases { names["service.\(field.rawValue)"] = .service(field) }
        for field in PortField.allCases { names["port.\(field.rawValue)"] = .port(field) }
        for field in PoolField.allCases { names["pool.\(field.rawValue)"] = .pool(field) }
        return names
    }()
}

/// What names stand for: one Service, one of its ports or none, and the values read so far.
///
/// A class, since conditions and texts pass it on thousands of times a plan.
final class Scope {
    let service: Service
    let cluster: Cluster
    let annotations: StringMap
    let port: ServicePort?
    /// The values in the order of the file; those behind the end are absent.
    var values: [String?]
    var pool: AddressPools.Assignment?
    var badText: String?

    /// A scope without a port.
    init(service: Service, cluster: Cluster) {
        self.service = service
        self.cluster = cluster
        annotations = service.annotations
        port = nil
        values = []
    }

    /// The scope of one port of another scope's Service.
    init(port: ServicePort, of scope: Scope) {
        service = scope.service
        cluster = scope.cluster
        annotations = scope.annotations
        self.port = port
        values = scope.values
    }

    func value(_ reference: Reference) -> String? {
        switch reference {
        case .value(let index): index < values.count ? values[index] : nil
        case .service(let field): text(of: field)
        case .port(let field): port.flatMap { Self.text(of: field, in: $0) }
        case .pool(let field): pool.flatMap { $0.text(of: field) }
        case .option(let name): cluster.options[name].flatMap { $0.isEmpty ? nil : $0 }
        case .text: badText
        }
    }

    private func text(of field: Reference.ServiceField) -> String? {
        switch field {
        case .name: service.name
        case .namespace: service.namespace
        case .class: service.loadBalancerClass
        case .loadBalancerIP: service.loadBalancerIP
        case .externalTrafficPolicy: service.externalTrafficPolicy.rawValue
        case .sessionAffinity: service.hasClientIPAffinity ? "ClientIP" : "None"
        case .affinityTimeout: service.affinityTimeoutSeconds.map(String.init)
        case .allocateNodePorts: String(service.allocateLoadBalancerNodePorts)
        case .protocols: Set(service.ports.map(\.protocol.rawValue)).sorted().joined(separator: ",")
        case .portCount: String(service.ports.count)
        case .firstPort: service.ports.first.map { String($0.port) }
        case .families: cluster.families(of: service).map(\.rawValue).joined(separator: ",")
        case .family: cluster.families(of: service).first?.rawValue
        case .familyPolicy: (service.ipFamilyPolicy ?? .singleStack).rawValue
        case .sourceRanges: sourceRanges
        case .healthCheckNodePort: service.needsHealthCheck ? service.healthCheckNodePort.map(String.init) ?? "allocated" : nil
        }
    }

    private var sourceRanges: String? {
        guard !service.loadBalancerSourceRanges.isEmpty else { return nil }
        return service.loadBalancerSourceRanges.map { $0.trimmingSpaces() }.joined(separator: ",")
    }

    private static func text(of field: Reference.PortField, in port: ServicePort) -> String? {
        switch field {
        case .number: String(port.port)
        case .name: port.name
        case .protocol: port.protocol.rawValue
        case .appProtocol: port.appProtocol
        case .nodePort: port.nodePort.map(String.init) ?? "allocated"
        }
    }
}
