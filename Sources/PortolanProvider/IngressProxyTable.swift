// SPDX-License-Identifier: Apache-2.0

import PortolanGraph
import PortolanKubernetes
import PortolanManifest
import PortolanModel

/// The rules that all Ingresses of a proxy make together.
struct IngressProxyTable {
    /// A rule with its place.
    private struct Entry {
        var rule: Rule
        var ingress: Ingress
        /// Exact hosts, then wildcards, the longest first, then any host.
        var hostRank: [Int]
        var rank: [Int]
    }

    /// A Service's port.
    private struct Target: Hashable {
        let service: String
        let port: PortValue?
    }

    /// Which requests a rule takes.
    private struct RulePlace: Hashable {
        let hosts: [String]
        let path: PathMatch?

        init(_ rule: Rule) {
            hosts = rule.hosts
            path = rule.path
        }
    }

    private let proxy: IngressProxy
    private let cluster: Cluster
    private let endpoints: ServingEndpoints
    private var entries: [Entry] = []
    private var pools: [Pool] = []
    private var known: Set<Target> = []
    private var secureHosts: Set<String> = []
    private var certificates: Set<String> = []
    /// What is silently lost, by Ingress.
    private(set) var notes: [ObjectReference: [String]] = [:]

    init(_ ingresses: [Ingress], of proxy: IngressProxy, in cluster: Cluster) {
        self.proxy = proxy
        self.cluster = cluster
        endpoints = ServingEndpoints(cluster.inventory, graph: cluster.graph)
        let secrets = Dictionary(
            cluster.inventory.secrets.map { ("\($0.metadata.namespace)/\($0.metadata.name)", $0) }, uniquingKeysWith: { _, last in last })
        for ingress in ingresses {
            notes[ingress.metadata.reference, default: []] += proxy.notes(ingress)
            addCertificates(of: ingress, secrets)
            for path in ingress.paths { add(path, of: ingress) }
            if let path = ingress.defaultPath { add(path, of: ingress, isDefault: true) }
        }
        // The rules of a host stand together, in the order in which the hosts came up.
        var hosts: [[String]: Int] = [:]
        for entry in entries where hosts[entry.rule.hosts] == nil { hosts[entry.rule.hosts] = hosts.count }
        let order = entries.indices.sorted { first, second in
            let (one, other) = (entries[first], entries[second])
            if one.hostRank != other.hostRank { return other.hostRank.lexicographicallyPrecedes(one.hostRank) }
            if proxy.ranksHosts, one.rule.hosts != other.rule.hosts {
                return hosts[one.rule.hosts, default: 0] < hosts[other.rule.hosts, default: 0]
            }
            if one.rank != other.rank { return other.rank.lexicographicallyPrecedes(one.rank) }
            return first < second
        }
        entries = order.map { entries[$0] }
        if proxy.mergesEqualRules { mergeEqualRules() }
        if proxy.leavesTiesToChance { markRivals() }
        if proxy.defaultServesAllHosts { spreadDefaults() }
    }

    /// Makes one rule of those that take the same requests; its backends share them evenly.
    private mutating func mergeEqualRules() {
        var merged: [Entry] = []
        var places: [RulePlace: Int] = [:]
        for entry in entries {
            guard let place = places[RulePlace(entry.rule)] else {
                places[RulePlace(entry.rule)] = merged.count
                merged.append(entry)
                continue
            }
            merged[place].rule.backends += entry.rule.backends
            for index in merged[place].rule.backends.indices { merged[place].rule.backends[index].weight = 1 }
            let (kept, other) = (merged[place].ingress.metadata.reference, entry.ingress.metadata.reference)
            let what = "\(entry.rule.hosts.first ?? "any host") \(entry.rule.path?.value ?? "/")"
            notes[other, default: []].append(
                "\(what) is there \(merged[place].rule.backends.count) times, and \(proxy.product) shares its requests evenly")
            guard kept != other else { continue }
            notes[kept, default: []].append(
                "Ingress \(other.namespace)/\(other.name) has \(what) too, and \(proxy.product) shares its requests evenly between them")
        }
        entries = merged
    }

    /// Notes, of each rule, those of other Ingresses that chance may put before it.
    private mutating func markRivals() {
        let groups = Dictionary(grouping: entries.indices) { RulePlace(entries[$0].rule) }
        for members in groups.values where members.count > 1 {
            for index in members {
                entries[index].rule.rivals = members.compactMap { other in
                    guard other != index, entries[other].rank == entries[index].rank else { return nil }
                    let origin = entries[other].rule.origin
                    return origin?.object == entries[index].rule.origin?.object ? nil : origin
                }
            }
        }
    }

    /// Repeats the default backend behind the paths of each host.
    private mutating func spreadDefaults() {
        guard let fallback = entries.last(where: { $0.rank == [Int.min] }) else { return }
        var result: [Entry] = []
        for (index, entry) in entries.enumerated() {
            result.append(entry)
            let isLastOfHost = index + 1 == entries.count || entries[index + 1].rule.hosts != entry.rule.hosts
            guard isLastOfHost, !entry.rule.hosts.isEmpty else { continue }
            var own = fallback
            own.rule.hosts = entry.rule.hosts
            result.append(own)
        }
        entries = result
    }

