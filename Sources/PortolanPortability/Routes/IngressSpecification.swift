// SPDX-License-Identifier: Apache-2.0

package import PortolanKubernetes
import PortolanManifest
package import PortolanModel

/// What Kubernetes' own documentation says that an Ingress means, for one whose controller is not known: paths by whole elements, the
/// exact path before the longest prefix, the exact host before a wildcard of one label.
package enum IngressSpecification {
    /// The exposure that a controller which keeps to the letter would give.
    package static func exposure(of ingress: Ingress) -> Exposure { exposure(of: [ingress]) }

    /// The same of several Ingresses behind one load balancer.
    package static func exposure(of ingresses: [Ingress]) -> Exposure {
        var rules = ingresses.flatMap { ingress in
            ingress.rules.flatMap { rule in
                rule.paths.map { path in
                    Rule(
                        hosts: rule.host.map { [$0.lowercased()] } ?? [], path: match(path),
                        backends: backend(path.backend, in: ingress).map { [$0] } ?? [],
                        origin: RuleOrigin(object: ingress.metadata.reference, location: path.node.location))
                }
            }
        }
        rules.sort { specificity($0) > specificity($1) }
        let hosts = Set(rules.flatMap(\.hosts)).sorted()
        for ingress in ingresses {
            guard let backend = ingress.defaultBackend.flatMap({ backend($0, in: ingress) }) else { continue }
            // What no path of a host takes goes to the default backend too.
            let origin = RuleOrigin(object: ingress.metadata.reference, location: ingress.metadata.location)
            rules += hosts.map { Rule(hosts: [$0], backends: [backend], origin: origin) } + [Rule(backends: [backend], origin: origin)]
        }
        let plane = DataPlane(hostWildcard: .oneLabel, picksHostFirst: true)
        var listeners = [Listener(port: 80, protocol: "HTTP", rules: rules)]
        if ingresses.contains(where: { !$0.tls.isEmpty }) { listeners.append(Listener(port: 443, protocol: "HTTPS", rules: rules)) }
        return Exposure(
            status: .provisioned,
            loadBalancers: [LoadBalancer(product: "ingress", scope: nil, families: [], listeners: listeners, dataPlane: plane)])
    }

    private static func match(_ path: Ingress.Path) -> PathMatch? {
        let value = path.path ?? "/"
        if path.pathType == "Exact" { return PathMatch(.exact, value) }
        return value == "/" ? nil : PathMatch(.segments, value)
    }

    private static func backend(_ backend: Ingress.Backend, in ingress: Ingress) -> WeightedBackend? {
        guard let service = backend.service else { return nil }
        return WeightedBackend(service: "\(ingress.metadata.namespace)/\(service)", port: backend.port.map(PortValue.init))
    }

    /// Longer comes first, and exact before a prefix of the same text.
    private static func specificity(_ rule: Rule) -> (Int, Int) {
        (rule.path?.value.utf8.count ?? 0, rule.path?.kind == .exact ? 1 : 0)
    }
}

extension PortValue {
    /// A port as it is written.
    package init(_ port: IntOrString) {
        switch port {
        case .int(let number): self = .number(number)
        case .string(let name): self = .name(name)
        }
    }
}
