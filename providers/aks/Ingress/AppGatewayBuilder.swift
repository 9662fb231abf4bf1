// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanManifest
import PortolanModel
import PortolanProvider

/// Builds the configuration of the gateway from all Ingresses that are not left out: one sync of the controller.
///
/// Source: AGIC f42103da pkg/appgw/configbuilder.go:70.
struct AppGatewayBuilder {
    /// A listener with everything that belongs to it.
    struct Site {
        let id: AppGatewayListenerID
        let config: AppGatewayListenerConfig
        let map: AppGatewayPathMap
        let priority: Int
    }

    /// In the order of namespace and name.
    let ingresses: [AppGatewayIngress]
    let settings: AppGatewaySettingTable
    /// In the order of their rules' priority.
    private(set) var sites: [Site] = []
    /// What each Ingress asks for that does not come about, by its place.
    private(set) var notes: [[String]]
    /// What Azure has against the whole, which keeps the gateway as it was.
    private(set) var refusals: [String] = []

    private var backends: AppGatewayBackends
    private let options: TargetOptions
    private var configs: [AppGatewayListenerID: AppGatewayListenerConfig] = [:]
    private var maps: [AppGatewayListenerID: AppGatewayPathMap] = [:]

    init(_ ingresses: [AppGatewayIngress], cluster: Cluster, frontends: Set<AppGatewayFrontend>) {
        self.ingresses = ingresses
        options = cluster.options
        var backends = AppGatewayBackends(cluster)
        settings = AppGatewaySettingTable(ingresses, &backends, probes: AppGatewayProbes(cluster: cluster))
        self.backends = backends
        notes = ingresses.map { $0.notes + $0.ruleNotes() }
        let standard = AppGatewayListenerID(port: 80, hosts: [], frontend: Self.standardFrontend(options, frontends))
        configureListeners(standard)
        let rewrites = AppGatewayRewrites(cluster.inventory)
        for place in ingresses.indices { addPathMaps(of: place, rewrites: rewrites, standard: standard) }
        if maps.isEmpty { maps[standard] = AppGatewayPathMap() }
        sites = prioritized()
        for key in settings.uncertain { noteChance(key) }
        refusals += AppGatewayRefusals(self).all
    }

    /// Source: AGIC f42103da pkg/appgw/internaltypes.go:235.
    private static func standardFrontend(_ options: TargetOptions, _ frontends: Set<AppGatewayFrontend>) -> AppGatewayFrontend {
        options.isOn("usePrivateIP") || !frontends.contains(.public) ? .private : .public
    }

    /// All listeners: what the last Ingress sets counts; without any there is one for everything on port 80.
    ///
    /// Source: AGIC f42103da pkg/appgw/frontend_listeners.go:103.
    private mutating func configureListeners(_ standard: AppGatewayListenerID) {
        for ingress in ingresses {
            for listener in ingress.listeners() { configs[listener.id] = listener.config }
        }
        guard configs.isEmpty else { return }
        let policy = ingresses.lazy.compactMap { $0.annotations.filled(.wafPolicy) }.first
        configs[standard] = AppGatewayListenerConfig(firewallPolicy: policy)
    }

    // MARK: Path maps

    private mutating func addPathMaps(of place: Int, rewrites: AppGatewayRewrites, standard: AppGatewayListenerID) {
        let ingress = ingresses[place]
        guard !ingress.ingress.rules.isEmpty else { return addDefaultBackend(of: place, to: standard) }
        let (rewrite, rewriteNotes, isMissing) = rewrites.rewrite(of: ingress)
        notes[place] += rewriteNotes
        if isMissing { refusals.append("Ingress \(ingress.sortKey) names a rewrite rule set that is not there: \(rewrite?.name ?? "")") }
        for rule in ingress.ingress.rules where rule.hasHTTP {
            for listener in ingress.listeners(of: rule) {
                let redirects = !listener.config.isHTTPS && self.redirects(ingress, from: listener.id)
                addDefault(of: rule, at: place, to: listener.id, redirects: redirects, rewrite: rewrite)
                addPathRules(of: rule, at: place, to: listener.id, redirects: redirects, rewrite: rewrite)
            }
        }
    }

    /// Whether a plain listener redirects: the Ingress wants it, and the same hosts have a listener on port 443 whose last Ingress wants it too.
    ///
    /// Source: AGIC f42103da pkg/appgw/requestroutingrules.go:267, pkg/appgw/redirects.go:20.
    private func redirects(_ ingress: AppGatewayIngress, from listener: AppGatewayListenerID) -> Bool {
        guard ingress.annotations.isTrue(.sslRedirect), let config = configs[listener.on(port: 443)] else { return false }
        return config.isHTTPS && config.isRedirectTarget
    }

    private mutating func addDefaultBackend(of place: Int, to standard: AppGatewayListenerID) {
        let ingress = ingresses[place]
        guard let written = ingress.ingress.defaultBackend, let backend = backends.backend(written, in: ingress.namespace) else { return }
        guard configs[standard] != nil else {
            notes[place].append("beside Ingresses with hosts, one with nothing but a default backend has no listener: nothing leads to it")
            return
        }
        if maps[standard] != nil {
            notes[place].append("its default backend replaces all that other Ingresses have for every host on port 80")
        }
        let origin = RuleOrigin(object: ingress.reference, location: written.node.location)
        maps[standard] = AppGatewayPathMap(defaultBackend: backend, origin: origin)
        if !backend.hasPool {
            refusals.append("the default backend of Ingress \(ingress.sortKey) names a pool that is not there")
        } else if backend.podPort != .number(80) {
            notes[place].append(
                "without rules the gateway dials port 80 of the pods, and \(backend.service) listens on \(backend.podPort.text): 502")
        }
    }

