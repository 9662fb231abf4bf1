// SPDX-License-Identifier: Apache-2.0

import PortolanGraph
import PortolanKubernetes
import PortolanModel
import PortolanProvider

/// The servers of all hosts: listeners, rules and pools.
///
/// Source: kubernetes-ingress v5.5.4 internal/configs/ingress.go and version1/nginx.ingress.tmpl.
struct F5Servers {
    /// The whole of the proxy, as every Ingress has it.
    let loadBalancer: LoadBalancer
    private var notes: [String: [String]] = [:]

    init(_ hosts: F5Hosts, in cluster: Cluster) {
        let missing = Set(cluster.options.list("missingSecrets"))
        var plain: [Rule] = []
        var secure: [Rule] = []
        var names: [String] = []
        var certificates: [String] = []
        var pools = F5Pools(cluster)
        for host in hosts.hosts {
            // Of several entries with the host the last counts.
            let entry = host.holder.ingress.tls.last { $0.hosts.contains(host.name) }
            let builder = F5RuleBuilder(host: host, hasTLS: entry != nil)
            plain += builder.rules(isTLS: false, &pools)
            guard let entry else { continue }
            secure += builder.rules(isTLS: true, &pools)
            if let secret = entry.secretName, !missing.contains(secret) {
                names.append(host.name)
                certificates.append("\(host.holder.ingress.metadata.namespace)/\(secret)")
            } else {
                let fault =
                    entry.secretName.map { "TLS secret \($0) is invalid" }
                    ?? "TLS termination for host '\(host.name)' requires specifying a TLS secret or configuring a global wildcard TLS secret"
                notes[host.holder.key, default: []].append(fault + "; handshakes for the host are refused")
            }
        }
        var plane = DataPlane(
            hostWildcard: .labels, picksHostFirst: true,
            pathCleaning: DataPlane.PathCleaning(decodes: true, mergesSlashes: true, resolvesDots: true), emptyStatus: 502,
            regexRewrite: .firstMatch, placeholders: .nginx)
        plane.escapesRewrites = true
        plane.ignoresTrailingDot = true
        loadBalancer = LoadBalancer(
            product: "f5-nginx", scope: nil, families: cluster.families,
            listeners: [
                Listener(port: 80, protocol: "HTTP", rules: plain),
                Listener(port: 443, protocol: "HTTPS", rules: secure, tls: TLS(certificates: certificates), serverNames: names),
            ], backends: pools.all, dataPlane: plane, identity: "f5-nginx")
    }

    /// What the controller warns of at an Ingress, one sentence each.
    func warnings(of ingress: F5Ingress) -> [String] { notes[ingress.key] ?? [] }
}

/// The pools in the order of first use.
struct F5Pools {
    private let cluster: Cluster
    private let endpoints: ReadyEndpoints
    private var seen: Set<String> = []
    private(set) var all: [Pool] = []

    init(_ cluster: Cluster) {
        self.cluster = cluster
        endpoints = ReadyEndpoints(cluster.inventory, graph: cluster.graph)
    }

    /// The Service behind a path; nobody there answers 502.
    mutating func backend(_ backend: Ingress.Backend, of ingress: F5Ingress) -> WeightedBackend? {
        guard let name = backend.service else { return nil }
        let namespace = ingress.ingress.metadata.namespace
        let service = cluster.graph.services(named: name, in: namespace).last
        let found = service?.ports.first { port in
            switch backend.port {
            case .int(let number)?: port.port == number
            case .string(let text)?: port.name == text
            case nil: false
            }
        }
        var written: PortValue?
        switch backend.port {
        case .int(let number)?: written = .number(number)
        case .string(let text)?: written = .name(text)
        case nil: written = nil
        }
        let isThere = service.flatMap { service in found.map { endpoints.answer(on: $0, of: service) } } ?? false
        let port = found.map { PortValue.number($0.port) } ?? written
        let spoken =
            ingress.services("grpc-services").contains(name) ? "GRPC" : ingress.services("ssl-services").contains(name) ? "HTTPS" : "HTTP"
        if seen.insert("\(namespace)/\(name)/\(String(describing: port))").inserted {
            all.append(Pool(service: "\(namespace)/\(name)", port: port, via: .proxy, protocol: spoken))
        }
        return WeightedBackend(service: "\(namespace)/\(name)", port: port, failure: isThere ? nil : 502)
    }
}
