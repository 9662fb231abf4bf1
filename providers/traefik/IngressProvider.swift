// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanManifest
import PortolanModel
import PortolanProvider

/// The provider kubernetesIngress: Ingresses become routers and services.
// Source: traefik 3.7.9, pkg/provider/kubernetes/ingress/kubernetes.go loadConfigurationFromIngresses.
struct IngressProvider {
    let flags: Flags
    let kubernetes: KubernetesServices
    /// Routers by name; of two with one name the later one counts.
    private(set) var routers = NamedRouters()
    private(set) var services: [String: RouterService] = [:]
    /// `ns/name` of the Secrets that were loaded.
    private(set) var certificates: Set<String> = []
    private(set) var notes = ObjectNotes()

    init(flags: Flags, kubernetes: KubernetesServices) {
        self.flags = flags
        self.kubernetes = kubernetes
    }

    /// Takes an Ingress that is claimed.
    mutating func add(_ ingress: Ingress) {
        let reference = ingress.metadata.reference
        let annotations: RouterAnnotations
        do throws(LabelFault) { annotations = try RouterAnnotations(ingress.metadata.annotations) } catch {
            notes.add(
                "Traefik cannot read its annotations (\(error.message)), so it skips the whole Ingress, which keeps its address",
                to: reference)
            return
        }
        noteAnnotations(of: ingress, annotations)
        loadCertificates(of: ingress)
        if let backend = ingress.defaultBackend {
            if ingress.rules.isEmpty {
                addDefaultBackend(backend, of: ingress, annotations)
            } else {
                notes.add("Traefik ignores spec.defaultBackend, since the Ingress has rules", to: reference)
            }
        }
        addPaths(of: ingress, annotations)
    }

    /// Says which annotations have no effect here, or one that is easily missed.
    private mutating func noteAnnotations(of ingress: Ingress, _ annotations: RouterAnnotations) {
        let start = "traefik.ingress.kubernetes.io/"
        for entry in ingress.metadata.annotations where entry.key.hasPrefix(start) {
            let key = entry.key.dropFirst(start.utf8.count).lowercased()
            if key.hasPrefix("service.") {
                notes.add("Traefik reads the annotation \(entry.key) at the Service, not at the Ingress", to: ingress.metadata.reference)
            } else if !key.hasPrefix("router.") {
                notes.add("the annotation \(entry.key) is not read by Traefik 3", to: ingress.metadata.reference)
            }
        }
        let asksForPlain = annotations.entryPoints.isEmpty || annotations.entryPoints.contains(EntryPoint.web.rawValue)
        if annotations.tlsOptions != nil, asksForPlain {
            notes.add(
                "router.tls makes Traefik speak TLS on port 80 too, so that plain HTTP gets 404 there", to: ingress.metadata.reference)
        }
    }

    private mutating func addDefaultBackend(_ backend: Ingress.Backend, of ingress: Ingress, _ annotations: RouterAnnotations) {
        let reference = ingress.metadata.reference
        guard services["default-backend"] == nil else {
            notes.add(
                "Traefik takes one default backend for the whole proxy, and another Ingress has one: which of them counts is up to chance",
                to: reference)
            return
        }
        guard let pool = pool(for: backend, of: ingress, name: "default-backend", what: "the default backend") else { return }
        services["default-backend"] = .pool(pool)
        var router = Router(
            provider: .ingress, rule: "PathPrefix(\"/\")", condition: .path(PathMatch(.prefix, "/")), service: "default-backend",
            origin: RuleOrigin(object: reference, location: backend.node.location))
        router.priority = Router.lowestPriority
        router.entryPoints = annotations.entryPoints
        router.middlewares = annotations.middlewares
        router.tlsOptions = annotations.tlsOptions
        routers.set(router, name: "default-router")
    }

