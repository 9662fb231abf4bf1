// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel

/// All routers and services of the proxy: what is left of them once each is built, and the order in which they are tried.
// Source: traefik 3.7.9, pkg/server/aggregator.go, pkg/server/router/router.go, pkg/muxer/http/mux.go.
struct RouterTable {
    let flags: Flags
    let middlewares: Middlewares
    let resolver: ServiceResolver
    let tlsOptions: TLSOptions
    private(set) var notes = ObjectNotes()
    /// What others should know of objects as a finding.
    private(set) var troubles: [ObjectReference: [RoutingTrouble]] = [:]
    /// For routers by their origins: those that chance may put before them.
    private var rivals: [RuleOrigin: [RuleOrigin]] = [:]
    private var entries: [Entry] = []

    /// A router that stands.
    struct Built {
        var router: Router
        var effect: MiddlewareEffect
        var target: ResolvedService
    }

    /// A router of Ingresses and IngressRoutes, or a rule of a Gateway.
    private enum Entry {
        case built(Built)
        case ranked(GatewayProvider.Ranked)

        var rank: Int {
            switch self {
            case .built(let built): built.router.rank
            case .ranked(let ranked): ranked.rank
            }
        }

        /// The provider's place where ranks are equal.
        var provider: Int {
            switch self {
            case .built(let built): built.router.provider.rawValue
            case .ranked: -1
            }
        }

        /// The rule on an entry point; `nil` where it has none there.
        ///
        /// Who serves TLS is not offered to plain HTTP.
        func rule(on entryPoint: EntryPoint) -> Rule? {
            switch self {
            case .built(let built):
                let router = built.router
                guard router.entryPoints.isEmpty || router.entryPoints.contains(entryPoint.rawValue) else { return nil }
                guard entryPoint == .websecure || router.tlsOptions == nil else { return nil }
                return RuleDrawing(built: built, entryPoint: entryPoint).rule()
            case .ranked(let ranked):
                return ranked.entryPoint == entryPoint && (entryPoint == .websecure || !ranked.isTLS) ? ranked.rule : nil
            }
        }
    }

    init(
        _ routers: [Router], gateways: [GatewayProvider.Ranked] = [], flags: Flags, middlewares: Middlewares, resolver: ServiceResolver,
        tlsOptions: TLSOptions
    ) {
        self.flags = flags
        self.middlewares = middlewares
        self.resolver = resolver
        self.tlsOptions = tlsOptions
        for router in routers { add(router) }
        noteTies()
        // Ties are up to chance in Traefik; here the order of the input stands for it.
        entries += gateways.map { .ranked($0) }
        let order = entries.indices.sorted { first, second in
            let (one, other) = (entries[first], entries[second])
            if one.rank != other.rank { return one.rank > other.rank }
            if flags.isAtLeast37, one.provider != other.provider { return one.provider < other.provider }
            return first < second
        }
        entries = order.map { entries[$0] }
    }

    /// Says of rules of one rank that chance decides between them.
    private mutating func noteTies() {
        let standing = entries.compactMap { entry in if case .built(let built) = entry { built.router } else { nil } }
        for (one, other) in Ties(standing, providersAreRanked: flags.isAtLeast37).pairs {
            let note =
                "the rules \(one.rule.onOneLine) and \(other.rule.onOneLine) have the same priority, \(one.rank): where both take a request, it is up to chance "
                + "which of them Traefik tries first"
            for object in Set([one.origin.object, other.origin.object]) { notes.add(note, to: object) }
            guard one.origin.object != other.origin.object else { continue }
            rivals[one.origin, default: []].append(other.origin)
            rivals[other.origin, default: []].append(one.origin)
        }
    }

    private mutating func add(_ router: Router) {
        let object = router.origin.object
        let unknown = router.entryPoints.filter { EntryPoint(rawValue: $0) == nil }
        for name in unknown { notes.add("there is no entry point \"\(name)\": the chart has web and websecure", to: object) }
        if !router.entryPoints.isEmpty, unknown.count == router.entryPoints.count {
            notes.add("Traefik disables the rule \(router.rule.onOneLine): no valid entryPoint for this router", to: object)
            return
        }
        guard router.rank <= Router.highestPriority else {
            notes.add(
                "Traefik drops the rule \(router.rule.onOneLine): the router priority \(router.rank) exceeds the max user-defined priority "
                    + "\(Router.highestPriority)", to: object)
            return
        }
        do {
            if let options = router.tlsOptions { try tlsOptions.check(options, provider: router.provider) }
            var effect = try middlewares.effect(of: router.middlewares, provider: router.provider)
            let target = try resolver.resolve(router.provider.qualified(router.service))
            effect.append(try middlewares.effect(of: target.middlewares, provider: router.provider))
            entries.append(.built(Built(router: router, effect: effect, target: target)))
        } catch let error as MiddlewareFault {
            let note = "Traefik drops the rule \(router.rule.onOneLine): \(error.message)"
            notes.add(note, to: object)
            troubles[object, default: []].append(
                RoutingTrouble(.droppedGuard, note, remedy: "mend the middleware, or take it from the rule"))
        } catch let error as ServiceFault {
            notes.add("Traefik drops the rule \(router.rule.onOneLine): \(error.message)", to: object)
        } catch {
            return
        }
    }

    /// The rules of an entry point, in the order in which they are tried.
    func rules(of entryPoint: EntryPoint) -> [Rule] {
        entries.compactMap { entry in
            guard var rule = entry.rule(on: entryPoint) else { return nil }
            rule.rivals = rule.origin.flatMap { rivals[$0] } ?? []
            return rule
        }
    }

    /// The pools that rules send to, in the order of first use; Services that are read in two ways make two.
    ///
    /// - Parameter gateways: The pools of Gateways, by Service and port.
    func pools(of listeners: [[Rule]], gateways: [Pool]) -> [Pool] {
        var seen: Set<Pool> = []
        let used = Set(listeners.flatMap { $0 }.compactMap(\.origin))
        let byName = Dictionary(gateways.map { ([$0.service, String(describing: $0.port)], $0) }) { first, _ in first }
        return entries.flatMap { entry -> [Pool] in
            switch entry {
            case .built(let built): used.contains(built.router.origin) ? built.target.pools : []
            case .ranked(let ranked):
                ranked.rule.backends.filter { $0.failure == nil }.compactMap { byName[[$0.service, String(describing: $0.port)]] }
            }
        }.filter { seen.insert($0).inserted }
    }
}

/// The TLSOptions of the input.
struct TLSOptions {
    private let names: Set<String>
    private let defaults: Int

    init(_ inventory: Inventory) {
        let objects = inventory.objects(kind: "TLSOption", group: "traefik.io").filter { CustomResources.fault(of: $0) == nil }
        names = Set(
            objects.filter { $0.metadata.name != "default" }.map { Provider.crd.qualified("\($0.metadata.namespace)-\($0.metadata.name)") })
        defaults = objects.count - objects.filter { $0.metadata.name != "default" }.count
    }

    /// Refuses options that do not exist: the routers that name them are not built.
    // Source: traefik 3.7.9, pkg/server/router/router.go buildRouterHandler.
    func check(_ name: String, provider: Provider) throws(ServiceFault) {
        if name.isEmpty || name == "default" {
            guard defaults < 2 else {
                throw ServiceFault(message: "the default TLS options are defined in several namespaces, so there are none")
            }
        } else if !names.contains(provider.qualified(name)) {
            throw ServiceFault(message: "building router handler: unknown TLS options: \(provider.qualified(name))")
        }
    }
}
