// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel
import PortolanProvider
import PortolanRegex

/// What the annotations of an Ingress make of its rules.
// Source: haproxy-ingress v0.16.1, pkg/converters/ingress/annotations, rootfs/etc/templates/haproxy/haproxy.tmpl for the order.
struct HAProxyIngressRule {
    /// The first one under which a key is written counts.
    static let prefixes = ["haproxy-ingress.github.io/", "ingress.kubernetes.io/"]

    private let ingress: Ingress
    private let secrets: Set<String>

    init(_ ingress: Ingress, secrets: Set<String>) {
        self.ingress = ingress
        self.secrets = secrets
    }

    /// The value of a key.
    static func word(_ key: String, of ingress: Ingress) -> String? {
        prefixes.lazy.compactMap { ingress.metadata.annotations[$0 + key] }.first
    }

    private func word(_ key: String) -> String? { Self.word(key, of: ingress).flatMap { $0.isEmpty ? nil : $0 } }

    private func isOn(_ key: String) -> Bool { word(key).flatMap { GoValue.bool($0) } ?? false }

    /// A rule with what the annotations ask for; `nil` where the listener has no such rule.
    ///
    /// - Parameter secured: The hosts of all `spec.tls`: only those have rules of their own behind TLS, others fall to the default host's.
    func adapted(_ rule: Rule, isTLS: Bool, secured: Set<String>) -> Rule? {
        let isSecured = rule.hosts.contains(where: secured.contains)
        if isTLS, !rule.hosts.isEmpty, !isSecured { return nil }
        var rule = rule
        if let path = rule.path, path.kind == .prefix, path.value != "/" {
            // The letter case of paths counts in all ways of matching but this one.
            let matched = PathMatch(.regex, "(?i)" + RegularExpression.quoted(path.value))
            rule.condition = .all(rule.hosts.map { .host($0) } + [.path(matched)])
        }
        if let target = word("redirect-to") {
            rule.backends = []
            rule.redirect = Redirect(status: 302)
            rule.redirect?.template = target
            return rule
        }
        let allowed = ranges("allowlist-source-range") ?? ranges("whitelist-source-range")
        // A list without a single range restricts nothing.
        rule.sourceRanges = allowed.flatMap { $0.named.isEmpty ? nil : $0.named }
        rule.deniedRanges = (allowed?.excepted ?? []) + (ranges("denylist-source-range")?.named ?? [])
        if word("auth-secret") != nil { rule.auth = Authentication("basic", challenge: 401) }
        if let url = word("auth-url") { rule.auth = Authentication("external", settings: ["url": url]) }
        if word("oauth") != nil { rule.auth = Authentication("oidc") }
        if let rewrite = rewrite(of: rule) { rule.rewrite = Rewrite(path: rewrite) }
        if word("cors-enable").flatMap({ GoValue.bool($0) }) == true { rule.settings["cors"] = word("cors-allow-origin") ?? "*" }
        for (key, name) in Self.shown { if let value = word(key) { rule.settings[name] = value } }
        // Whether TLS is there for the host decides, not whether this Ingress asks for it.
        let redirects = word("ssl-redirect").flatMap { GoValue.bool($0) } ?? true
        if !isTLS, isSecured, redirects, !(rule.path?.value ?? "/").hasPrefix("/.well-known/acme-challenge") {
            rule.redirect = Redirect(status: 302, scheme: "https")
            rule.backends = []
            rule.auth = nil
            rule.rewrite = nil
            rule.sourceRanges = nil
            rule.deniedRanges = []
        }
        return rule
    }

    private static let shown = [
        ("timeout-server", "timeoutServer"), ("timeout-connect", "timeoutConnect"), ("proxy-body-size", "bodySize"),
        ("limit-rps", "limitRPS"), ("limit-connections", "limitConnections"), ("affinity", "affinity"),
        ("balance-algorithm", "balance"), ("waf", "waf"),
    ]

    /// `rewrite-target`: it stands for what the path is, and the rest follows.
    // Source: haproxy-ingress v0.16.1, pkg/converters/ingress/annotations/backend.go:959 buildBackendRewriteURL.
    private func rewrite(of rule: Rule) -> PathRewrite? {
        guard var target = word("rewrite-target") else { return nil }
        let path = rule.path?.value ?? "/"
        guard rule.path?.kind != .regex else {
            return PathRewrite(.regex, Self.template(target), expression: "^" + path)
        }
        var expression = "^" + RegularExpression.quoted(path)
        if target == "/", !path.hasSuffix("/") { expression += "/?" }
        if path.hasSuffix("/"), !target.hasSuffix("/") { target += "/" }
        return PathRewrite(.regex, Self.template(target) + "$1", expression: expression + "(.*)$")
    }

    /// HAProxy's `\1` as `$1`.
    private static func template(_ text: String) -> String { text.replacing("$", with: "$$").replacing(/\\([0-9])/) { "$\($0.output.1)" } }

    /// The ranges of a key, and those that an exclamation mark takes out.
    // Source: haproxy-ingress v0.16.1, pkg/converters/ingress/annotations/updater.go:127 splitDualCIDR.
    private func ranges(_ key: String) -> (named: [String], excepted: [String])? {
        guard let value = word(key) else { return nil }
        let parts = value.split(separator: ",").map { $0.trimmingSpaces() }
        return (
            parts.filter { !$0.hasPrefix("!") && Self.isRange($0) },
            parts.filter { $0.hasPrefix("!") }.map { String($0.dropFirst()) }.filter(Self.isRange)
        )
    }

    private static func isRange(_ text: String) -> Bool { IPPrefix(text) != nil || IPAddress(text) != nil }

    // MARK: Notes

    /// What happens without the Secret of credentials, where it is not there.
    private var lostSecret: String? {
        guard let name = word("auth-secret") else { return nil }
        let key = name.contains("/") ? name : "\(ingress.metadata.namespace)/\(name)"
        guard !secrets.contains(key) else { return nil }
        return
            "the Secret \(key) of auth-secret is not in the input: where the cluster lacks it, no credentials are asked for and everybody is let in"
    }

    /// What others should know as a finding.
    var troubles: [RoutingTrouble] {
        lostSecret.map { [RoutingTrouble(.lostGuard, $0, remedy: "have the Secret there before the Ingress is")] } ?? []
    }

    /// What is silently lost or left open.
    var notes: [String] {
        var notes: [String] = []
        if let lostSecret { notes.append(lostSecret) }
        if isOn("ssl-passthrough") {
            notes.append("ssl-passthrough hands TLS connections of its hosts to the pods as they are, which is not judged")
        }
        if word("tcp-service-port") != nil { notes.append("tcp-service-port makes a TCP service of it, which is not judged") }
        if word("config-backend") != nil {
            notes.append("config-backend puts lines into HAProxy's configuration as they are, which is not judged")
        }
        for key in ["allowlist-source-range", "whitelist-source-range", "denylist-source-range"] where word(key) != nil {
            let parts = (word(key) ?? "").split(separator: ",").map { $0.trimmingSpaces() }
            for part in parts where !Self.isRange(part.hasPrefix("!") ? String(part.dropFirst()) : part) {
                notes.append("\(key) has \(part), which is no address range and is left out")
            }
        }
        return notes
    }
}