    private mutating func addPaths(of ingress: Ingress, _ annotations: RouterAnnotations) {
        let namespace = ingress.metadata.namespace
        var made = NamedRouterGroups()
        for path in ingress.paths {
            let what = "the path \(path.path ?? "(none)")\(path.host.map { " of \($0)" } ?? "")"
            guard let name = path.backend.service, path.backend.resource == nil else {
                notes.add("Traefik skips \(what): resource backends are not supported", to: ingress.metadata.reference)
                continue
            }
            let key = normalized("\(namespace)-\(name)-\(Self.text(of: path.backend.port))")
            if services[key] == nil {
                guard let pool = pool(for: path.backend, of: ingress, name: key, what: what) else { continue }
                services[key] = .pool(pool)
            }
            do throws(RuleFault) {
                let (rule, condition) = try self.rule(of: path, annotations)
                var router = Router(
                    provider: .ingress, rule: rule, condition: condition, service: key,
                    origin: RuleOrigin(object: ingress.metadata.reference, location: path.node.location))
                router.priority = annotations.priority
                router.entryPoints = annotations.entryPoints
                router.middlewares = annotations.middlewares
                router.tlsOptions = annotations.tlsOptions
                made.add(router, name: normalized("\(namespace)-\(ingress.metadata.name)-\(path.host ?? "")\(path.path ?? "")"))
            } catch {
                notes.add("Traefik skips \(what): \(error.message)", to: ingress.metadata.reference)
            }
        }
        routers.add(made)
    }

    /// The port as Traefik writes it into a service's name.
    private static func text(of port: IntOrString?) -> String {
        switch port {
        case .int(let number)?: String(number)
        case .string(let name)?: name
        case nil: "0"
        }
    }

    // MARK: Rules

    /// The text of a path's rule, and what it says.
    // Source: traefik 3.7.9, pkg/provider/kubernetes/ingress/kubernetes.go:755 loadRouter.
    private func rule(of path: Ingress.Path, _ annotations: RouterAnnotations) throws(RuleFault) -> (String, RuleCondition) {
        var texts: [String] = []
        var parts: [RuleCondition] = []
        if let host = path.host {
            let isExpression = host.hasPrefix("*.") && (!flags.isAtLeast37 || annotations.ruleSyntax == "v2")
            if isExpression {
                let rest = annotations.ruleSyntax == "v2" ? String(host.dropFirst(2)) : Self.quotedMeta(String(host.dropFirst(2)))
                let text = annotations.ruleSyntax == "v2" ? "{subdomain:[a-zA-Z0-9-]+}.\(rest)" : "^[a-zA-Z0-9-]+\\.\(rest)$"
                texts.append("HostRegexp(\(GoValue.quoted(text)))")
            } else {
                texts.append("Host(\(GoValue.quoted(host)))")
            }
            parts.append(.host(host.lowercased()))
        }
        if let value = path.path, !value.isEmpty {
            let (text, condition) = try pathRule(value, type: path.pathType, annotations)
            texts.append(text)
            parts.append(condition)
        }
        guard let first = parts.first else { throw RuleFault(message: "neither host nor path makes an empty rule, which does not parse") }
        return (texts.joined(separator: " && "), parts.count == 1 ? first : .all(parts))
    }

    private func pathRule(
        _ value: String, type: String?, _ annotations: RouterAnnotations
    ) throws(RuleFault) -> (String, RuleCondition) {
        var matcher = "PathPrefix"
        if type == "Exact" {
            matcher = "Path"
        } else if type != "Prefix", !annotations.pathMatcher.isEmpty {
            guard ["Path", "PathPrefix", "PathRegexp"].contains(annotations.pathMatcher) else {
                throw RuleFault(
                    message: "invalid router path matcher \(GoValue.quoted(annotations.pathMatcher)): "
                        + "must be one of Path, PathPrefix, PathRegexp")
            }
            matcher = annotations.pathMatcher
        }
        guard matcher == "PathPrefix", flags.matchesPrefixesStrictly, value != "/" else {
            return ("\(matcher)(\(GoValue.quoted(value)))", try RuleMatcher.condition(matcher, [value]))
        }
        let base = value.hasSuffix("/") ? String(value.dropLast()) : value
        let text = "(Path(\(GoValue.quoted(base))) || PathPrefix(\(GoValue.quoted(base + "/"))))"
        return (text, .any([try RuleMatcher.condition("Path", [base]), try RuleMatcher.condition("PathPrefix", [base + "/"])]))
    }

