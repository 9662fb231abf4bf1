// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel
import PortolanProvider

/// What the names in a provider file stand for: one Service, one of its ports or none, and the values read so far.
struct Scope {
    let service: Service
    let cluster: Cluster
    var port: ServicePort?
    var values: [String: String] = [:]

    init(service: Service, cluster: Cluster, port: ServicePort? = nil) {
        self.service = service
        self.cluster = cluster
        self.port = port
    }

    /// The names that every provider file knows.
    static let fields: Set<String> = [
        "service.name", "service.namespace", "service.class", "service.loadBalancerIP", "service.externalTrafficPolicy",
        "service.sessionAffinity", "service.affinityTimeout", "service.allocateNodePorts", "service.protocols", "service.portCount", "service.firstPort",
        "service.families", "service.family", "service.familyPolicy", "service.sourceRanges", "service.healthCheckNodePort",
        "port.number", "port.name", "port.protocol", "port.appProtocol", "port.nodePort", "pool.name", "pool.scope", "pool.families",
        "pool.addresses", "text",
    ]

    func value(_ name: String) -> String? {
        if let value = values[name] { return value }
        guard let dot = name.firstIndex(of: ".") else { return nil }
        let rest = String(name[name.index(after: dot)...])
        switch name[..<dot] {
        case "service": return serviceField(rest)
        case "port": return port.flatMap { Self.field(rest, of: $0) }
        case "option": return cluster.options[rest].flatMap { $0.isEmpty ? nil : $0 }
        default: return nil
        }
    }

    private func serviceField(_ name: String) -> String? {
        switch name {
        case "name": service.name
        case "namespace": service.namespace
        case "class": service.loadBalancerClass
        case "loadBalancerIP": service.loadBalancerIP
        case "externalTrafficPolicy": service.externalTrafficPolicy.rawValue
        case "sessionAffinity": service.hasClientIPAffinity ? "ClientIP" : "None"
        case "affinityTimeout": service.affinityTimeoutSeconds.map(String.init)
        case "allocateNodePorts": String(service.allocateLoadBalancerNodePorts)
        case "protocols": Set(service.ports.map(\.protocol.rawValue)).sorted().joined(separator: ",")
        case "firstPort": service.ports.first.map { String($0.port) }
        case "portCount": String(service.ports.count)
        case "families": cluster.families(of: service).map(\.rawValue).joined(separator: ",")
        case "family": cluster.families(of: service).first?.rawValue
        case "familyPolicy": (service.ipFamilyPolicy ?? .singleStack).rawValue
        case "sourceRanges":
            service.loadBalancerSourceRanges.isEmpty
                ? nil : service.loadBalancerSourceRanges.map { $0.trimmingSpaces() }.joined(separator: ",")
        case "healthCheckNodePort": service.needsHealthCheck ? service.healthCheckNodePort.map(String.init) ?? "allocated" : nil
        default: nil
        }
    }

    private static func field(_ name: String, of port: ServicePort) -> String? {
        switch name {
        case "number": String(port.port)
        case "name": port.name
        case "protocol": port.protocol.rawValue
        case "appProtocol": port.appProtocol
        case "nodePort": port.nodePort.map(String.init) ?? "allocated"
        default: nil
        }
    }
}
