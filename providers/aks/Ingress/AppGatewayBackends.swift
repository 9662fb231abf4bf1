// SPDX-License-Identifier: Apache-2.0

import PortolanGraph
import PortolanKubernetes
import PortolanModel
import PortolanProvider

/// The port that a pod is dialled on.
enum AppGatewayPodPort: Hashable {
    case number(Int)
    /// A named target port whose number the input does not say.
    case name(String)

    var text: String {
        switch self {
        case .number(let number): String(number)
        case .name(let name): name
        }
    }
}

/// What a backend of an Ingress becomes: the Service's port, the pod's, and whether there is a pool.
struct AppGatewayBackend: Hashable {
    /// `ns/name`.
    let service: String
    /// The port as the Ingress has it: part of the names of setting, pool and probe.
    let written: String
    /// The Service's port, or as written where none was found.
    let port: PortValue
    /// What the http setting dials.
    let podPort: AppGatewayPodPort
    /// Whether endpoints have that port; else the pool is the gateway's empty one.
    let hasPool: Bool
    /// Whether the Service exists.
    let hasService: Bool
    /// Whether exactly one port was found.
    let isCertain: Bool
}

/// Finds the ports of Services, each pair of Service and written port once.
///
/// Source: AGIC f42103da pkg/appgw/backendhttpsettings.go:112, pkg/appgw/backendaddresspools.go:84.
struct AppGatewayBackends {
    private struct Key: Hashable {
        var namespace: String
        var name: String
        var port: IntOrString
    }

    private struct Hit {
        let service: ServicePort
        let podPort: AppGatewayPodPort
    }

    let cluster: Cluster
    private var known: [Key: AppGatewayBackend] = [:]

    init(_ cluster: Cluster) { self.cluster = cluster }

    /// What a backend becomes; `nil` for one that is no Service.
    mutating func backend(_ backend: Ingress.Backend, in namespace: String) -> AppGatewayBackend? {
        guard let name = backend.service else { return nil }
        let key = Key(namespace: namespace, name: name, port: backend.port ?? .int(0))
        if let found = known[key] { return found }
        let made = resolve(key)
        known[key] = made
        return made
    }

    private func resolve(_ key: Key) -> AppGatewayBackend {
        let place = "\(key.namespace)/\(key.name)"
        let (written, asWritten): (String, PortValue) =
            switch key.port {
            case .int(let number): (String(number), .number(number))
            case .string(let name): (name, .name(name))
            }
        // Where nothing is found, a number is dialled as it is, and port 80 for a name.
        let fallback: AppGatewayPodPort = if case .int(let number) = key.port, number < 65536 { .number(number) } else { .number(80) }
        guard let service = cluster.graph.services(named: key.name, in: key.namespace).last else {
            return AppGatewayBackend(
                service: place, written: written, port: asWritten, podPort: fallback, hasPool: false, hasService: false, isCertain: false)
        }
        let ports = service.ports.filter { $0.protocol == .tcp }
        let hits = ports.filter { $0.isMeant(by: written) }.compactMap { hit($0, of: service) }
        let best = hits.enumerated().min { Self.rank($0) < Self.rank($1) }?.element
        let podPort = best?.podPort ?? fallback
        let targets = Set(ports.compactMap { hit($0, of: service)?.podPort })
        return AppGatewayBackend(
            service: place, written: written, port: best.map { .number($0.service.port) } ?? asWritten, podPort: podPort,
            hasPool: targets.contains(podPort) && cluster.hasEndpoints(service), hasService: true,
            isCertain: Set(hits.map { "\($0.service.port) \($0.podPort.text)" }).count == 1)
    }

    /// The lowest target port counts, then the order of the Service.
    private static func rank(_ element: (offset: Int, element: Hit)) -> (Int, Int) {
        guard case .number(let number) = element.element.podPort else { return (.max, element.offset) }
        return (number, element.offset)
    }

    /// A port with its pod port; `nil` where the target port is named and no pod of the input has it.
    private func hit(_ port: ServicePort, of service: Service) -> Hit? {
        switch cluster.podPort(of: port, in: service) {
        case .number(let number): Hit(service: port, podPort: .number(number))
        case .name(let name):
            cluster.graph.positions(behind: service).isEmpty ? Hit(service: port, podPort: .name(name)) : nil
        case .allocated, .traffic: nil
        }
    }
}

extension ServicePort {
    /// Whether a backend's port means this one: by number, by name, or by the target port.
    func isMeant(by written: String) -> Bool {
        let target =
            switch targetPort {
            case .int(let number): String(number)
            case .string(let name): name
            }
        return String(port) == written || name == written || target == written
    }
}
