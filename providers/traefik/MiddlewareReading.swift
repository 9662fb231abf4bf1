// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanManifest
import PortolanModel
import PortolanProvider
import PortolanRegex

/// A Middleware, read when a router asks for it.
// Source: traefik 3.7.9, pkg/provider/kubernetes/crd/kubernetes.go loadConfigurationFromCRD, pkg/middlewares.
struct MiddlewareReading {
    let object: Inventory.Object
    let flags: Flags
    let kubernetes: KubernetesServices
    let services: RouteServices

    private var namespace: String { object.metadata.namespace }
    private var name: String { "\(namespace)/\(object.metadata.name)" }

    /// The middlewares of a chain, by name.
    func chain() throws(MiddlewareFault) -> [String] {
        guard let chain = object.spec?.field("chain") else { return [] }
        var names: [String] = []
        for entry in chain.items("middlewares") {
            names.append(try RouteReference.resolve(entry, in: namespace, flags: flags))
        }
        return names
    }

    /// What it does.
    func effect() throws(MiddlewareFault) -> MiddlewareEffect {
        if let fault = CustomResources.fault(of: object) {
            throw MiddlewareFault(message: "the API server refuses Middleware \(name): \(fault)")
        }
        let types = (object.spec?.entries ?? []).compactMap { entry in entry.value.isNull ? nil : entry.key.text }
        guard let type = types.first, let spec = object.spec?.field(type) else {
            throw MiddlewareFault(message: "invalid middleware \"\(name)\" configuration: it has no type")
        }
        guard types.count == 1 else {
            throw MiddlewareFault(
                message: "cannot create middleware \(name): multi-types middleware not supported, "
                    + "consider declaring two different pieces of middleware instead")
        }
        switch type {
        case "addPrefix", "stripPrefix", "stripPrefixRegex", "replacePath", "replacePathRegex":
            return MiddlewareEffect(steps: [.path(try pathChange(type, spec))])
        case "redirectScheme", "redirectRegex": return MiddlewareEffect(steps: [.redirect(try redirect(type, spec))])
        case "ipAllowList", "ipWhiteList": return MiddlewareEffect(steps: [try allowList(spec)])
        case "headers": return MiddlewareEffect(steps: [try headers(spec)])
        case "basicAuth", "digestAuth": return MiddlewareEffect(steps: try credentials(type, spec))
        case "forwardAuth":
            let address = spec.string("address")
            guard !address.isEmpty else { throw MiddlewareFault(message: "forward authentication requires an address") }
            return MiddlewareEffect(external: Authentication("external", settings: ["address": address]))
        case "plugin":
            let plugin = spec.entries.first?.key.text ?? ""
            throw MiddlewareFault(message: "unknown plugin type: \(plugin), since plugins come with Traefik's static configuration")
        default:
            try check(type, spec)
            return MiddlewareEffect()
        }
    }

    // MARK: Paths

    private func pathChange(_ type: String, _ spec: YAMLNode) throws(MiddlewareFault) -> PathChange {
        switch type {
        case "addPrefix":
            let prefix = spec.string("prefix")
            guard !prefix.isEmpty else { throw MiddlewareFault(message: "prefix cannot be empty") }
            return .add(prefix)
        case "stripPrefix":
            return .strip(spec.strings("prefixes").map { $0.trimmingSpaces() }, forcesSlash: spec.boolean("forceSlash") ?? false)
        case "stripPrefixRegex":
            var expressions: [String] = []
            for written in spec.strings("regex") { expressions.append(try expression(written.trimmingSpaces())) }
            return .stripMatch(expressions)
        case "replacePath": return .replace(spec.string("path"))
        default:
            return .substitute(
                expression: try expression(spec.string("regex").trimmingSpaces()), template: spec.string("replacement").trimmingSpaces())
        }
    }

    private func expression(_ text: String) throws(MiddlewareFault) -> String {
        guard RE2Syntax.accepts(text) else { throw MiddlewareFault(message: "error compiling regular expression \(text)") }
        return text
    }

    // MARK: Redirects