    private static func quotedMeta(_ text: String) -> String {
        String(text.flatMap { #"\.+*?()|[]{}^$"#.contains($0) ? ["\\", $0] : [$0] })
    }

    // MARK: Services

    private mutating func pool(for backend: Ingress.Backend, of ingress: Ingress, name: String, what: String) -> ServicePool? {
        do throws(ServiceFault) {
            let pool = try pool(for: backend, in: ingress.metadata.namespace, name: name)
            if pool.hasServers || flags.allowsEmptyServices { return pool }
            throw ServiceFault(message: "no endpoints found")
        } catch {
            let service = backend.service ?? "(none)"
            notes.add("Traefik drops \(what), Service \(service): \(error.message)", to: ingress.metadata.reference)
            return nil
        }
    }

    // Source: traefik 3.7.9, pkg/provider/kubernetes/ingress/kubernetes.go:584 loadService.
    private func pool(for backend: Ingress.Backend, in namespace: String, name: String) throws(ServiceFault) -> ServicePool {
        guard backend.resource == nil, let service = kubernetes.service(backend.service ?? "", in: namespace) else {
            throw ServiceFault(message: "service not found")
        }
        guard flags.allowsExternalNames || service.type != .externalName else {
            throw ServiceFault(message: "externalName services not allowed: \(namespace)/\(service.name)")
        }
        let found = service.ports.first { port in
            switch backend.port {
            case .int(let number)?: port.port == number
            case .string(let name)?: port.name == name
            case nil: false
            }
        }
        guard let port = found else { throw ServiceFault(message: "service port not found") }
        let annotations: ServiceAnnotations
        do throws(LabelFault) { annotations = try ServiceAnnotations(service.annotations, isAtLeast37: flags.isAtLeast37) } catch {
            throw ServiceFault(message: error.message)
        }
        var pool = ServicePool(
            service: "\(namespace)/\(service.name)", port: .number(port.port),
            scheme: annotations.scheme.isEmpty ? KubernetesServices.scheme(of: port) : annotations.scheme)
        pool.settings = annotations.settings(of: Provider.ingress.qualified(name))
        pool.middlewares = annotations.middlewares
        if annotations.usesNodePort, service.type == .nodePort {
            pool.settings["nodePortLB"] = "true"
        } else if service.type == .externalName {
            if !annotations.passesHost { pool.host = "\(service.externalName ?? ""):\(port.port)" }
        } else if annotations.usesClusterIP ?? flags.prefersClusterIP {
            guard !service.isHeadless else { throw ServiceFault(message: "no clusterIP on headless service: \(namespace)/\(service.name)") }
            pool.settings["nativeLB"] = "true"
        } else {
            pool.hasServers = kubernetes.hasServers(service, port: port)
        }
        return pool
    }

    // MARK: Certificates

    // Source: traefik 3.7.9, pkg/provider/kubernetes/ingress/kubernetes.go getCertificates: the first error ends the loop.
    private mutating func loadCertificates(of ingress: Ingress) {
        for entry in ingress.tls {
            guard let name = entry.secretName, !name.isEmpty else { continue }
            let key = "\(ingress.metadata.namespace)/\(name)"
            guard !certificates.contains(key) else { continue }
            if let secret = kubernetes.secret(name, in: ingress.metadata.namespace), !secret.hasCertificate {
                notes.add(
                    "Traefik gets no certificate from the Secret \(name), nor from those that spec.tls names behind it, since it lacks tls.crt "
                        + "or tls.key; the default certificate answers", to: ingress.metadata.reference)
                return
            }
            certificates.insert(key)
        }
    }
}

extension Secret {
    /// Whether it holds a certificate and its key.
    var hasCertificate: Bool { ["tls.crt", "tls.key"].allSatisfy { data[$0]?.isEmpty == false } }
}

extension ServiceAnnotations {
    /// The settings of a pool, where they are not the default.
    fileprivate func settings(of pool: String) -> Settings {
        var settings = cookie?.settings(of: pool) ?? [:]
        if !passesHost { settings["passHostHeader"] = "false" }
        if !transport.isEmpty { settings["serversTransport"] = transport }
        if !middlewares.isEmpty { settings["middlewares"] = middlewares.joined(separator: ",") }
        return settings
    }
}
