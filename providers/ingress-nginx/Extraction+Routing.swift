// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel
import PortolanProvider

/// Where requests go: canaries, redirects, rewrites, cross-origin answers.
extension Extraction {
    // Source: ingress-nginx v1.15.1 internal/ingress/annotations/canary/main.go:118.
    mutating func readCanary() {
        var canary = Annotations.Canary()
        canary.isEnabled = lenient("canary", reader.bool("canary"), fallback: "false") ?? false
        canary.weight = lenient("canary-weight", reader.int("canary-weight"), fallback: "0") ?? 0
        canary.total = lenient("canary-weight-total", reader.int("canary-weight-total"), fallback: "100") ?? 100
        canary.header = lenient("canary-by-header", reader.string("canary-by-header"), fallback: "no header")
        canary.headerValue = lenient("canary-by-header-value", reader.string("canary-by-header-value"), fallback: "no value")
        canary.headerPattern = lenient("canary-by-header-pattern", reader.string("canary-by-header-pattern"), fallback: "no pattern")
        canary.cookie = lenient("canary-by-cookie", reader.string("canary-by-cookie"), fallback: "no cookie")
        let isConfigured =
            canary.weight > 0 || canary.header != nil || canary.headerValue != nil || canary.headerPattern != nil || canary.cookie != nil
        if !canary.isEnabled, isConfigured {
            lose("its canary annotations do nothing without \(AnnotationTable.prefix)canary: \"true\": it is an ordinary Ingress")
        }
        if canary.isEnabled { result.canary = canary }
    }

    // Source: ingress-nginx v1.15.1 internal/ingress/annotations/redirect/redirect.go:114.
    mutating func readRedirect() throws(Refusal) {
        guard let www = try orDropped(reader.bool("from-to-www-redirect"), "redirect"),
            let relative = try orDropped(reader.bool("relative-redirects"), "redirect"),
            let temporal = try orDropped(reader.string("temporal-redirect"), "redirect")
        else { return }
        var rule = Annotations.RedirectRule(fromToWWW: www.value ?? false, isRelative: relative.value ?? false)
        if let url = temporal.value {
            guard let code = try orDropped(reader.int("temporal-redirect-code"), "redirect") else { return }
            guard URLText.scheme(of: url)?.hasPrefix("http") ?? false else {
                return lose(
                    "\(AnnotationTable.prefix)temporal-redirect does nothing, and no other redirect of the Ingress does: only http and https are valid protocols"
                )
            }
            let number = code.value ?? 0
            rule.url = url
            rule.code = (300...307).contains(number) ? number : 302
            result.redirect = rule
            return
        }
        guard let permanent = try orDropped(reader.string("permanent-redirect"), "redirect"),
            let code = try orDropped(reader.int("permanent-redirect-code"), "redirect")
        else { return }
        let number = code.value ?? 0
        rule.url = permanent.value
        rule.code = (300...308).contains(number) ? number : 301
        if rule.url != nil || rule.fromToWWW || rule.isRelative { result.redirect = rule }
    }

    /// A reading that drops its whole group where it is there and cannot be read: `nil` then.
    private mutating func orDropped<Value>(_ reading: Reading<Value>, _ group: String) throws(Refusal) -> Reading<Value>? {
        _ = try strict(reading)
        guard case .unreadable(let message) = reading else { return reading }
        lose("no \(group) annotation of the Ingress does anything: \(message)")
        return nil
    }

    // Source: ingress-nginx v1.15.1 internal/ingress/annotations/rewrite/main.go:142.
    mutating func readRewrite() {
        var rule = Annotations.RewriteRule()
        rule.target = lenient("rewrite-target", reader.string("rewrite-target"), fallback: "no rewrite") ?? ""
        rule.redirectsToTLS = lenient("ssl-redirect", reader.bool("ssl-redirect"), fallback: "true") ?? true
        rule.keepsTrailingSlash = lenient("preserve-trailing-slash", reader.bool("preserve-trailing-slash"), fallback: "false") ?? false
        rule.alwaysRedirectsToTLS = lenient("force-ssl-redirect", reader.bool("force-ssl-redirect"), fallback: "false") ?? false
        rule.usesRegex = lenient("use-regex", reader.bool("use-regex"), fallback: "false") ?? false
        if let root = lenient("app-root", reader.string("app-root"), fallback: "none") {
            if root.hasPrefix("/") {
                rule.appRoot = root
            } else {
                lose("\(AnnotationTable.prefix)app-root does nothing: it takes an absolute path only")
            }
        }
        result.rewrite = rule
    }

    // Source: ingress-nginx v1.15.1 internal/ingress/annotations/cors/main.go:189.
    mutating func readCORS() {
        guard lenient("enable-cors", reader.bool("enable-cors"), fallback: "false") ?? false else { return }
        var origins = ["*"]
        let form = Pattern.origin.of(world.cluster.release)
        if let text = lenient("cors-allow-origin", reader.string("cors-allow-origin"), fallback: "*") {
            let parts = GoValue.split(text).map { $0.trimmingSpaces() }.filter { !$0.isEmpty }
            origins = parts.contains("*") ? ["*"] : parts.filter(form.matches)
            for bad in parts where !form.matches(bad) { lose("the origin \(bad) of cors-allow-origin is passed over") }
        }
        let methods = lenient("cors-allow-methods", reader.string("cors-allow-methods"), fallback: "the default list")
        let allowed = lenient("cors-allow-headers", reader.string("cors-allow-headers"), fallback: "the default list")
        let exposed = lenient("cors-expose-headers", reader.string("cors-expose-headers"), fallback: "none")
        var headers = [Header("Access-Control-Allow-Origin", origins == ["*"] ? "*" : "$http_origin")]
        if lenient("cors-allow-credentials", reader.bool("cors-allow-credentials"), fallback: "true") ?? true {
            headers.append(Header("Access-Control-Allow-Credentials", "true"))
        }
        let list = methods.flatMap { Pattern.methods.matches($0) ? $0 : nil } ?? "GET, PUT, POST, DELETE, PATCH, OPTIONS"
        headers.append(Header("Access-Control-Allow-Methods", list))
        // The default list of headers is nothing that the manifest asks for.
        if let allowed, Pattern.headers.matches(allowed) { headers.append(Header("Access-Control-Allow-Headers", allowed)) }
        if let exposed, Pattern.exposedHeaders.matches(exposed) { headers.append(Header("Access-Control-Expose-Headers", exposed)) }
        let age = lenient("cors-max-age", reader.int("cors-max-age"), fallback: "1728000") ?? 1_728_000
        headers.append(Header("Access-Control-Max-Age", String(age)))
        result.cors = Annotations.CORS(origins: origins, headers: headers)
    }
}
