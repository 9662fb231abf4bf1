// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanManifest
import PortolanModel

/// Services as IngressRoutes and TraefikServices name them.
// Source: traefik 3.7.9, pkg/provider/kubernetes/crd/kubernetes_http.go nameAndService, buildServersLB, loadServers.
struct RouteServices {
    let flags: Flags
    let kubernetes: KubernetesServices

    /// The name that a reference stands for, and the pool where it is a Service of Kubernetes.
    func name(of node: YAMLNode, in namespace: String) throws(ServiceFault) -> (name: String, pool: ServicePool?) {
        let name = node.string("name")
        let written = node.string("namespace")
        var other = written.isEmpty ? namespace : written
        if name.contains("@") {
            other = written
        } else if !flags.allowsOtherNamespaces, other != namespace {
            throw ServiceFault(message: "service \(other)/\(name) not in the parent resource namespace \(namespace)")
        }
        switch node.string("kind") {
        case "", "Service":
            let full = fullName(name, other, port: node.intOrString("port"))
            return (full, try pool(for: node, name: name, in: other, as: full))
        case "TraefikService": return (fullName(name, other, port: .int(0)), nil)
        default: throw ServiceFault(message: "unsupported service kind \(node.string("kind"))")
        }
    }

    private func fullName(_ name: String, _ namespace: String, port: IntOrString) -> String {
        switch port {
        case .int(let number) where number != 0: return normalized("\(namespace)-\(name)-\(number)")
        case .string(let text) where !text.isEmpty: return normalized("\(namespace)-\(name)-\(text)")
        default: break
        }
        guard let at = name.lastIndex(of: "@") else { return normalized("\(namespace)-\(name)") }
        let provider = name[name.index(after: at)...]
        if provider == Provider.crd.name { return normalized("\(namespace)-\(name[..<at])") }
        return normalized(String(name[..<at])) + "@\(provider)"
    }

    private func pool(for node: YAMLNode, name: String, in namespace: String, as full: String) throws(ServiceFault) -> ServicePool {
        let strategy = node.string("strategy")
        guard ["", "wrr", "p2c", "hrw", "leasttime", "RoundRobin"].contains(strategy) else {
            throw ServiceFault(message: "load-balancer strategy \(strategy) is not supported")
        }
        guard let service = kubernetes.service(name, in: namespace) else {
            throw ServiceFault(message: "kubernetes service not found: \(namespace)/\(name)")
        }
        let port = try port(node.intOrString("port"), of: service)
        let scheme = node.string("scheme")
        guard ["", "http", "https", "h2c"].contains(scheme) else { throw ServiceFault(message: "invalid scheme \"\(scheme)\" specified") }
        guard service.type == .externalName || node.field("healthCheck") == nil else {
            throw ServiceFault(message: "healthCheck allowed only for ExternalName services: \(namespace)/\(name)")
        }
        var pool = ServicePool(
            service: "\(namespace)/\(name)", port: .number(port.port), scheme: scheme.isEmpty ? KubernetesServices.scheme(of: port) : scheme
        )
        let passesHost = node.boolean("passHostHeader") ?? true
        if service.type == .externalName {
            guard flags.allowsExternalNames else { throw ServiceFault(message: "externalName services not allowed: \(namespace)/\(name)") }
            if !passesHost { pool.host = "\(service.externalName ?? ""):\(port.port)" }
        } else if node.boolean("nativeLB") ?? flags.prefersClusterIP {
            guard !service.isHeadless else { throw ServiceFault(message: "no clusterIP on headless service: \(namespace)/\(name)") }
            pool.settings["nativeLB"] = "true"
        } else if service.type == .nodePort, node.boolean("nodePortLB") ?? false {
            pool.settings["nodePortLB"] = "true"
        } else {
            pool.hasServers = kubernetes.hasServers(service, port: port)
            guard pool.hasServers || flags.allowsEmptyServices else {
                throw ServiceFault(message: "no servers found for \(namespace)/\(name)")
            }
        }
        if !["", "wrr", "RoundRobin"].contains(strategy) { pool.settings["strategy"] = strategy }
        if !passesHost { pool.settings["passHostHeader"] = "false" }
        try addReferences(node, in: namespace, to: &pool)
        if let cookie = node.field("sticky")?.field("cookie") {
            pool.settings.merge(StickyCookie(spec: cookie).settings(of: Provider.crd.qualified(full)))
        }
        return pool
    }

    private func addReferences(_ node: YAMLNode, in namespace: String, to pool: inout ServicePool) throws(ServiceFault) {
        let transport = node.string("serversTransport")
        if transport.contains("@") {
            guard flags.allowsOtherNamespaces || !transport.hasSuffix("@\(Provider.crd.name)") else {
                throw ServiceFault(
                    message: "invalid reference to serversTransport \(transport): namespace-name@kubernetescrd format is not allowed "
                        + "when crossnamespace is disallowed")
            }
            pool.settings["serversTransport"] = transport
        } else if !transport.isEmpty {
            pool.settings["serversTransport"] = Provider.crd.qualified(normalized("\(namespace)-\(transport)"))
        }
        for reference in flags.isAtLeast37 ? node.items("middlewares") : [] {
            do throws(MiddlewareFault) {
                pool.middlewares.append(try RouteReference.resolve(reference, in: namespace, flags: flags))
            } catch {
                throw ServiceFault(message: "could not create middleware keys: \(error.message)")
            }
        }
        if !pool.middlewares.isEmpty { pool.settings["middlewares"] = pool.middlewares.map(Provider.crd.qualified).joined(separator: ",") }
    }

    // Source: traefik 3.7.9, pkg/provider/kubernetes/crd/kubernetes.go getServicePort.
    private func port(_ wanted: IntOrString, of service: Service) throws(ServiceFault) -> ServicePort {
        if wanted == .int(0) || wanted == .string("") { throw ServiceFault(message: "ingressRoute service port not defined") }
        let found = service.ports.first { port in
            switch wanted {
            case .int(let number): port.port == number
            case .string(let name): port.name == name
            }
        }
        if let found { return found }
        guard service.type == .externalName, case .int(let number) = wanted else {
            let text = if case .int(let number) = wanted { String(number) } else if case .string(let name) = wanted { name } else { "" }
            throw ServiceFault(message: "service port not found: \(text)")
        }
        return ServicePort(
            name: nil, protocol: .tcp, appProtocol: nil, port: number, targetPort: .int(number), nodePort: nil, node: service.metadata.node)
    }
}

extension StickyCookie {
    /// Reads `sticky.cookie` of an IngressRoute's service.
    init(spec: YAMLNode) {
        self.init()
        name = spec.string("name")
        if spec.boolean("secure") ?? false { settings["sticky.cookie.secure"] = "true" }
        if spec.boolean("httpOnly") ?? false { settings["sticky.cookie.httpOnly"] = "true" }
        let site = spec.string("sameSite")
        if !site.isEmpty { settings["sticky.cookie.sameSite"] = site }
        if let age = spec.integer("maxAge"), age != 0 { settings["sticky.cookie.maxAge"] = String(age) }
        if let path = spec.optionalString("path") { settings["sticky.cookie.path"] = path }
        let domain = spec.string("domain")
        if !domain.isEmpty { settings["sticky.cookie.domain"] = domain }
    }
}
