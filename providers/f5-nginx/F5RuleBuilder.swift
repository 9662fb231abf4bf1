// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanManifest
import PortolanModel

/// The rules of one host as one listener sees them, in nginx's order: exact paths, expressions, then the longest prefix.
struct F5RuleBuilder {
    let host: F5Hosts.Host
    let hasTLS: Bool

    private var holder: F5Ingress { host.holder }

    /// The rules of the host.
    func rules(isTLS: Bool, _ pools: inout F5Pools) -> [Rule] {
        if hasTLS, !isTLS, holder.redirectsToTLS { return [tlsRedirect] }
        var exact: [Rule] = []
        var expressions: [Rule] = []
        var prefixes: [Rule] = []
        let written = Set(host.paths.map { $0.path.path ?? "/" })
        for owned in host.paths {
            let rule = rule(owned, &pools)
            switch rule.path?.kind {
            case .exact?: exact.append(rule)
            case .regex?: expressions.append(rule)
            default: prefixes.append(rule)
            }
            if let slash = slashRedirect(rule, written) { exact.append(slash) }
        }
        if !written.contains("/"), let backend = holder.ingress.defaultBackend.flatMap({ pools.backend($0, of: holder) }) {
            var rule = base(holder.ingress.metadata.location, holder)
            rule.backends = [backend]
            prefixes.append(rule)
        }
        let sorted = prefixes.enumerated().sorted { left, right in
            let (a, b) = (left.element.path?.value.utf8.count ?? 0, right.element.path?.value.utf8.count ?? 0)
            return a == b ? left.offset < right.offset : a > b
        }
        return first + exact + expressions + sorted.map(\.element)
    }

    private func base(_ location: SourceLocation, _ owner: F5Ingress) -> Rule {
        Rule(hosts: [host.name], origin: RuleOrigin(object: owner.ingress.metadata.reference, location: location))
    }

    private var tlsRedirect: Rule {
        var rule = base(holder.ingress.metadata.location, holder)
        var redirect = Redirect(status: holder.redirectStatus, scheme: "https")
        redirect.template = "https://$host:443$request_uri"
        rule.redirect = redirect
        return rule
    }

    /// What the server answers before it looks at a path.
    private var first: [Rule] {
        var rules: [Rule] = []
        if holder.isOn("redirect-to-https") ?? false {
            var rule = base(holder.ingress.metadata.location, holder)
            rule.headers = [ValueMatch(name: "X-Forwarded-Proto", .exact, "http")]
            var redirect = Redirect(status: holder.redirectStatus, scheme: "https")
            redirect.template = "https://$host$request_uri"
            rule.redirect = redirect
            rules.append(rule)
        }
        if let root = holder.text("app-root"), root.hasPrefix("/") {
            var rule = base(holder.ingress.metadata.location, holder)
            rule.path = PathMatch(.exact, "/")
            var redirect = Redirect(status: 302, path: root)
            redirect.template = "$scheme://$http_host\(root)"
            rule.redirect = redirect
            rules.append(rule)
        }
        return rules
    }

    // MARK: Paths

    private func rule(_ owned: F5Hosts.OwnedPath, _ pools: inout F5Pools) -> Rule {
        let text = owned.path.path.flatMap { $0.isEmpty ? nil : $0 } ?? "/"
        var rule = base(owned.path.node.location, owned.owner)
        rule.path = match(text, owned)
        rule.settings = owned.owner.key == holder.key ? holder.directives : Self.merged(holder.directives, owned.owner.directives)
        if let backend = pools.backend(owned.path.backend, of: owned.owner) { rule.backends = [backend] }
        if let rewrite = rewrite(text, owned, rule.path) { rule.rewrite = Rewrite(path: rewrite) }
        return rule
    }

    private static func merged(_ outer: Settings, _ inner: Settings) -> Settings {
        var settings = outer
        settings.merge(inner)
        return settings
    }

    /// The expression kind that counts for a path: a minion's own, which a master does not hand down.
    private func expressionKind(_ owned: F5Hosts.OwnedPath) -> String? {
        owned.owner.merging == .minion ? owned.owner.text("path-regex") : holder.text("path-regex")
    }

    /// Prefix and ImplementationSpecific are nginx's own prefixes of bytes.
    private func match(_ text: String, _ owned: F5Hosts.OwnedPath) -> PathMatch? {
        switch expressionKind(owned) {
        case "case_sensitive"?: return PathMatch(.regex, "^\(text)")
        case "case_insensitive"?: return PathMatch(.regex, "(?i)^\(text)")
        case "exact"?: return PathMatch(.exact, text)
        default: break
        }
        if owned.path.pathType == "Exact" { return PathMatch(.exact, text) }
        return text == "/" ? nil : PathMatch(.prefix, text)
    }

    /// `rewrites` replaces what the path matched, `rewrite-target` the whole of it.
    private func rewrite(_ text: String, _ owned: F5Hosts.OwnedPath, _ match: PathMatch?) -> PathRewrite? {
        if let target = owned.owner.text("rewrite-target") {
            return PathRewrite(.regex, target, expression: "\(match?.kind == .regex ? match?.value ?? "" : text)(?s:.*)$")
        }
        guard let service = owned.path.backend.service, let path = owned.owner.rewrites[service], match?.kind != .regex else { return nil }
        return PathRewrite(.regex, path, expression: "^\(Self.quoted(text))")
    }

    private static func quoted(_ text: String) -> String {
        text.map { "\\.+*?()|[]{}^$".contains($0) ? "\\\($0)" : String($0) }.joined()
    }

    /// nginx's own redirect of `/x` where there is only `/x/`.
    private func slashRedirect(_ rule: Rule, _ written: Set<String>) -> Rule? {
        guard let path = rule.path, path.kind == .prefix, path.value.hasSuffix("/"), path.value.count > 1 else { return nil }
        let bare = String(path.value.dropLast())
        guard !written.contains(bare) else { return nil }
        var slash = rule
        slash.path = PathMatch(.exact, bare)
        slash.backends = []
        slash.rewrite = nil
        slash.isUnlisted = true
        var redirect = Redirect(status: 301, path: path.value)
        redirect.template = "$scheme://$host\(path.value)$is_args$args"
        slash.redirect = redirect
        return slash
    }
}
