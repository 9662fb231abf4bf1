// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel
import PortolanProvider

/// The gateway as a load balancer, one for each of its addresses, which all their Ingresses share.
struct AppGateway {
    static let product = "azure-application-gateway"

    /// Pairs of pool and http setting that are equal in all that is shown are one element, unless only one has a probe of its own.
    private struct PoolKey: Hashable {
        let pool: Pool
        let sharesProbe: Bool
    }

    private let builder: AppGatewayBuilder

    init(_ builder: AppGatewayBuilder) { self.builder = builder }

    /// The load balancer with the listeners of an address.
    func loadBalancer(on frontend: AppGatewayFrontend) -> LoadBalancer {
        struct Place: Hashable {
            var port: Int
            var isHTTPS: Bool
        }
        var pools: [Pool] = []
        var seen: Set<PoolKey> = []
        var rules: [Place: [Rule]] = [:]
        var certificates: [Place: [String]] = [:]
        var known: [Place: Set<String>] = [:]
        for site in builder.sites where site.id.frontend == frontend {
            let place = Place(port: site.id.port, isHTTPS: site.config.isHTTPS)
            rules[place, default: []] += self.rules(of: site, &pools, &seen)
            if let certificate = site.config.certificate, known[place, default: []].insert(certificate).inserted {
                certificates[place, default: []].append(certificate)
            }
        }
        let listeners = rules.keys.sorted { ($0.port, $0.isHTTPS ? 1 : 0) < ($1.port, $1.isHTTPS ? 1 : 0) }.map { place in
            Listener(
                port: place.port, protocol: place.isHTTPS ? "HTTPS" : "HTTP", rules: rules[place] ?? [],
                tls: place.isHTTPS ? TLS(certificates: certificates[place] ?? []) : nil)
        }
        return LoadBalancer(
            product: Self.product, scope: frontend.scope, families: [.ipv4], listeners: listeners, clientIP: .forwardedHeader,
            backends: pools, dataPlane: Self.dataPlane, identity: "\(Self.product)/\(frontend.rawValue)")
    }

    /// How the gateway reads requests: rules by priority, paths without regard to case; 502 where a pool is empty.
    private static let dataPlane = DataPlane(hostWildcard: .text, ignoresPathCase: true, emptyStatus: 502)

    // MARK: Rules

    private func rules(of site: AppGatewayBuilder.Site, _ pools: inout [Pool], _ seen: inout Set<PoolKey>) -> [Rule] {
        var common: Settings = ["priority": String(site.priority)]
        common["httpListener.firewallPolicy"] = site.config.firewallPolicy
        common["httpListener.sslProfile"] = site.config.sslProfile
        let hosts = site.id.hosts.map { $0.lowercased() }
        var rules = site.map.rules.map { path in
            var rule = Rule(hosts: hosts, path: PathMatch(pattern: path.pattern), settings: common, origin: path.origin)
            rule.settings["firewallPolicy"] = path.firewallPolicy
            rule.apply(path.rewrite)
            if let target = path.target { send(&rule, to: target, &pools, &seen) } else { rule.redirect = Self.redirect }
            return rule
        }
        var last = Rule(hosts: hosts, settings: common, origin: site.map.origin)
        last.apply(site.map.rewrite)
        if site.map.redirects { last.redirect = Self.redirect } else { send(&last, to: site.map.target, &pools, &seen) }
        rules.append(last)
        return rules
    }

    /// Source: AGIC f42103da pkg/appgw/redirects.go:67.
    private static let redirect = Redirect(status: 301, scheme: "https")

    private func send(_ rule: inout Rule, to target: AppGatewayTarget, _ pools: inout [Pool], _ seen: inout Set<PoolKey>) {
        let setting = target.setting.flatMap { builder.settings.settings[$0] } ?? .standard
        if target.pool == nil { rule.settings["backendAddressPool"] = "defaultaddresspool" }
        guard let backend = target.pool ?? target.setting?.backend else { return }
        let isServed = target.pool?.hasPool == true && target.pool?.podPort == setting.podPort
        rule.backends = [WeightedBackend(service: backend.service, port: backend.port, failure: isServed ? nil : 502)]
        if let rewrite = setting.rewrite {
            rule.rewrite = Rewrite(host: rewrite.host, path: rewrite.path ?? rule.rewrite?.path)
        }
        let pool = Pool(
            service: backend.service, port: backend.port, via: .pod, protocol: setting.protocol, healthCheck: setting.probe.healthCheck,
            settings: setting.settings)
        let sharesProbe = target.setting.map(builder.settings.shared.contains) ?? false
        if seen.insert(PoolKey(pool: pool, sharesProbe: sharesProbe)).inserted { pools.append(pool) }
    }
}

extension PathMatch {
    /// A path rule's pattern: a `*` at its end stands for any bytes.
    fileprivate init(pattern: String) {
        self = pattern.hasSuffix("*") ? PathMatch(.prefix, String(pattern.dropLast())) : PathMatch(.exact, pattern)
    }
}

extension Rule {
    /// Takes over what a rewrite rule set changes.
    fileprivate mutating func apply(_ set: AppGatewayRewrite?) {
        guard let set else { return }
        settings["rewriteRuleSet"] = set.name
        requestHeaders = set.requestHeaders
        responseHeaders = set.responseHeaders
        if let path = set.path { rewrite = Rewrite(path: PathRewrite(.full, path)) }
    }
}
