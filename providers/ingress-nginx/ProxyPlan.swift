// SPDX-License-Identifier: Apache-2.0

import PortolanModel

/// What the proxy does with all Ingresses that it takes: listeners, pools and how it reads requests, worked out once for all of them.
struct ProxyPlan {
    let listeners: [Listener]
    let pools: [Pool]
    let dataPlane: DataPlane
    /// Why nginx cannot load it; then nothing of it is served.
    let fault: LoadFault?
    /// For Ingresses by their keys: whose paths they turn into regular expressions beside their own.
    let regexTroubles: [String: [RoutingTrouble]]

    init(_ builder: ConfigurationBuilder) {
        let names = ServerNames(builder.sortedServers)
        var plain: [Rule] = []
        var secure: [Rule] = []
        var pools = Pools(builder.upstreams)
        var fault: LoadFault?
        var regexTroubles: [String: [RoutingTrouble]] = [:]
        for (index, server) in builder.sortedServers.enumerated() {
            let locations = server.finalLocations
            let isRegex = locations.contains { $0.isRewritten || $0.location.rewrite.usesRegex }
            if fault == nil { fault = LoadFault.find(in: server, locations, isRegex: isRegex) }
            if isRegex {
                for (key, trouble) in Self.spread(on: server.host, locations) { regexTroubles[key, default: []].append(trouble) }
            }
            for location in locations { pools.add(location.location) }
            for group in names.groups[index] {
                for isTLS in [false, true] {
                    let rules = RuleBuilder(
                        server: server, locations: locations, isRegex: isRegex, hosts: group.shownHosts, virtualHost: group.id,
                        hasCertificate: group.hasCertificate, isTLS: isTLS, upstreams: builder.upstreams
                    ).rules()
                    if isTLS { secure += rules } else { plain += rules }
                }
            }
        }
        for redirect in names.redirects {
            plain.append(redirect.rule)
            secure.append(redirect.rule)
        }
        let certificates = Set(builder.sortedServers.compactMap { $0.certificate?.secret }).sorted()
        listeners = [
            Listener(port: 80, protocol: "HTTP", rules: plain),
            Listener(port: 443, protocol: "HTTPS", rules: secure, tls: TLS(certificates: certificates)),
        ]
        pools.addUnused()
        self.pools = pools.all
        self.fault = fault
        self.regexTroubles = regexTroubles
        dataPlane = Self.dataPlane(names.table)
    }

    /// Who turns the paths of other Ingresses on a host into regular expressions.
    ///
    /// Source: ingress-nginx v1.15.1 internal/ingress/controller/template/template.go:509 (`enforceRegex` of all locations of a server).
    private static func spread(on host: String, _ locations: [FinalLocation]) -> [(key: String, trouble: RoutingTrouble)] {
        let culprits = locations.filter { $0.isRewritten || $0.location.rewrite.usesRegex }.compactMap(\.location.owner)
        let keys = Set(culprits.map(\.key))
        let victims = locations.filter { location in
            guard !location.location.isDefault, location.path != "/", let owner = location.location.owner else { return false }
            return !keys.contains(owner.key)
        }
        guard let victim = victims.first, let owner = victim.location.owner else { return [] }
        var seen: Set<String> = []
        return culprits.filter { seen.insert($0.key).inserted }.map { culprit in
            let name = culprit.annotations.rewrite.usesRegex ? "use-regex" : "rewrite-target"
            let others = Set(victims.compactMap { $0.location.owner?.key }).count - 1
            let more = others > 0 ? " and of \(others) more" : ""
            let message =
                "its \(name) turns all paths of the host \(host) into regular expressions, those of the Ingress \(owner.key)\(more) too: "
                + "\(victim.location.path) there takes every path that begins so, in capitals or not"
            return (culprit.key, RoutingTrouble(.spreadsRegex, message, remedy: "give the paths with \(name) a host of their own"))
        }
    }

    private static func dataPlane(_ hosts: VirtualHosts) -> DataPlane {
        var plane = DataPlane(
            hostWildcard: .oneLabel, picksHostFirst: true,
            pathCleaning: DataPlane.PathCleaning(decodes: true, mergesSlashes: true, resolvesDots: true), regexRewrite: .wholePath,
            placeholders: .nginx)
        plane.virtualHosts = hosts
        plane.ignoresTrailingDot = true
        plane.failsBeforeAccess = true
        plane.escapesRewrites = true
        plane.namesSharedPort = true
        return plane
    }
}

/// The pools of a configuration: one for each upstream, in the order of first use, then those that no location uses.
struct Pools {
    private let upstreams: [String: Upstream]
    private var seen: Set<String> = []
    private(set) var all: [Pool] = []

    init(_ upstreams: [String: Upstream]) { self.upstreams = upstreams }

    /// Adds the Service of a location, and its canary.
    mutating func add(_ location: Location) {
        guard let name = location.upstream, let upstream = upstreams[name] else { return }
        let spoken = location.owner?.annotations.backendProtocol ?? "HTTP"
        add(name, upstream, spoken)
        if let other = upstream.alternatives.first, let canary = upstreams[other] { add(other, canary, spoken) }
        if upstream.destination.failure != nil, let fallback = location.fallback, seen.insert("fallback \(fallback.service)").inserted {
            all.append(Pool(service: fallback.service, port: fallback.port, via: .proxy, protocol: spoken))
        }
    }

    /// Adds what only paths use that others took: the controller keeps their endpoints all the same.
    mutating func addUnused() {
        for (name, upstream) in upstreams.sorted(by: { $0.key < $1.key }) { add(name, upstream, upstream.spoken) }
    }

    private mutating func add(_ name: String, _ upstream: Upstream, _ spoken: String) {
        guard seen.insert(name).inserted else { return }
        all.append(
            Pool(
                service: upstream.destination.service, port: upstream.destination.port, via: .proxy, protocol: spoken,
                settings: upstream.settings))
    }
}