    private mutating func addCertificates(of ingress: Ingress, _ secrets: [String: Secret]) {
        for entry in ingress.tls {
            guard let name = entry.secretName, !name.isEmpty else { continue }
            let key = "\(ingress.metadata.namespace)/\(name)"
            if let secret = secrets[key], ["tls.crt", "tls.key"].contains(where: { secret.data[$0]?.isEmpty ?? true }) {
                notes[ingress.metadata.reference, default: []].append(
                    "the Secret \(name) lacks tls.crt or tls.key, so its certificate is left out")
                continue
            }
            certificates.insert(key)
            secureHosts.formUnion(entry.hosts.map { $0.lowercased() })
        }
    }

    private mutating func add(_ path: Ingress.Path, of ingress: Ingress, isDefault: Bool = false) {
        let what = isDefault ? "the default backend" : "the path \(path.path ?? "(none)")\(path.host.map { " of \($0)" } ?? "")"
        func drop(_ why: String) { notes[ingress.metadata.reference, default: []].append("\(proxy.product) drops \(what): \(why)") }
        let namespace = ingress.metadata.namespace
        guard path.backend.resource == nil, let name = path.backend.service else { return drop("its backend is no Service") }
        let service = cluster.graph.services(named: name, in: namespace).last
        if let service, !proxy.takesExternalNames, service.type == .externalName { return drop("Service \(name) is of type ExternalName") }
        let found = service?.ports.first { port in
            switch path.backend.port {
            case .int(let number)?: port.port == number
            case .string(let text)?: port.name == text
            case nil: false
            }
        }
        let backend: WeightedBackend
        if let service, let port = found {
            let isReady = service.type == .externalName || endpoints.answer(for: service, port: port)
            backend = WeightedBackend(
                service: "\(namespace)/\(name)", port: .number(port.port), failure: isReady ? nil : proxy.dataPlane.emptyStatus)
            if isReady { know(backend, spoken: proxy.spoken(service, port)) }
        } else {
            let why = service == nil ? "there is no Service \(namespace)/\(name)" : "Service \(name) has no such port"
            guard case .answers(let status) = proxy.missingBackend, case .int(let number)? = path.backend.port else { return drop(why) }
            backend = WeightedBackend(service: "\(namespace)/\(name)", port: .number(number), failure: status)
            notes[ingress.metadata.reference, default: []].append("\(what) answers \(status): \(why)")
        }
        let matches = isDefault ? [IngressProxy.Match(nil, rank: [Int.min])] : proxy.matches(path, ingress)
        if matches.isEmpty { drop("its path cannot be read") }
        let host = path.host?.lowercased()
        for match in matches {
            var rule = Rule(origin: RuleOrigin(object: ingress.metadata.reference, location: path.node.location))
            rule.hosts = host.map { [$0] } ?? []
            rule.path = match.path
            rule.backends = [backend]
            let hostRank = proxy.ranksHosts ? Self.rank(of: host) : []
            entries.append(Entry(rule: rule, ingress: ingress, hostRank: hostRank, rank: match.rank))
        }
    }

    private mutating func know(_ backend: WeightedBackend, spoken: String) {
        guard known.insert(Target(service: backend.service, port: backend.port)).inserted else { return }
        pools.append(Pool(service: backend.service, port: backend.port, via: .proxy, protocol: spoken))
    }

    private static func rank(of host: String?) -> [Int] {
        guard let host, host != "*" else { return [0, 0] }
        return host.hasPrefix("*") ? [1, host.utf8.count] : [2, 0]
    }

    /// The proxy as one load balancer.
    var loadBalancer: LoadBalancer {
        let plain = entries.compactMap { proxy.adaptation($0.rule, $0.ingress, false) }
        var listeners = [Listener(port: 80, protocol: "HTTP", rules: plain)]
        let tls = TLS(certificates: certificates.sorted())
        switch proxy.encryption {
        case .everyName:
            let secure = entries.compactMap { proxy.adaptation($0.rule, $0.ingress, true) }
            listeners.append(Listener(port: 443, protocol: "HTTPS", rules: secure, tls: tls))
        case .namedHosts where !secureHosts.isEmpty:
            let secure = entries.filter { entry in entry.rule.hosts.contains(where: secureHosts.contains) }
                .compactMap { proxy.adaptation($0.rule, $0.ingress, true) }
            listeners.append(Listener(port: 443, protocol: "HTTPS", rules: secure, tls: tls, serverNames: secureHosts.sorted()))
        case .namedHosts: break
        case .decided(let decide):
            if let (rules, names) = decide(entries.map(\.rule)) {
                listeners.append(Listener(port: 443, protocol: "HTTPS", rules: rules, tls: tls, serverNames: names))
            }
        }
        return LoadBalancer(
            product: proxy.product, scope: nil, families: cluster.families, listeners: listeners, backends: pools,
            dataPlane: proxy.dataPlane, identity: proxy.identity ?? proxy.product)
    }
}
