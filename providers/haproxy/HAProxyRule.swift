// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel
import PortolanProvider

/// What the annotations of an Ingress make of its rules.
// Source: kubernetes-ingress v3.2.11, pkg/annotations/ingress, pkg/haproxy/rules/types.go for the order in which they act.
struct HAProxyRule {
    private static let prefixes = ["haproxy.org/", "ingress.kubernetes.io/", "haproxy.com/"]

    private let ingress: Ingress
    private let secrets: [String: Secret]
    private let values: [String: String]

    init(_ ingress: Ingress, secrets: [String: Secret]) {
        self.ingress = ingress
        self.secrets = secrets
        var values: [String: String] = [:]
        for entry in ingress.metadata.annotations {
            guard let prefix = Self.prefixes.first(where: entry.key.hasPrefix) else { continue }
            values[String(entry.key.dropFirst(prefix.utf8.count))] = entry.value
        }
        self.values = values
    }

    /// A rule with what the annotations ask for.
    func adapted(_ rule: Rule, isTLS: Bool) -> Rule {
        var rule = rule
        let allowed = ranges("allow-list") ?? ranges("whitelist")
        rule.sourceRanges = allowed
        if asksForCredentials { rule.auth = Authentication("basic", challenge: 401) }
        rule.requestHeaders.set = headers("request-set-header")
        rule.responseHeaders.set = headers("response-set-header")
        if let host = values["set-host"], !host.isEmpty { rule.rewrite = Rewrite(host: host) }
        if let rewrite = pathRewrite { rule.rewrite = Rewrite(host: rule.rewrite?.host, path: rewrite) }
        if let redirect = redirect(isTLS: isTLS) {
            rule.redirect = redirect.shown
            rule.backends = []
            // Who may ask, and with which credentials, is looked at first.
            rule.steps = allowed.map { [.admit($0, status: 403)] } ?? []
            if asksForCredentials { rule.steps.append(.authenticate(CredentialCheck(scheme: "Basic", users: users))) }
            rule.steps.append(.redirect(redirect.step))
        } else if asksForCredentials {
            rule.steps = steps(allowed, rule)
        }
        return rule
    }

    /// The whole way of a request whose credentials are checked.
    private func steps(_ allowed: [String]?, _ rule: Rule) -> [RuleStep] {
        var steps: [RuleStep] = allowed.map { [.admit($0, status: 403)] } ?? []
        steps.append(.authenticate(CredentialCheck(scheme: "Basic", users: users)))
        steps.append(.headers(request: rule.requestHeaders, response: rule.responseHeaders, host: values["set-host"]))
        if let rewrite = pathRewrite, rewrite.expression == "(.*)", !rewrite.value.contains("$") {
            steps.append(.path(.replace(rewrite.value)))
        }
        return steps
    }

    // MARK: Redirects

    /// The redirect that answers on a listener.
    private func redirect(isTLS: Bool) -> (shown: Redirect, step: URLRedirect)? {
        if let target = values["request-redirect"], !target.isEmpty {
            let isSecure = target.hasPrefix("https://")
            let host = isSecure ? String(target.dropFirst(8)) : target.hasPrefix("http://") ? String(target.dropFirst(7)) : target
            let status = GoValue.int(values["request-redirect-code"] ?? "302") ?? 302
            let scheme = isSecure ? "https" : "http"
            return (
                Redirect(status: status, scheme: scheme, host: host),
                URLRedirect(.pattern(expression: "^https?://[^/]*", template: "\(scheme)://\(host)"), isPermanent: false, status: status)
            )
        }
        let written = values["ssl-redirect"] ?? ""
        // spec.tls alone switches it on.
        let isOn = written.isEmpty ? !ingress.tls.isEmpty : ["true", "on", "enabled"].contains(written.lowercased())
        guard isOn, !isTLS else { return nil }
        let port = GoValue.int(values["ssl-redirect-port"] ?? "8443") ?? 8443
        let status = GoValue.int(values["ssl-redirect-code"] ?? "302") ?? 302
        return (
            Redirect(status: status, scheme: "https", port: .number(port)),
            URLRedirect(.scheme("https", port: String(port)), isPermanent: false, status: status)
        )
    }

    // MARK: Values

