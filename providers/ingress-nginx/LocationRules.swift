// SPDX-License-Identifier: Apache-2.0

import PortolanModel

/// The rules that one location makes, in the order of nginx's phases: its own answers, the redirect to HTTPS, who is let in, Services.
struct LocationRules {
    let final: FinalLocation
    /// Hosts, path and origin.
    let base: Rule
    let builder: RuleBuilder

    private var annotations: Annotations? { final.location.owner?.annotations }
    private var location: Location { final.location }

    func rules() -> [Rule] {
        if annotations?.denial != nil {
            var rule = base
            rule.fixed = FixedAnswer(status: 503)
            return [rule]
        }
        let preflight = preflightRules()
        if let redirect = ownRedirect {
            var rule = base
            rule.redirect = redirect
            return preflight + [rule]
        }
        if builder.redirectsToTLS(final) {
            var rule = base
            rule.redirect = tlsRedirect
            return preflight + [rule]
        }
        return preflight + withCrossOrigin(passing())
    }

    // MARK: Redirects

    /// `return`, or a rewrite to another server, which nginx turns into a redirect.
    private var ownRedirect: Redirect? {
        if let rule = location.redirect, let url = rule.url {
            var redirect = Redirect(status: rule.code)
            redirect.template = url.hasPrefix("/") && !rule.isRelative ? "$scheme://$host\(url)" : url
            return redirect
        }
        guard final.isRewritten else { return nil }
        let target = location.rewrite.target
        guard target.hasPrefix("http://") || target.hasPrefix("https://") || target.hasPrefix("$scheme"), !target.dropFirst(7).contains("$")
        else { return nil }
        var redirect = Redirect(status: 302)
        redirect.template = "\(target)$is_args$args"
        return redirect
    }

    /// Source: rootfs/etc/nginx/lua/lua_ingress.lua:158.
    private var tlsRedirect: Redirect {
        var redirect = Redirect(status: 308, scheme: "https")
        let uri = location.rewrite.keepsTrailingSlash ? "$request_uri" : "$trimmed_request_uri"
        let port = annotations?.usesPortInRedirects ?? false ? ":443" : ""
        redirect.template = "https://$redirect_host\(port)\(uri)"
        return redirect
    }

    // MARK: Other origins

    /// Preflight requests, which nginx answers itself where their origin is allowed.
    private func preflightRules() -> [Rule] {
        guard let cors = annotations?.cors, let condition = originCondition(cors) else { return [] }
        var rule = base
        rule.methods = ["OPTIONS"]
        rule.headers = condition
        var fixed = FixedAnswer(status: 204)
        fixed.contentType = "text/plain charset=UTF-8"
        rule.fixed = fixed
        rule.responseHeaders = HeaderChanges(set: cors.headers)
        rule.isUnlisted = true
        return [rule]
    }

    /// The headers of an allowed origin: with `*` on every answer, else on those of requests that name one.
    private func withCrossOrigin(_ rules: [Rule]) -> [Rule] {
        guard let cors = annotations?.cors, let condition = originCondition(cors) else { return rules }
        let described = Self.described(cors)
        if condition.isEmpty {
            return rules.map { rule in
                var rule = rule
                rule.describedCORS = described
                rule.responseHeaders.set += cors.headers
                return rule
            }
        }
        let allowed = rules.map { rule in
            var rule = rule
            rule.headers += condition
            rule.responseHeaders.set += cors.headers
            rule.isUnlisted = true
            return rule
        }
        return allowed
            + rules.map { rule in
                var rule = rule
                rule.describedCORS = described
                return rule
            }
    }

    /// The policy that preflight rule and headers make up.
    private static func described(_ cors: Annotations.CORS) -> CrossOrigin {
        func value(_ name: String) -> String? { cors.headers.first { $0.name == "Access-Control-\(name)" }?.value }
        func list(_ name: String) -> [String] {
            (value(name) ?? "").split(separator: ",").map { String($0.drop { $0 == " " }) }.filter { !$0.isEmpty }
        }
        return CrossOrigin(
            origins: cors.origins, methods: list("Allow-Methods"), headers: list("Allow-Headers"), exposedHeaders: list("Expose-Headers"),
            allowsCredentials: value("Allow-Credentials") == "true", maxAge: value("Max-Age").flatMap { Int($0) }, preflightStatus: 204)
    }

