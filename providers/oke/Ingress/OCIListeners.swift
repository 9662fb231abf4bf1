// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanManifest
import PortolanModel
import PortolanProvider

/// The listeners that the Ingresses of a class make, one for each port, and their pools.
struct OCIListeners {
    /// What a listener has been given so far.
    private struct Listening {
        var spoken: String
        var passes: OCIIngress.Backend?
        var certificate: (kind: String, name: String)?
        var rules: [(path: Ingress.Path, rule: Rule)] = []
    }

    /// What a pool has been given so far.
    private struct Member {
        var policy: String
        var check: HealthCheck
        var isEncrypted = false
    }

    private var ports: [Int: Listening] = [:]
    private var members: [OCIIngress.Backend: Member] = [:]
    private var order: [OCIIngress.Backend] = []
    /// What answers where no rule does.
    var fallback: OCIIngress.Backend?

    /// Adds a path; what contradicts an earlier one is refused, for all Ingresses of the class.
    // Source: oci-native-ingress-controller v1.4.3, pkg/state/ingressstate.go:141.
    mutating func add(_ path: Ingress.Path, of member: OCIIngress, to backend: OCIIngress.Backend) throws(GoError) {
        let port = try member.listenerPort(host: path.host, servicePort: backend.port)
        var listening = ports[port] ?? Listening(spoken: member.spoken)
        guard listening.spoken == member.spoken else {
            throw GoError("validation failure: conflict with protocol configured for listener \(port)")
        }
        if member.spoken == "TCP" {
            if let other = listening.passes, other != backend {
                throw GoError("validation failure: conflict with default backend set for TCP listener \(port)")
            }
            listening.passes = backend
        }
        let check = try member.healthCheck()
        if order.contains(backend), let known = members[backend] {
            guard check == known.check || check == Self.usualCheck else {
                throw GoError(
                    "validation failure: conflict with health checker configured for backend set of \(backend.service):\(backend.port)")
            }
            guard known.policy == member.policy else {
                throw GoError("validation failure: conflict with policy configured for backend set of \(backend.service):\(backend.port)")
            }
        } else {
            order.append(backend)
        }
        var pool = Member(policy: member.policy, check: check, isEncrypted: members[backend]?.isEncrypted ?? false)
        for (kind, name) in certificates(of: path.host, member) {
            if let other = listening.certificate, other.kind != kind || other.name != name {
                throw GoError(
                    "validating \(kind == "secret" ? "secrets" : "certificates"): validation failure: service port \(port) configured with multiple certificates or secrets"
                )
            }
            listening.certificate = (kind, name)
            pool.isEncrypted = member.encryptsBackends
        }
        members[backend] = pool
        if member.spoken != "TCP" { listening.rules.append((path, rule(path, member, backend))) }
        ports[port] = listening
    }

    private static let usualCheck = HealthCheck(protocol: "TCP", port: .traffic, interval: 10, timeout: 3, unhealthyThreshold: 3)

    private func certificates(of host: String?, _ member: OCIIngress) -> [(kind: String, name: String)] {
        guard member.spoken != "TCP" else { return [] }
        var found: [(String, String)] = []
        if let certificate = member.certificate { found.append(("certificate", certificate)) }
        if host != nil, let secret = member.secret(of: host), !secret.isEmpty { found.append(("secret", secret)) }
        return found
    }

    private func rule(_ path: Ingress.Path, _ member: OCIIngress, _ backend: OCIIngress.Backend) -> Rule {
        let origin = RuleOrigin(object: member.ingress.metadata.reference, location: path.node.location)
        return Rule(
            hosts: path.host.map { [$0.lowercased()] } ?? [],
            path: PathMatch(path.pathType == "Exact" ? .exact : .prefix, path.path ?? ""),
            backends: [
                WeightedBackend(service: backend.service, port: .number(backend.port), failure: backend.missing == nil ? nil : 502)
            ], origin: origin)
    }

    // MARK: Results

    /// The listeners by port.
    var all: [Listener] {
        ports.sorted { $0.key < $1.key }.map { port, listening in
            if let backend = listening.passes {
                let rule = Rule(backends: [
                    WeightedBackend(service: backend.service, port: .number(backend.port), failure: backend.missing == nil ? nil : 502)
                ])
                return Listener(port: port, protocol: "TCP", rules: [rule])
            }
            var rules = sorted(listening.rules)
            if let fallback {
                rules.append(
                    Rule(backends: [
                        WeightedBackend(
                            service: fallback.service, port: .number(fallback.port), failure: fallback.missing == nil ? nil : 502)
                    ]))
            }
            let tls = listening.certificate.map { TLS(certificates: [$0.name]) }
            let spoken = listening.spoken == "HTTP2" ? "HTTP2" : tls == nil ? "HTTP" : "HTTPS"
            return Listener(port: port, protocol: spoken, rules: rules, tls: tls)
        }
    }

    /// Rules in the order in which the policy has them: by the text of the path, backwards, whatever the host.
    // Source: oci-native-ingress-controller v1.4.3, pkg/controllers/routingpolicy/util.go ByPath.Less.
    private func sorted(_ rules: [(path: Ingress.Path, rule: Rule)]) -> [Rule] {
        func key(_ path: Ingress.Path) -> (String, String, String) {
            (path.path ?? "", path.pathType ?? "ImplementationSpecific", path.host ?? "")
        }
        let order = rules.indices.sorted { left, right in
            let (one, other) = (key(rules[left].path), key(rules[right].path))
            if one.0 != other.0 { return other.0.utf8.lexicographicallyPrecedes(one.0.utf8) }
            if one.1 != other.1 { return one.1 < other.1 }
            if one.2 != other.2 { return other.2.utf8.lexicographicallyPrecedes(one.2.utf8) }
            return left < right
        }
        var result = order.map { rules[$0] }
        // Of equal ones the greater hash of namespace, Service and port comes first: nobody who writes them knows which that is.
        let groups = Dictionary(grouping: result.indices) { index -> [String] in
            let (path, kind, host) = key(result[index].path)
            return [path, kind, host]
        }
        for members in groups.values where members.count > 1 {
            for index in members {
                result[index].rule.rivals = members.prefix(8).compactMap { other in
                    result[other].rule.backends == result[index].rule.backends ? nil : result[other].rule.origin
                }
            }
        }
        return result.map(\.rule)
    }

    /// The pools, in the order of first use.
    var pools: [Pool] {
        (order + (fallback.map { order.contains($0) ? [] : [$0] } ?? [])).filter { $0.missing == nil }.map { backend in
            let member = members[backend]
            var pool = Pool(
                service: backend.service, port: .number(backend.port), via: .pod, protocol: member?.isEncrypted ?? false ? "HTTPS" : "HTTP")
            pool.healthCheck = member?.check ?? Self.usualCheck
            pool.settings = ["policy": member?.policy ?? "LEAST_CONNECTIONS"]
            return pool
        }
    }
}