    /// The default of a rule: the last path that takes everything, else the Ingress's default backend.
    ///
    /// Source: AGIC f42103da pkg/appgw/requestroutingrules.go:266.
    private mutating func addDefault(
        of rule: Ingress.Rule, at place: Int, to listener: AppGatewayListenerID, redirects: Bool, rewrite: AppGatewayRewrite?
    ) {
        let ingress = ingresses[place]
        let catchAll = rule.paths.last { $0.takesEverything }
        var map = maps[listener] ?? AppGatewayPathMap()
        let node = catchAll?.node ?? ingress.ingress.defaultBackend?.node ?? rule.node
        let origin = RuleOrigin(object: ingress.reference, location: node.location)
        if redirects {
            map.setRedirect(origin: origin)
        } else if let written = catchAll?.backend ?? ingress.ingress.defaultBackend,
            let backend = backends.backend(written, in: ingress.namespace)
        {
            let target = AppGatewayTarget(pool: backend.hasPool ? backend : nil, setting: .init(ingress: place, backend: backend))
            map.setTarget(target, rewrite: rewrite, origin: origin)
            if !backend.hasPool { notes[place].append(Self.emptyPool(backend)) }
        }
        maps[listener] = map
    }

    private static func emptyPool(_ backend: AppGatewayBackend) -> String {
        "\(backend.service):\(backend.written) has no endpoint on port \(backend.podPort.text), so its pool is empty: 502"
    }

    /// Source: AGIC f42103da pkg/appgw/requestroutingrules.go:326.
    private mutating func addPathRules(
        of rule: Ingress.Rule, at place: Int, to listener: AppGatewayListenerID, redirects: Bool, rewrite: AppGatewayRewrite?
    ) {
        let ingress = ingresses[place]
        var map = maps[listener] ?? AppGatewayPathMap()
        maps[listener] = nil
        for path in rule.paths where !path.takesEverything {
            guard let backend = backends.backend(path.backend, in: ingress.namespace) else { continue }
            let target = AppGatewayTarget(pool: backend.hasPool ? backend : nil, setting: .init(ingress: place, backend: backend))
            let added = map.add(
                AppGatewayPathRule(
                    pattern: path.pattern, target: redirects ? nil : target, firewallPolicy: ingress.annotations[.wafPolicy],
                    rewrite: rewrite, origin: RuleOrigin(object: ingress.reference, location: path.node.location)))
            if !added {
                let host = listener.hosts.isEmpty ? "every host" : listener.hosts.joined(separator: ", ")
                notes[place].append("the path \(path.pattern) of \(host) is there already, so this one is dropped")
            }
            if !backend.hasPool, !redirects { notes[place].append(Self.emptyPool(backend)) }
        }
        maps[listener] = map
    }

    private mutating func noteChance(_ key: AppGatewaySettingTable.Key) {
        notes[key.ingress].append(
            "\(key.backend.service):\(key.backend.written) has one health check for several paths or hosts: which of them it asks is left"
                + " to chance, and changes from sync to sync")
    }

    // MARK: Priorities

    /// Listeners in the order of their rules' priority: the Ingresses' own, and for the others the order of their hashed names.
    ///
    /// Source: AGIC f42103da pkg/appgw/requestroutingrules.go:470, :552.
    private func prioritized() -> [Site] {
        var given: [AppGatewayListenerID: Int] = [:]
        for ingress in ingresses {
            for listener in ingress.listeners() {
                guard ingress.annotations[.rulePriority] != nil else {
                    given[listener.id] = nil
                    continue
                }
                if let priority = ingress.annotations.positive(.rulePriority, upTo: 20000) { given[listener.id] = priority }
            }
        }
        let named = maps.compactMap { id, map in configs[id].map { (hash: id.hash, id: id, config: $0, map: map) } }
            .sorted { $0.hash < $1.hash }
        var used = Set(named.compactMap { given[$0.id] })
        var (withHosts, without) = (19000, 19500)
        let sites = named.map { hash, id, config, map -> (hash: String, site: Site) in
            if let priority = given[id] { return (hash, Site(id: id, config: config, map: map, priority: priority)) }
            let priority = Self.nextFree(after: id.hosts.isEmpty ? without : withHosts, used)
            if id.hosts.isEmpty { without = priority } else { withHosts = priority }
            used.insert(priority)
            return (hash, Site(id: id, config: config, map: map, priority: priority))
        }
        return sites.sorted { ($0.site.priority, $0.hash) < ($1.site.priority, $1.hash) }.map(\.site)
    }

    private static func nextFree(after start: Int, _ used: Set<Int>) -> Int {
        var priority = start
        while used.contains(priority) {
            priority += 5
            if priority > 20000 { return 20000 }
        }
        return priority
    }
}