    /// No condition for `*`; `nil` where no origin is allowed at all.
    ///
    /// The expression is held against the end of the header, whatever stands in front (template.go:1703).
    private func originCondition(_ cors: Annotations.CORS) -> [ValueMatch]? {
        if cors.origins == ["*"] { return [] }
        guard !cors.origins.isEmpty else { return nil }
        let expressions = cors.origins.map { origin in
            let quoted = origin.map { "\\.+*?()|[]{}^$".contains($0) ? "\\\($0)" : String($0) }.joined()
            guard let star = quoted.firstRange(of: "\\*") else { return "(\(quoted))" }
            return "(\(quoted.replacingCharacters(star, by: "[A-Za-z0-9\\-]+")))"
        }
        return [ValueMatch(name: "Origin", .regex, "(?is).*(\(expressions.joined(separator: "|")))")]
    }

    // MARK: Services

    private func passing() -> [Rule] {
        var rule = base
        applyAccess(&rule)
        guard let name = location.upstream, let upstream = builder.upstreams[name] else {
            // The controller's own default backend.
            var fixed = FixedAnswer(status: 404)
            fixed.isGuarded = true
            rule.fixed = fixed
            rule.isUnlisted = true
            return [rule]
        }
        applySettings(&rule, upstream)
        if upstream.destination.failure != nil, let fallback = location.fallback {
            rule.backends = [backend(fallback)]
            return [rule]
        }
        return CanaryRules(rule: rule, upstream: upstream, upstreams: builder.upstreams).rules()
    }

    private func backend(_ destination: Destination) -> WeightedBackend {
        WeightedBackend(service: destination.service, port: destination.port, failure: destination.failure)
    }

    private func applyAccess(_ rule: inout Rule) {
        guard let annotations else { return }
        if !annotations.denied.isEmpty {
            rule.deniedRanges = annotations.denied
            rule.settings["deny"] = annotations.denied.joined(separator: ",")
        }
        if !annotations.allowed.isEmpty { rule.sourceRanges = annotations.allowed }
        if builder.isTLS, let certificate = builder.server.certificateAuth, certificate.hasAuthority {
            let settings = Settings([("secret", certificate.secret), ("verify", certificate.verify), ("depth", String(certificate.depth))])
            rule.auth = Authentication("client-certificate", settings: settings)
        }
        guard !final.path.hasPrefix("/.well-known/acme-challenge") else { return }
        if let external = annotations.externalAuth {
            rule.auth = Authentication("external", settings: external.settings)
        }
        if let basic = annotations.basicAuth {
            if let external = annotations.externalAuth { rule.settings["auth_request"] = external.url }
            let settings = Settings([("realm", basic.realm), ("secret", basic.secret)].filter { !$0.1.isEmpty })
            var auth = Authentication(basic.kind, settings: settings, challenge: 401)
            auth.check = basic.check
            auth.isAlternative = annotations.isAnyEnough
            rule.auth = auth
        }
    }

    private func applySettings(_ rule: inout Rule, _ upstream: Upstream) {
        guard let annotations else { return }
        rule.settings.merge(annotations.directives)
        rule.responseHeaders.set += annotations.responseHeaders
        if let mirror = annotations.mirror { rule.mirrors = [mirror] }
        var rewrite = Rewrite(host: annotations.upstreamHost)
        if final.isRewritten {
            rewrite.path = PathRewrite(.regex, location.rewrite.target, expression: "(?i)\(final.path)")
            if let prefix = annotations.forwardedPrefix { rule.requestHeaders.set.append(Header("X-Forwarded-Prefix", prefix)) }
        }
        if rewrite.host != nil || rewrite.path != nil { rule.rewrite = rewrite }
    }
}

extension String {
    fileprivate func replacingCharacters(_ range: Range<Index>, by text: String) -> String {
        self[..<range.lowerBound] + text + self[range.upperBound...]
    }
}