    /// `path-rewrite`: one word is the new path, two are an expression and what the path becomes where it matches; the last line counts here.
    private var pathRewrite: PathRewrite? {
        guard let line = (values["path-rewrite"] ?? "").split(separator: "\n").last else { return nil }
        let parts = line.split(whereSeparator: \.isWhitespace).map(String.init)
        guard (1...2).contains(parts.count), let format = parts.last else { return nil }
        let template = format.replacing("$", with: "$$").replacing(/\\([0-9])/) { "$\($0.output.1)" }
        return PathRewrite(.regex, template, expression: parts.count == 2 ? parts[0] : "(.*)")
    }

    private func ranges(_ name: String) -> [String]? {
        guard let value = values[name], !value.isEmpty, !value.hasPrefix("patterns/") else { return nil }
        let ranges = value.split(separator: ",", omittingEmptySubsequences: false).map { $0.trimmingSpaces() }
        return ranges.allSatisfy { IPPrefix($0) != nil || IPAddress($0) != nil } ? ranges : nil
    }

    private func headers(_ name: String) -> [Header] {
        (values[name] ?? "").split(separator: "\n").compactMap { line in
            guard let space = line.firstIndex(of: " ") else { return nil }
            let value = line[line.index(after: space)...]
            return Header(
                String(line[..<space]),
                value.hasPrefix("\"") && value.hasSuffix("\"") && value.count > 1 ? String(value.dropFirst().dropLast()) : String(value))
        }
    }

    /// Whether a request needs credentials, even where there are none that fit.
    private var asksForCredentials: Bool { values["auth-type"] == "basic-auth" }

    /// The users of `auth-secret`, each a key with its hash.
    private var users: [String] {
        guard let name = values["auth-secret"] else { return [] }
        let key = name.contains("/") ? name : "\(ingress.metadata.namespace)/\(name)"
        guard let secret = secrets[key] else { return [] }
        return secret.data.filter { !$0.value.isEmpty }.sorted { $0.key < $1.key }.map {
            "\($0.key):\(String(decoding: $0.value, as: UTF8.self).trimmingSpaces())"
        }
    }

    // MARK: Notes

    private static let known: Set<String> = [
        "backend-config-snippet", "deny-list", "blacklist", "allow-list", "whitelist", "src-ip-header", "auth-type", "auth-realm",
        "auth-secret",
        "ssl-redirect", "ssl-redirect-port", "ssl-redirect-code", "request-redirect", "request-redirect-code", "request-capture",
        "request-capture-len", "path-rewrite", "rate-limit-requests", "rate-limit-period", "rate-limit-size", "rate-limit-status-code",
        "rate-limit-whitelist", "request-set-header", "response-set-header", "set-host", "cors-enable", "cors-allow-origin",
        "cors-allow-methods", "cors-allow-headers", "cors-max-age", "cors-allow-credentials", "cors-respond-to-options", "ssl-passthrough",
        "abortonclose", "timeout-check", "timeout-server", "load-balance", "check", "check-http", "check-interval", "pod-maxconn",
        "send-proxy-protocol", "server-ssl", "server-crt", "server-ca", "server-proto", "forwarded-for", "standalone-backend",
        "scale-server-slots", "servers-increment", "server-slots", "cr-backend", "route-acl", "cookie-persistence",
    ]

    /// What is silently lost.
    var notes: [String] {
        var notes = ingress.metadata.annotations.compactMap { entry -> String? in
            guard let prefix = Self.prefixes.first(where: entry.key.hasPrefix) else { return nil }
            let key = String(entry.key.dropFirst(prefix.utf8.count))
            return Self.known.contains(key) ? nil : "HAProxy's controller does not read the annotation \(entry.key)"
        }
        if values["ssl-passthrough"] == "true" {
            notes.append("ssl-passthrough hands TLS connections of its hosts to the pods as they are, which is not judged")
        }
        if asksForCredentials, users.isEmpty {
            notes.append("auth-secret names no Secret with users, so every request gets 401")
        }
        for name in ["allow-list", "whitelist"] where !(values[name] ?? "").isEmpty && ranges(name) == nil {
            notes.append("\(name) is no list of addresses, so its restriction is left out or stands in a pattern file")
        }
        if !(values["deny-list"] ?? values["blacklist"] ?? "").isEmpty {
            notes.append("deny-list refuses its addresses with 403, which is not followed here")
        }
        return notes
    }
}