    private func redirect(_ type: String, _ spec: YAMLNode) throws(MiddlewareFault) -> URLRedirect {
        let isPermanent = spec.boolean("permanent") ?? false
        guard type == "redirectScheme" else {
            return URLRedirect(
                .pattern(expression: try expression(spec.string("regex")), template: spec.string("replacement")), isPermanent: isPermanent)
        }
        let scheme = spec.string("scheme")
        guard !scheme.isEmpty else { throw MiddlewareFault(message: "you must provide a target scheme") }
        let port = spec.string("port")
        let isUsual = port.isEmpty || (scheme == "http" && port == "80") || (scheme == "https" && port == "443")
        return URLRedirect(.scheme(scheme, port: isUsual ? nil : port), isPermanent: isPermanent)
    }

    // MARK: Who is let in

    private func allowList(_ spec: YAMLNode) throws(MiddlewareFault) -> RuleStep {
        let ranges = spec.strings("sourceRange")
        guard !ranges.isEmpty else { throw MiddlewareFault(message: "sourceRange is empty, IPAllowLister not created") }
        if let bad = ranges.first(where: { IPPrefix($0) == nil && IPAddress($0) == nil }) {
            throw MiddlewareFault(message: "cannot parse CIDRs \(ranges): parsing CIDR trusted IPs <nil>: invalid CIDR address: \(bad)")
        }
        let status = spec.integer("rejectStatusCode") ?? 0
        guard (100...599).contains(status) || status == 0 else { throw MiddlewareFault(message: "invalid HTTP status code \(status)") }
        // With a depth or excluded addresses the client is looked up in X-Forwarded-For, which the entry point has dropped.
        let strategy = spec.field("ipStrategy")
        let looksInHeader = strategy?.integer("depth") ?? 0 > 0 || !(strategy?.strings("excludedIPs").isEmpty ?? true)
        return .admit(looksInHeader ? [] : ranges, status: status == 0 ? 403 : status)
    }

    private func credentials(_ type: String, _ spec: YAMLNode) throws(MiddlewareFault) -> [RuleStep] {
        let secretName = spec.string("secret")
        guard !secretName.isEmpty else { throw MiddlewareFault(message: "auth secret must be set") }
        guard let secret = kubernetes.secret(secretName, in: namespace) else {
            throw MiddlewareFault(message: "secret '\(namespace)/\(secretName)' not found")
        }
        let users: [String]
        if type == "basicAuth", secret.type == "kubernetes.io/basic-auth" {
            guard let user = secret.data["username"], let password = secret.data["password"] else {
                throw MiddlewareFault(message: "secret '\(namespace)/\(secretName)' must contain both username and password keys")
            }
            users = ["\(String(decoding: user, as: UTF8.self)):{SHA}\(Base64.encoded(Digest.sha1(password)))"]
        } else {
            guard secret.data.count == 1, let content = secret.data.values.first else {
                throw MiddlewareFault(
                    message: "found \(secret.data.count) elements for secret '\(namespace)/\(secretName)', must be single element exactly")
            }
            users = String(decoding: content, as: UTF8.self).split(whereSeparator: \.isNewline).map(String.init)
        }
        let isGood = users.allSatisfy { $0.split(separator: ":").count == (type == "basicAuth" ? 2 : 3) }
        guard !users.isEmpty, isGood else {
            throw MiddlewareFault(message: "secret '\(namespace)/\(secretName)' does not contain any credentials that can be read")
        }
        let check = CredentialCheck(
            scheme: type == "basicAuth" ? "Basic" : "Digest", users: users, removesHeader: spec.boolean("removeHeader") ?? false)
        return [.authenticate(check)]
    }

    // MARK: Others

    /// Checks what would keep a middleware from being built that does nothing to a first request.
    private func check(_ type: String, _ spec: YAMLNode) throws(MiddlewareFault) {
        switch type {
        case "retry":
            let attempts = spec.integer("attempts") ?? 0
            guard attempts > 0 else { throw MiddlewareFault(message: "incorrect (or empty) value for attempt (\(attempts))") }
        case "errors":
            guard let service = spec.field("service") else { throw MiddlewareFault(message: "kubernetes service not found: \(namespace)/") }
            do throws(ServiceFault) { _ = try services.name(of: service, in: namespace) } catch {
                throw MiddlewareFault(message: error.message)
            }
        case "circuitBreaker":
            guard !spec.string("expression").isEmpty else {
                throw MiddlewareFault(message: "error building the circuit breaker: no expression")
            }
        default: break
        }
    }
}
