// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanManifest
import PortolanModel

/// The provider kubernetesCRD: IngressRoutes and TraefikServices become routers and services.
// Source: traefik 3.7.9, pkg/provider/kubernetes/crd/kubernetes_http.go loadIngressRouteConfiguration.
struct RouteProvider {
    let flags: Flags
    let kubernetes: KubernetesServices
    private let references: RouteServices
    private(set) var routers = NamedRouters()
    private(set) var services: [String: RouterService] = [:]
    /// `ns/name` of the Secrets that were loaded.
    private(set) var certificates: Set<String> = []
    private(set) var notes = ObjectNotes()

    init(flags: Flags, kubernetes: KubernetesServices) {
        self.flags = flags
        self.kubernetes = kubernetes
        references = RouteServices(flags: flags, kubernetes: kubernetes)
    }

    /// Takes all that the input has of Traefik's kinds.
    mutating func add(_ inventory: Inventory, claim: Claim) {
        for object in inventory.objects(kind: "TLSStore", group: "traefik.io") {
            for entry in object.spec?.items("certificates") ?? [] {
                loadCertificate(entry.string("secretName"), in: object.metadata.namespace)
            }
        }
        for object in inventory.objects(kind: "IngressRoute", group: "traefik.io")
        where claim.takes(object.metadata, isAtLeast37: flags.isAtLeast37) {
            if let fault = CustomResources.fault(of: object) {
                notes.add("the API server refuses it: \(fault)", to: object.metadata.reference)
            } else {
                addRoute(object)
            }
        }
        for object in inventory.objects(kind: "TraefikService", group: "traefik.io") {
            do throws(ServiceFault) {
                if let fault = CustomResources.fault(of: object) { throw ServiceFault(message: "the API server refuses it: \(fault)") }
                try addTraefikService(object)
            } catch {
                notes.add("Traefik drops it: \(error.message)", to: object.metadata.reference)
            }
        }
    }

    private mutating func loadCertificate(_ name: String, in namespace: String) {
        guard !name.isEmpty else { return }
        if let secret = kubernetes.secret(name, in: namespace), !secret.hasCertificate { return }
        certificates.insert("\(namespace)/\(name)")
    }

    // MARK: Routes

    private mutating func addRoute(_ object: Inventory.Object) {
        let namespace = object.metadata.namespace
        guard let spec = object.spec else { return }
        let tls = spec.field("tls")
        if let tls { loadCertificate(tls.string("secretName"), in: namespace) }
        guard spec.items("parentRefs").isEmpty else {
            notes.add("it hangs under other IngressRoutes (parentRefs), which Portolan does not follow", to: object.metadata.reference)
            return
        }
        for route in spec.items("routes") {
            do {
                try addRoute(route, of: object, tls: tls)
            } catch let error as ServiceFault {
                notes.add("Traefik drops the route \(route.string("match").onOneLine): \(error.message)", to: object.metadata.reference)
            } catch let error as MiddlewareFault {
                notes.add("Traefik drops the route \(route.string("match").onOneLine): \(error.message)", to: object.metadata.reference)
            } catch let error as RuleFault {
                notes.add("Traefik drops the route \(route.string("match").onOneLine): \(error.message)", to: object.metadata.reference)
            } catch {
                continue
            }
        }
    }

    private mutating func addRoute(_ route: YAMLNode, of object: Inventory.Object, tls: YAMLNode?) throws {
        let namespace = object.metadata.namespace
        let kind = route.string("kind")
        guard kind.isEmpty || kind == "Rule" else { throw RuleFault(message: "unsupported match kind: \(kind)") }
        let match = route.string("match")
        guard !match.isEmpty else { throw RuleFault(message: "empty match rule") }
        let id = normalized("\(namespace)-\(object.metadata.name)") + "\n" + match
        var middlewares: [String] = []
        for reference in route.items("middlewares") {
            middlewares.append(try RouteReference.resolve(reference, in: namespace, flags: flags))
        }
        let service = try addService(of: route, in: namespace, as: id)
        var router = Router(
            provider: .crd, rule: match, condition: try RuleText.read(match), service: service,
            origin: RuleOrigin(object: object.metadata.reference, location: route.location))
        router.priority = route.integer("priority") ?? 0
        router.entryPoints = object.spec?.strings("entryPoints") ?? []
        router.middlewares = middlewares
        if let tls {
            router.tlsOptions = ""
            if let options = tls.field("options"), !options.string("name").isEmpty {
                router.tlsOptions = try RouteReference.resolve(options, in: namespace, flags: flags)
            }
        }
        routers.set(router, name: id)
    }

    private mutating func addService(of route: YAMLNode, in namespace: String, as id: String) throws(ServiceFault) -> String {
        let written = route.items("services")
        guard let first = written.first else { throw ServiceFault(message: "router has no service and no child routers") }
        if written.count == 1 {
            let (name, pool) = try references.name(of: first, in: namespace)
            guard let pool else { return name }
            services[id] = .pool(pool)
            return id
        }
        services[id] = .weighted(try weighted(written, in: namespace))
        return id
    }

    // MARK: TraefikServices

    private mutating func addTraefikService(_ object: Inventory.Object) throws(ServiceFault) {
        let namespace = object.metadata.namespace
        let id = normalized("\(namespace)-\(object.metadata.name)")
        if let spec = object.spec?.field("weighted") {
            services[id] = .weighted(try weighted(spec.items("services"), in: namespace))
        } else if let spec = object.spec?.field("mirroring") {
            let main = try named(spec, in: namespace)
            var copies: [String] = []
            for mirror in spec.items("mirrors") { copies.append(try named(mirror, in: namespace)) }
            services[id] = .mirrored(main, copies: copies)
        } else if let spec = object.spec?.field("highestRandomWeight") {
            services[id] = .hashed(try weighted(spec.items("services"), in: namespace))
        } else if let spec = object.spec?.field("failover"), let main = spec.field("service"), let fallback = spec.field("fallback") {
            services[id] = .failover(
                try named(main, in: namespace), fallback: try named(fallback, in: namespace),
                hasErrors: !(spec.field("errors")?.items("status").isEmpty ?? true))
        } else {
            throw ServiceFault(message: "unspecified service type")
        }
    }

    private mutating func weighted(
        _ written: [YAMLNode], in namespace: String
    ) throws(ServiceFault) -> [(name: String, weight: Int)] {
        var result: [(name: String, weight: Int)] = []
        for service in written { result.append((try named(service, in: namespace), service.integer("weight") ?? 1)) }
        return result
    }

    /// The name of a service, whose pool is kept where it has one.
    private mutating func named(_ node: YAMLNode, in namespace: String) throws(ServiceFault) -> String {
        let (name, pool) = try references.name(of: node, in: namespace)
        if let pool { services[name] = .pool(pool) }
        return name
    }
}
