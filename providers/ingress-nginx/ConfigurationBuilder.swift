// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel

/// Servers and upstreams of all Ingresses, put together in the controller's order.
///
/// Source: ingress-nginx v1.15.1 internal/ingress/controller/controller.go:768 (`getBackendServers`).
struct ConfigurationBuilder {
    /// The server of rules without a host, which takes every host that no other names.
    static let defaultServer = "_"

    private(set) var upstreams: [String: Upstream] = [:]
    private(set) var servers: [String: Server]
    let world: World
    private var losses: [String: [String]] = [:]

    init(_ ingresses: [ParsedIngress], in world: World) {
        self.world = world
        let root = Location(path: "/", isExact: false, upstream: nil, isDefault: true, owner: nil, keepsRedirects: false)
        servers = [Self.defaultServer: Server(host: Self.defaultServer, root: root)]
        for ingress in ingresses { addUpstreams(of: ingress) }
        for ingress in ingresses where !ingress.isCanary { addServers(of: ingress) }
        for ingress in ingresses where !ingress.isCanary { completeServers(of: ingress) }
        dropClaimedAliases()
        for ingress in ingresses { addPaths(of: ingress) }
        let canaries = ingresses.filter(\.isCanary)
        if canaries.count < ingresses.count {
            for canary in canaries { mergeCanary(canary) }
        } else {
            for canary in canaries { lose(canary, "it is a canary, and there is no ordinary Ingress: it serves nothing") }
        }
    }

    /// What became of an Ingress that nobody is told, by its key.
    func losses(of ingress: ParsedIngress) -> [String] { losses[ingress.key] ?? [] }

    private mutating func lose(_ ingress: ParsedIngress, _ sentence: String) { losses[ingress.key, default: []].append(sentence) }

    /// The servers by host, sorted as the configuration has them.
    var sortedServers: [Server] { servers.values.sorted { $0.host < $1.host } }

    // MARK: Upstreams

    // Source: controller.go:1012 (`createUpstreams`): a default backend makes its upstream anew, a path uses what is there.
    private mutating func addUpstreams(of ingress: ParsedIngress) {
        if let service = ingress.defaultBackend { upstreams[service.upstream] = upstream(service, of: ingress) }
        for path in ingress.rules.flatMap(\.paths) where upstreams[path.service.upstream] == nil {
            upstreams[path.service.upstream] = upstream(path.service, of: ingress)
        }
    }

    private func upstream(_ service: ServicePortReference, of ingress: ParsedIngress) -> Upstream {
        Upstream(
            destination: world.destination(of: service, byServiceAddress: ingress.annotations.usesServiceAddress),
            isServerless: ingress.isCanary, canary: ingress.annotations.canary, settings: ingress.annotations.upstreamSettings,
            spoken: ingress.annotations.backendProtocol)
    }

    // MARK: Servers

    // Source: controller.go:1262 (`createServers`).
    private mutating func addServers(of ingress: ParsedIngress) {
        let upstream = ingress.defaultBackend?.upstream
        if upstream != nil, ingress.rules.isEmpty, servers[Self.defaultServer]?.root.isDefault ?? false {
            servers[Self.defaultServer]?.root = Location(
                path: "/", isExact: false, upstream: upstream, isDefault: false, owner: ingress,
                location: ingress.ingress.metadata.location, keepsRedirects: false, fallback: fallback(of: ingress))
        }
        for rule in ingress.rules where servers[rule.host] == nil {
            let root = Location(
                path: "/", isExact: false, upstream: upstream, isDefault: true, owner: ingress,
                location: ingress.ingress.metadata.location, fallback: fallback(of: ingress))
            servers[rule.host] = Server(host: rule.host, root: root)
        }
    }

    private mutating func completeServers(of ingress: ParsedIngress) {
        for rule in ingress.rules {
            guard let server = servers[rule.host] else { continue }
            if server.aliases.isEmpty { server.aliases = ingress.annotations.aliases }
            if server.certificate == nil, rule.host != Self.defaultServer, !ingress.ingress.tls.isEmpty {
                server.certificate = TLSChoice(ingress, world: world).certificate(for: rule.host)
            }
        }
    }

    /// An alias that is a host of its own goes to that host.
    private mutating func dropClaimedAliases() {
        for host in servers.keys.sorted() {
            guard let aliases = servers[host]?.aliases, !aliases.isEmpty else { continue }
            servers[host]?.aliases = aliases.filter { $0 != host && servers[$0] == nil }
        }
    }

    // MARK: Paths

    private mutating func addPaths(of ingress: ParsedIngress) {
        for rule in ingress.rules {
            // A canary for a host that nobody else has is looked up in the default server.
            let host = servers[rule.host] == nil ? Self.defaultServer : rule.host
            guard rule.hasHTTP || rule.host == Self.defaultServer, let server = servers[host] else { continue }
            let annotations = ingress.annotations
            if server.certificateError == nil { server.certificateError = annotations.certificateError }
            if !(server.certificateAuth?.hasAuthority ?? false) { server.certificateAuth = annotations.certificateAuth }
            for path in rule.paths where !(upstreams[path.service.upstream]?.isServerless ?? true) {
                let location = Location(
                    path: path.path, isExact: path.isExact, upstream: path.service.upstream, isDefault: false, owner: ingress,
                    location: path.location, fallback: fallback(of: ingress))
                if let winner = server.add(location) {
                    guard let key = winner.owner?.key, key != ingress.key else { continue }
                    lose(ingress, "the path \(path.path) of \(rule.host) is taken by the Ingress \(key), which comes first")
                } else if annotations.redirect?.fromToWWW ?? false {
                    server.redirectsWWW = true
                }
            }
        }
    }

    private func fallback(of ingress: ParsedIngress) -> Destination? {
        ingress.annotations.fallbackService.flatMap { world.fallback($0, in: ingress.reference.namespace) }
    }

    // MARK: Canaries

    // Source: controller.go:1583 (`mergeAlternativeBackends`).
    private mutating func mergeCanary(_ ingress: ParsedIngress) {
        var hasPrimary = false
        if let service = ingress.defaultBackend, let server = servers[Self.defaultServer] {
            if merge(service.upstream, into: server.locations) { hasPrimary = true }
        }
        for rule in ingress.rules {
            guard let server = servers[rule.host] else { continue }
            for path in rule.paths {
                hasPrimary = merge(path.service.upstream, into: server.candidates(for: path)) || hasPrimary
            }
        }
        if !hasPrimary { lose(ingress, "no ordinary Ingress has its host, path and path type: as a canary it serves nothing") }
    }

    /// Hangs an upstream on those of locations; one that fits nowhere is gone.
    private mutating func merge(_ name: String, into locations: [Location]) -> Bool {
        guard upstreams[name] != nil else { return false }
        var isMerged = false
        for location in locations {
            guard let primary = location.upstream, let found = upstreams[primary] else { continue }
            if primary == name { return isMerged }
            guard !found.isServerless else { continue }
            if !found.alternatives.contains(name) { upstreams[primary]?.alternatives.append(name) }
            isMerged = true
        }
        if !isMerged { upstreams[name] = nil }
        return isMerged
    }
}
