// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel
import PortolanProvider

/// Who is let in: basic and digest authentication, external authentication, client certificates.
extension Extraction {
    /// Whether the Ingress may name what lies in a namespace.
    func mayName(_ namespace: String) -> Bool { world.allowsCrossNamespace || namespace == ingress.metadata.namespace }

    /// A name of the Ingress's own namespace (`namespace/name`), as `SplitMetaNamespaceKey` reads it; `nil` where it has too many parts.
    private func namespaced(_ text: String) -> (namespace: String, name: String)? {
        let parts = GoValue.split(text, "/")
        switch parts.count {
        case 1: return (ingress.metadata.namespace, parts[0])
        case 2: return (parts[0].isEmpty ? ingress.metadata.namespace : parts[0], parts[1])
        default: return nil
        }
    }

    // Source: ingress-nginx v1.15.1 internal/ingress/annotations/auth/main.go:133.
    mutating func readBasicAuth() throws(Refusal) {
        guard let kind = try strict(reader.string("auth-type")) else { return }
        guard Pattern.authType.matches(kind) else { return deny("invalid authentication type") }
        let form = try strict(reader.string("auth-secret-type")) ?? "auth-file"
        let secret: String
        switch reader.string("auth-secret") {
        case .value(let value): secret = value
        case .missing: return deny("error reading secret name from annotation: ingress rule without annotations")
        case .unreadable(let message): return deny("error reading secret name from annotation: \(message)")
        case .invalid(let key): return deny("error reading secret name from annotation: annotation \(key) contains invalid value")
        }
        guard let (namespace, name) = namespaced(secret) else {
            return deny("error reading secret name from annotation: unexpected key format: \(GoValue.quoted(secret))")
        }
        guard mayName(namespace) else { return deny("cross namespace usage of secrets is not allowed") }
        guard let data = world.secret(name, in: namespace) else {
            return deny(
                "unexpected error reading secret \(namespace)/\(name): no object matching key \(GoValue.quoted("\(namespace)/\(name)")) in local store"
            )
        }
        let realm = try strict(reader.string("auth-realm")) ?? ""
        let users: [String]
        switch form {
        case "auth-file":
            guard let file = data.text("auth") else { return deny("the secret \(name) does not contain a key with value auth") }
            users = file.split(whereSeparator: \.isNewline).map(String.init)
        case "auth-map": users = data.texts.map { "\($0.key):\($0.value)" }
        default: return deny("invalid auth-secret-type in annotation, must be 'auth-file' or 'auth-map': %!w(<nil>)")
        }
        var check = CredentialCheck(scheme: kind == "basic" ? "Basic" : "Digest", users: Self.first(users))
        check.readsPlainText = true
        result.basicAuth = Annotations.BasicAuth(
            kind: kind == "basic" ? "basic" : "digest", realm: realm, secret: "\(namespace)/\(name)", check: check)
    }

    /// The first line of each user, which alone counts for nginx; comments are none.
    private static func first(_ lines: [String]) -> [String] {
        var seen: Set<Substring> = []
        return lines.filter { !$0.hasPrefix("#") && seen.insert($0.prefix { $0 != ":" }).inserted }
    }

    // Source: ingress-nginx v1.15.1 internal/ingress/annotations/authtls/main.go:146.
    mutating func readCertificateAuth() throws(Refusal) {
        guard let secret = try strict(reader.string("auth-tls-secret")) else { return }
        let parts = GoValue.split(secret, "/")
        guard parts.count == 2 else { return denyCertificates("invalid format (namespace/name) found in '\(secret)'") }
        let namespace = parts[0].isEmpty ? ingress.metadata.namespace : parts[0]
        guard mayName(namespace) else { return denyCertificates("cross namespace secrets are not supported") }
        guard let data = world.secret(parts[1], in: namespace), data.holdsCertificates else {
            result.certificateError = "error obtaining certificate: local SSL certificate \(secret) was not found"
            return deny("error obtaining certificate: local SSL certificate \(secret) was not found")
        }
        let verify = reader.string("auth-tls-verify-client").value ?? "on"
        let depth = reader.int("auth-tls-verify-depth").value ?? 1
        let page = try strict(reader.string("auth-tls-error-page"))
        _ = try strict(reader.bool("auth-tls-pass-certificate-to-upstream"))
        let name = try strict(reader.string("auth-tls-match-cn"))
        result.certificateAuth = Annotations.CertificateAuth(
            secret: secret, hasAuthority: data.text("ca.crt") != nil, verify: verify, depth: depth == 0 ? 1 : depth, errorPage: page,
            matchedName: name)
        if data.text("ca.crt") == nil { loseGuard("the Secret \(secret) has no ca.crt, so that no client certificate is asked for") }
    }

