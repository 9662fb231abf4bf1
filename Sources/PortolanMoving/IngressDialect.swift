// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel

/// What a controller of Ingresses is told in its own words.
struct DialectOutput {
    /// Objects to be written.
    var objects: [YAMLValue] = []
    /// Annotations of Services (`ns/name`).
    var services: [String: [YAMLValue.Entry]] = [:]
    /// What it cannot be told.
    var losses: [MoveLoss] = []

    mutating func annotate(_ service: String, _ key: String, _ value: String) {
        guard services[service, default: []].allSatisfy({ $0.key != key }) else { return }
        services[service, default: []].append(YAMLValue.Entry(key, .text(value)))
    }

    mutating func lose(_ host: SourceRoutes.Host, _ rule: NeutralRule, _ words: String, _ weight: MoveLoss.Weight = .loss) {
        losses.append(MoveLoss(weight, "\(host.name)\(rule.path.words): \(words)"))
    }
}

/// A controller of Ingresses that routes can be said to again.
protocol IngressDialect {
    /// The routing controller's id.
    var controller: String { get }
    /// Says the routes; names of new objects end in the controller's id.
    func output(_ routes: SourceRoutes, _ names: inout DialectNames) -> DialectOutput
}

/// What all dialects need to know of the move.
struct DialectSettings {
    /// Whether what would be open without its restrictions is written all the same.
    var allowsOpen: Bool
    /// The number of a Service's port.
    var port: (_ service: String, _ port: PortValue?) -> Int?
}

/// Names for new objects, each once.
struct DialectNames {
    let controller: String
    private var taken: Set<String> = []

    init(_ controller: String) { self.controller = controller }

    /// A name that no other new object of the namespace has.
    mutating func unique(_ wanted: String, in namespace: String) -> String {
        let base = "\(wanted.prefix(200))-\(controller)"
        var name = base
        var number = 2
        while !taken.insert("\(namespace)/\(name)").inserted {
            name = "\(base)-\(number)"
            number += 1
        }
        return name
    }
}

extension IngressDialect {
    /// The Service that most requests go to, with its port; `nil` where there is none.
    func single(
        _ backends: [WeightedBackend], _ host: SourceRoutes.Host, _ rule: NeutralRule, _ settings: DialectSettings,
        _ output: inout DialectOutput
    ) -> (service: String, port: Int)? {
        let live = backends.filter { $0.weight != 0 }
        guard let first = live.max(by: { ($0.weight ?? 1) < ($1.weight ?? 1) }) else { return nil }
        if live.count > 1 {
            let shares = live.map { "\($0.weight ?? 1) to \($0.service)" }.joined(separator: ", ")
            output.lose(host, rule, "its shares (\(shares)) cannot be told \(controller); all goes to \(first.service)")
        }
        guard let port = settings.port(first.service, first.port) else {
            output.lose(host, rule, "the port of Service \(first.service) has no number in the input; it is left out")
            return nil
        }
        return (first.service, port)
    }

    /// The namespaces of the rules' origins, in their order.
    func namespaces(_ routes: SourceRoutes) -> [String] {
        var seen: Set<String> = []
        return routes.hosts.flatMap(\.rules).compactMap { $0.origin?.object.namespace }.filter { seen.insert($0).inserted }
    }

    /// The name that objects of a namespace are called after: that of its first Ingress.
    func stem(_ routes: SourceRoutes, _ namespace: String) -> String {
        routes.group.ingresses.first { $0.metadata.namespace == namespace }?.metadata.name ?? "routes"
    }
}

extension String {
    /// The part of `ns/name` behind the slash.
    var serviceName: String { firstIndex(of: "/").map { String(self[index(after: $0)...]) } ?? self }
}
