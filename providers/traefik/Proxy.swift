// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel
import PortolanProvider

/// The one proxy of a cluster, with all that its providers bring.
struct Proxy {
    private let balancer: LoadBalancer
    private let notes: ObjectNotes
    private let troubles: [ObjectReference: [RoutingTrouble]]
    private let front: ProxyFront?
    private let gateways: GatewayProvider
    /// The object that also says what became of those which are no endpoints.
    private let first: ObjectReference?
    private let others: [String]

    init(_ claimed: [Entrance], _ cluster: Cluster) {
        let flags = Flags(cluster.options)
        let kubernetes = KubernetesServices(cluster.inventory, graph: cluster.graph)
        var ingresses = IngressProvider(flags: flags, kubernetes: kubernetes)
        for entrance in claimed { if case .ingress(let ingress) = entrance { ingresses.add(ingress) } }
        var routes = RouteProvider(flags: flags, kubernetes: kubernetes)
        routes.add(cluster.inventory, claim: Claim(cluster))
        var services: [String: RouterService] = [:]
        for (name, service) in ingresses.services { services[Provider.ingress.qualified(name)] = service }
        for (name, service) in routes.services { services[Provider.crd.qualified(name)] = service }
        let middlewares = Middlewares(
            cluster.inventory, flags: flags, kubernetes: kubernetes, services: RouteServices(flags: flags, kubernetes: kubernetes))
        var gateways = GatewayProvider(cluster, middlewares: middlewares)
        for entrance in claimed { if case .gateway(let gateway) = entrance { gateways.add(gateway) } }
        self.gateways = gateways
        let table = RouterTable(
            routes.routers.all + ingresses.routers.all, gateways: gateways.rules, flags: flags, middlewares: middlewares,
            resolver: ServiceResolver(services), tlsOptions: TLSOptions(cluster.inventory))
        var notes = ingresses.notes
        notes.merge(routes.notes)
        notes.merge(table.notes)
        self.notes = notes
        troubles = table.troubles
        first = claimed.first?.metadata.reference
        others = ProxyNotes.ofOthers(notes, in: cluster.inventory)
        front = ProxyFront(in: cluster, images: ["traefik"], places: ["kube-system/traefik"])
        let web = flags.redirectsWebTo.map { _ in [Self.entryRedirect] } ?? []
        let plain = web + table.rules(of: .web)
        let secure = table.rules(of: .websecure)
        let certificates = ingresses.certificates.union(routes.certificates).union(gateways.certificates).sorted()
        balancer = LoadBalancer(
            product: "traefik", scope: front?.address?.scope, families: front?.families ?? cluster.families,
            listeners: [
                Listener(port: EntryPoint.web.port, protocol: "HTTP", rules: plain),
                Listener(port: EntryPoint.websecure.port, protocol: "HTTPS", rules: secure, tls: TLS(certificates: certificates)),
            ], backends: table.pools(of: [plain, secure], gateways: gateways.pools), dataPlane: Self.dataPlane, identity: "traefik")
    }

    /// What becomes of an Ingress or Gateway: all of them show the same proxy.
    func exposure(of entrance: Entrance) -> Exposure {
        var exposure = Exposure(
            status: .provisioned, address: front?.address, loadBalancers: [balancer],
            notes: notes[entrance.metadata.reference] + (entrance.metadata.reference == first ? others : []),
            through: front?.reference)
        exposure.troubles = troubles[entrance.metadata.reference] ?? []
        if case .gateway(let gateway) = entrance { (exposure.routes, exposure.listenerStatus) = gateways.exposure(of: gateway) }
        return exposure
    }

    /// How Traefik reads requests.
    // Source: traefik 3.7.9, pkg/server/server_entrypoint_tcp.go normalizePath, sanitizePath; pkg/muxer/http/mux.go withRoutingPath.
    private static let dataPlane: DataPlane = {
        var cleaning = DataPlane.PathCleaning(decodesUnreserved: true, mergesSlashes: true, resolvesDots: true, isForwarded: true)
        cleaning.uppercasesEscapes = true
        cleaning.dropsTrailingDots = true
        cleaning.decodesForMatching = true
        var plane = DataPlane(hostWildcard: .oneLabel, pathCleaning: cleaning, regexMatch: .anywhere)
        plane.ignoresTrailingDot = true
        plane.readsSemicolons = true
        return plane
    }()

    /// The redirect of the whole entry point `web`.
    // Source: traefik 3.7.9, pkg/provider/traefik/internal.go redirection.
    private static let entryRedirect = Rule(
        redirect: Redirect(status: 301, scheme: "https"), settings: ["middlewares": "redirect-web-to-websecure@internal"],
        condition: .hostMatch("^.+$"), steps: [.redirect(URLRedirect(.scheme("https", port: nil), isPermanent: true))])
}
