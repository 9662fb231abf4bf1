// SPDX-License-Identifier: Apache-2.0

import PortolanModel

/// What stands behind a router: backends with their shares.
struct ResolvedService {
    /// By share; one of weight 0 or less is left out.
    var backends: [WeightedBackend]
    /// Services that get a copy.
    var mirrors: [String] = []
    /// All pools, those of the mirrors included, that have a server.
    var pools: [Pool] = []
    /// Middlewares in front of the servers, where there is one pool only.
    var middlewares: [String] = []
    /// The host that the servers see.
    var host: String?
    /// Under Traefik's names: how one of several is chosen.
    var settings: Settings = [:]
    /// The answer of Traefik's own services.
    var fixed: FixedAnswer?
}

/// Follows services by name to the pools behind them.
// Source: traefik 3.7.9, pkg/server/service/service.go BuildHTTP: what is missing anywhere breaks the whole.
final class ServiceResolver {
    private static let depthLimit = 50
    /// Traefik's own services that answer by themselves, with their status.
    private static let own = [
        "api@internal": 200, "dashboard@internal": 200, "ping@internal": 200, "prometheus@internal": 200, "rest@internal": 200,
        "noop@internal": 418,
    ]

    private let services: [String: RouterService]
    private var known: [String: Result<ResolvedService, ServiceFault>] = [:]
    private var open: Set<String> = []

    /// - Parameter services: By qualified name.
    init(_ services: [String: RouterService]) { self.services = services }

    /// What stands behind a name.
    func resolve(_ name: String) throws(ServiceFault) -> ResolvedService {
        if let result = known[name] { return try result.get() }
        if let status = Self.own[name] { return ResolvedService(backends: [], fixed: FixedAnswer(status: status)) }
        guard let service = services[name] else { throw ServiceFault(message: "the service \"\(name)\" does not exist") }
        guard open.count < Self.depthLimit, open.insert(name).inserted else {
            throw ServiceFault(message: "could not instantiate service \(name): recursion detected")
        }
        defer { open.remove(name) }
        let result: Result<ResolvedService, ServiceFault>
        do throws(ServiceFault) { result = .success(try resolve(service)) } catch { result = .failure(error) }
        known[name] = result
        return try result.get()
    }

    private func resolve(_ service: RouterService) throws(ServiceFault) -> ResolvedService {
        switch service {
        case .pool(let pool): return Self.single(pool)
        case .weighted(let parts): return try combined(parts)
        case .hashed(let parts):
            var all = try combined(parts)
            all.settings["strategy"] = "hrw"
            return all
        case .mirrored(let main, let copies):
            var all = try resolve(Provider.crd.qualified(main))
            for copy in copies {
                let mirror = try resolve(Provider.crd.qualified(copy))
                all.mirrors += mirror.backends.map(\.service)
                all.pools += mirror.pools
            }
            return all
        case .failover(let main, let fallback, let hasErrors):
            guard hasErrors else {
                throw ServiceFault(message: "cannot register \(main) as updater for the failover service: healthcheck not enabled")
            }
            var all = try resolve(Provider.crd.qualified(main))
            all.pools += try resolve(Provider.crd.qualified(fallback)).pools
            all.settings["failover"] = fallback
            return all
        }
    }

    private static func single(_ pool: ServicePool) -> ResolvedService {
        let backend = WeightedBackend(service: pool.service, port: pool.port, failure: pool.hasServers ? nil : 503)
        let way: Backend.Via = pool.settings["nodePortLB"] == nil ? .proxy : .node
        let shown = Pool(service: pool.service, port: pool.port, via: way, protocol: pool.spoken, settings: pool.settings)
        return ResolvedService(
            backends: [backend], pools: pool.hasServers ? [shown] : [], middlewares: pool.middlewares, host: pool.host)
    }

    /// Several by weight; nested weights are multiplied out.
    // Source: traefik 3.7.9, pkg/server/service/loadbalancer/wrr/wrr.go Add: a weight of 0 or less is left out.
    private func combined(_ parts: [(name: String, weight: Int)]) throws(ServiceFault) -> ResolvedService {
        var resolved: [(service: ResolvedService, weight: Int)] = []
        for part in parts { resolved.append((try resolve(Provider.crd.qualified(part.name)), part.weight)) }
        var all = ResolvedService(backends: [])
        all.pools = resolved.flatMap(\.service.pools)
        let live = resolved.filter { $0.weight > 0 }
        if live.count == 1, let only = live.first {
            var result = only.service
            result.pools = all.pools
            return result
        }
        let scale = live.reduce(1) { Self.multiple($0, Self.sum($1.service.backends)) }
        for (service, weight) in live {
            let factor = scale / max(1, Self.sum(service.backends))
            for var backend in service.backends {
                backend.weight = Self.product(Self.product(backend.weight ?? 1, weight), factor)
                all.backends.append(backend)
            }
            all.mirrors += service.mirrors
        }
        if live.isEmpty { all.fixed = FixedAnswer(status: 503) }
        return all
    }

    private static func sum(_ backends: [WeightedBackend]) -> Int {
        backends.reduce(0) { min(1_000_000, $0 + min(1_000_000, $1.weight ?? 1)) }
    }

    private static func multiple(_ one: Int, _ other: Int) -> Int {
        var (a, b) = (one, max(1, other))
        while b != 0 { (a, b) = (b, a % b) }
        return min(1_000_000, product(one / max(1, a), max(1, other)))
    }

    /// A product that stays small enough to be added up.
    private static func product(_ one: Int, _ other: Int) -> Int {
        let (result, overflows) = one.multipliedReportingOverflow(by: other)
        return overflows ? 1_000_000_000 : min(1_000_000_000, result)
    }
}
