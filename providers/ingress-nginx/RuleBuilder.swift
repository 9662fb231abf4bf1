// SPDX-License-Identifier: Apache-2.0

import PortolanModel

/// The rules of one virtual host: a server's locations in the order in which nginx looks at them, as one listener sees them.
///
/// Source: ingress-nginx v1.15.1 rootfs/etc/nginx/template/nginx.tmpl and internal/ingress/controller/template/template.go.
struct RuleBuilder {
    let server: Server
    let locations: [FinalLocation]
    /// Whether all paths are regular expressions (template.go:506).
    let isRegex: Bool
    /// The names that the rules show.
    let hosts: [String]
    let virtualHost: Int
    /// Whether the controller has a certificate entry for these names.
    let hasCertificate: Bool
    let isTLS: Bool
    let upstreams: [String: Upstream]

    /// The rules, those first that nginx looks at first.
    func rules() -> [Rule] {
        var rules = serverRules()
        if isRegex {
            rules += regexRules()
        } else {
            rules += plainRules()
        }
        for index in rules.indices { rules[index].virtualHost = virtualHost }
        guard server.certificateError != nil else { return rules }
        for index in rules.indices {
            rules[index].redirect = nil
            rules[index].backends = []
            rules[index].fixed = FixedAnswer(status: 403)
        }
        return rules
    }

    private func rule(_ path: PathMatch?, of location: Location? = nil) -> Rule {
        Rule(hosts: hosts, path: path, origin: location?.origin)
    }

    // MARK: Before any location

    private func serverRules() -> [Rule] {
        var rules: [Rule] = []
        if let auth = server.certificateAuth, auth.hasAuthority {
            if isTLS, auth.verify == "on" { rules.append(withoutCertificate(auth)) }
            // Requests here have no client certificate, so that its name is empty.
            if auth.matchedName != nil { rules.append(unlisted(rule(nil), FixedAnswer(status: 403))) }
        }
        if let location = locations.first(where: { $0.location.rewrite.appRoot != nil }), let root = location.location.rewrite.appRoot {
            var rule = rule(PathMatch(.exact, "/"), of: location.location)
            var redirect = Redirect(status: 302, path: root)
            redirect.template = "$scheme://$http_host\(root)"
            rule.redirect = redirect
            rules.append(rule)
        }
        return rules
    }

    private func withoutCertificate(_ auth: Annotations.CertificateAuth) -> Rule {
        var rule = rule(nil)
        rule.isUnlisted = true
        guard let page = auth.errorPage, page.hasPrefix("http") else {
            rule.fixed = FixedAnswer(status: 400)
            return rule
        }
        var redirect = Redirect(status: 302)
        redirect.template = page
        rule.redirect = redirect
        return rule
    }

    private func unlisted(_ rule: Rule, _ fixed: FixedAnswer) -> Rule {
        var rule = rule
        rule.fixed = fixed
        rule.isUnlisted = true
        return rule
    }

    // MARK: Locations

    /// Exact paths first, then the longest prefix.
    private func plainRules() -> [Rule] {
        var exact: [Rule] = []
        var prefixes: [(length: Int, rules: [Rule])] = []
        let exactPaths = Set(locations.filter(\.isExact).map(\.path))
        for final in locations where !(final.isExact && final.hasTwin) {
            let written = final.location.path
            if final.isExact {
                exact += answers(final, PathMatch(.exact, final.path))
            } else if final.path == "/" {
                prefixes.append((1, answers(final, nil)))
            } else {
                let match = final.hasTwin && !written.hasSuffix("/") ? PathMatch(.segments, written) : PathMatch(.prefix, final.path)
                prefixes.append((final.path.utf8.count, answers(final, match)))
                let bare = String(final.path.dropLast())
                if !exactPaths.contains(bare), let redirect = slashRedirect(final, bare) { exact.append(redirect) }
            }
        }
        if server.host == ConfigurationBuilder.defaultServer { prefixes += controllerPaths }
        let sorted = prefixes.enumerated().sorted { left, right in
            let (a, b) = (left.element.length, right.element.length)
            return a == b ? left.offset < right.offset : a > b
        }
        return exact + sorted.flatMap(\.element.rules)
    }

    /// What the controller keeps for itself on hosts that nobody names; with regular expressions the `/` of the server comes before it.
    private var controllerPaths: [(length: Int, rules: [Rule])] {
        [("/healthz", 200), ("/nginx_status", 403)].map { path, status in
            (path.utf8.count, [unlisted(rule(PathMatch(.prefix, path)), FixedAnswer(status: status))])
        }
    }

    /// nginx's own redirect of `/x` where there is only `/x/`, which every location that passes requests on has.
    private func slashRedirect(_ final: FinalLocation, _ path: String) -> Rule? {
        guard let owner = final.location.owner, owner.annotations.denial == nil, path != "" else { return nil }
        var rule = rule(PathMatch(.exact, path), of: final.location)
        var redirect = Redirect(status: 301, path: final.path)
        let front = final.location.redirect?.isRelative ?? false ? "" : "$scheme://$host"
        redirect.template = "\(front)\(final.path)$is_args$args"
        rule.redirect = redirect
        rule.isUnlisted = true
        return rule
    }

    /// In the order of the configuration; a path and its twin, which begins the same, are one rule unless they differ in the rewrite.
    private func regexRules() -> [Rule] {
        locations.enumerated().flatMap { index, final -> [Rule] in
            if final.hasTwin {
                let other = locations[final.isExact ? index - 1 : index + 1]
                let isOne = final.isRewritten == other.isRewritten
                if isOne, !final.isExact { return answers(final, PathMatch(.regex, "(?i)^\(final.location.path)")) }
                if isOne { return [] }
            }
            return answers(final, PathMatch(.regex, "(?i)^\(final.path)"))
        }
    }

    // MARK: Answers

    private func answers(_ final: FinalLocation, _ path: PathMatch?) -> [Rule] {
        LocationRules(final: final, base: rule(path, of: final.location), builder: self).rules()
    }

    /// Whether plain requests to a location are sent to HTTPS (rootfs/etc/nginx/lua/lua_ingress.lua:66).
    func redirectsToTLS(_ final: FinalLocation) -> Bool {
        guard !isTLS, !final.path.hasPrefix("/.well-known/acme-challenge") else { return false }
        let rewrite = final.location.rewrite
        return rewrite.alwaysRedirectsToTLS || (rewrite.redirectsToTLS && hasCertificate)
    }
}