    private mutating func denyCertificates(_ reason: String) {
        result.certificateError = "location denied, reason: \(reason)"
        deny("location denied, reason: \(reason)")
    }

    // Source: ingress-nginx v1.15.1 internal/ingress/annotations/authreq/main.go:318.
    mutating func readExternalAuth() throws(Refusal) {
        guard let url = try strict(reader.string("auth-url")) else { return }
        let dropped = "auth-url is dropped, and requests reach the Service without any check: "
        guard let fault = URLText.fault(url) else { return readExternalAuth(url, dropped) }
        deny("could not parse auth-url annotation: \(fault)")
    }

    private mutating func readExternalAuth(_ url: String, _ dropped: String) {
        var settings = Settings([("url", url)])
        if case .invalid = reader.string("auth-method") { return deny("location denied, reason: invalid HTTP method") }
        if let method = reader.string("auth-method").value { settings["method"] = method }
        if case .invalid = reader.string("auth-cache-duration") { return loseGuard(dropped + "auth-cache-duration is not valid") }
        if let durations = reader.string("auth-cache-duration").value {
            let parts = GoValue.split(durations).map { $0.trimmingSpaces() }.filter { !$0.isEmpty }
            if let bad = parts.first(where: { !Self.isCacheDuration($0) }) {
                return deny("location denied, reason: invalid cache duration: \(bad)")
            }
        }
        if case .invalid = reader.string("auth-response-headers") { return deny("location denied, reason: validation error") }
        if let headers = reader.string("auth-response-headers").value {
            let names = GoValue.split(headers).map { $0.trimmingSpaces() }.filter { !$0.isEmpty }
            guard names.allSatisfy(Pattern.headerName.matches) else { return deny("location denied, reason: invalid headers list") }
            settings["responseHeaders"] = names.joined(separator: ",")
        }
        guard readProxyHeaders() else { return }
        if case .invalid = reader.string("auth-request-redirect") { return loseGuard(dropped + "auth-request-redirect is not valid") }
        if case .invalid = reader.bool("auth-always-set-cookie") { return loseGuard(dropped + "auth-always-set-cookie is not valid") }
        let signIn = reader.string("auth-signin").value
        if let signIn { settings["signin"] = signIn }
        result.externalAuth = Annotations.ExternalAuth(url: url, signIn: signIn, settings: settings)
    }

    /// Whether the ConfigMap of headers for the authentication service can be used.
    private mutating func readProxyHeaders() -> Bool {
        guard let map = reader.string("auth-proxy-set-headers").value else { return true }
        guard let (namespace, name) = namespaced(map) else {
            deny("error reading configmap name \(map) from annotation: unexpected key format: \(GoValue.quoted(map))")
            return false
        }
        guard mayName(namespace) else {
            deny("cross namespace usage of secrets is not allowed")
            return false
        }
        // The store is asked for the name as it is written, so that one without a namespace is never found.
        guard map.contains("/"), let entries = world.configMap(name, in: namespace) else {
            deny("location denied, reason: unable to find configMap \(GoValue.quoted(map))")
            return false
        }
        guard entries.allSatisfy({ Pattern.headerName.matches($0.key) }) else {
            deny("location denied, reason: invalid proxy-set-headers in configmap")
            return false
        }
        return true
    }

    /// `[code …] [time …]`; a word that is neither is passed over.
    private static func isCacheDuration(_ text: String) -> Bool {
        var hasDuration = false
        for word in text.split(separator: " ") {
            if word.utf8.count == 3, word.allSatisfy({ $0.isASCII && $0.isNumber }) {
                if hasDuration { return false }
                continue
            }
            let unit = word.drop { $0.isASCII && $0.isNumber }
            if unit.count < word.count, ["ms", "s", "m", "h", "d", "w", "M", "y"].contains(unit) { hasDuration = true }
        }
        return hasDuration
    }
}
