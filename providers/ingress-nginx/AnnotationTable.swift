// SPDX-License-Identifier: Apache-2.0

/// How much harm the controller's makers think an annotation can do; `annotations-risk-level` is the most that is allowed.
enum Risk: Int, Comparable, Sendable {
    case low, medium, high, critical

    /// `StringRiskToRisk`: what is no level is the lowest.
    init(_ text: String) {
        self =
            switch text.lowercased() {
            case "critical": .critical
            case "high": .high
            case "medium": .medium
            default: .low
            }
    }

    static func < (left: Risk, right: Risk) -> Bool { left.rawValue < right.rawValue }
}

/// What the controller knows of an annotation: the parser that reads it, its validator, its risk, and its other name.
///
/// Source: ingress-nginx v1.15.1 internal/ingress/annotations/*/main.go.
struct AnnotationRule: Sendable {
    let group: String
    let validator: AnnotationValidator
    let risk: Risk
    let alias: String?

    init(_ group: String, _ validator: AnnotationValidator, _ risk: Risk = .low, alias: String? = nil) {
        self.group = group
        self.validator = validator
        self.risk = risk
        self.alias = alias
    }
}

/// Every annotation that the controller reads, by its name without prefix.
enum AnnotationTable {
    /// The prefix, as the flag `--annotations-prefix` has it by default.
    static let prefix = "nginx.ingress.kubernetes.io/"

    static let rules: [String: AnnotationRule] = [access, traffic, backends, proxying, other].reduce(into: [:]) { all, part in
        all.merge(part) { first, _ in first }
    }

    /// The names by which an annotation may also be written, with the name that they stand for.
    static let aliases: [String: String] = Dictionary(
        uniqueKeysWithValues: rules.compactMap { key, rule in rule.alias.map { ($0, key) } })

    private static func text(_ pattern: Pattern, spacesCount: Bool = false) -> AnnotationValidator {
        .pattern(pattern, spacesCount: spacesCount)
    }

    private static let access: [String: AnnotationRule] = [
        "auth-secret": AnnotationRule("BasicDigestAuth", text(.basic), .medium),
        "auth-secret-type": AnnotationRule("BasicDigestAuth", text(.authSecretType)),
        "auth-realm": AnnotationRule("BasicDigestAuth", text(.basicWithSpaces, spacesCount: true), .medium),
        "auth-type": AnnotationRule("BasicDigestAuth", text(.authType)),
        "auth-url": AnnotationRule("ExternalAuth", text(.urlWithVariables), .high),
        "auth-method": AnnotationRule("ExternalAuth", text(.method)),
        "auth-signin": AnnotationRule("ExternalAuth", text(.urlWithVariables), .high),
        "auth-signin-redirect-param": AnnotationRule("ExternalAuth", text(.url), .medium),
        "auth-snippet": AnnotationRule("ExternalAuth", .anything, .critical),
        "auth-cache-key": AnnotationRule("ExternalAuth", text(.variable), .medium),
        "auth-keepalive": AnnotationRule("ExternalAuth", .int),
        "auth-keepalive-share-vars": AnnotationRule("ExternalAuth", .bool),
        "auth-keepalive-requests": AnnotationRule("ExternalAuth", .int),
        "auth-keepalive-timeout": AnnotationRule("ExternalAuth", .int),
        "auth-cache-duration": AnnotationRule("ExternalAuth", text(.extended, spacesCount: true), .medium),
        "auth-response-headers": AnnotationRule("ExternalAuth", text(.headers), .medium),
        "auth-proxy-set-headers": AnnotationRule("ExternalAuth", text(.basic), .medium),
        "auth-request-redirect": AnnotationRule("ExternalAuth", text(.url), .medium),
        "auth-always-set-cookie": AnnotationRule("ExternalAuth", .bool),
        "enable-global-auth": AnnotationRule("EnableGlobalAuth", .bool),
        "auth-tls-secret": AnnotationRule("CertificateAuth", text(.basic), .medium),
        "auth-tls-verify-client": AnnotationRule("CertificateAuth", text(.verifyClient), .medium),
        "auth-tls-verify-depth": AnnotationRule("CertificateAuth", .int),
        "auth-tls-error-page": AnnotationRule("CertificateAuth", text(.errorPage), .high),
        "auth-tls-pass-certificate-to-upstream": AnnotationRule("CertificateAuth", .bool),
        "auth-tls-match-cn": AnnotationRule("CertificateAuth", .commonName, .high),
        "allowlist-source-range": AnnotationRule("Allowlist", .cidrs, .medium, alias: "whitelist-source-range"),
        "denylist-source-range": AnnotationRule("Denylist", .cidrs, .medium),
        "satisfy": AnnotationRule("Satisfy", .options(["any", "all"], anyCase: false)),
    ]

    private static let traffic: [String: AnnotationRule] = [
        "server-alias": AnnotationRule("Aliases", .serverNames, .high),
        "canary": AnnotationRule("Canary", .bool),
        "canary-weight": AnnotationRule("Canary", .int),
        "canary-weight-total": AnnotationRule("Canary", .int),
        "canary-by-header": AnnotationRule("Canary", text(.basic), .medium),
        "canary-by-header-value": AnnotationRule("Canary", text(.basic), .medium),
        "canary-by-header-pattern": AnnotationRule("Canary", text(.serverName, spacesCount: true), .medium),
        "canary-by-cookie": AnnotationRule("Canary", text(.basic), .medium),
        "from-to-www-redirect": AnnotationRule("Redirect", .bool),
        "temporal-redirect": AnnotationRule("Redirect", text(.url, spacesCount: true), .medium),
        "temporal-redirect-code": AnnotationRule("Redirect", .int),
        "permanent-redirect": AnnotationRule("Redirect", text(.url, spacesCount: true), .medium),
        "permanent-redirect-code": AnnotationRule("Redirect", .int),
        "relative-redirects": AnnotationRule("Redirect", .bool),
        "rewrite-target": AnnotationRule("Rewrite", text(.pathWithCaptures, spacesCount: true), .medium),
        "ssl-redirect": AnnotationRule("Rewrite", .bool),
        "preserve-trailing-slash": AnnotationRule("Rewrite", .bool, .medium),
        "force-ssl-redirect": AnnotationRule("Rewrite", .bool, .medium),
        "use-regex": AnnotationRule("Rewrite", .bool),
        "app-root": AnnotationRule("Rewrite", text(.pathWithCaptures, spacesCount: true), .medium),
        "use-port-in-redirects": AnnotationRule("UsePortInRedirects", .bool),
        "ssl-passthrough": AnnotationRule("SSLPassthrough", .bool),
        "mirror-request-body": AnnotationRule("Mirror", text(.onOff)),
        "mirror-target": AnnotationRule("Mirror", .serverName, .high),
        "mirror-host": AnnotationRule("Mirror", .serverName, .high),
        "limit-rate": AnnotationRule("RateLimit", .int),
        "limit-rate-after": AnnotationRule("RateLimit", .int),
        "limit-rpm": AnnotationRule("RateLimit", .int),
        "limit-rps": AnnotationRule("RateLimit", .int),
        "limit-connections": AnnotationRule("RateLimit", .int),
        "limit-burst-multiplier": AnnotationRule("RateLimit", .int),
        "limit-allowlist": AnnotationRule("RateLimit", .cidrs, alias: "limit-whitelist"),
        "enable-cors": AnnotationRule("CorsConfig", .bool),
        "cors-allow-origin": AnnotationRule("CorsConfig", text(.origins), .medium),
        "cors-allow-headers": AnnotationRule("CorsConfig", text(.headers), .medium),
        "cors-allow-methods": AnnotationRule("CorsConfig", text(.methods), .medium),
        "cors-allow-credentials": AnnotationRule("CorsConfig", .bool),
        "cors-expose-headers": AnnotationRule("CorsConfig", text(.exposedHeaders), .medium),
        "cors-max-age": AnnotationRule("CorsConfig", .int),
    ]

    private static let backends: [String: AnnotationRule] = [
        "affinity": AnnotationRule("SessionAffinity", .options(["cookie"], anyCase: false)),
        "affinity-mode": AnnotationRule("SessionAffinity", .options(["balanced", "persistent"], anyCase: false), .medium),
        "affinity-canary-behavior": AnnotationRule("SessionAffinity", .options(["sticky", "legacy"], anyCase: false)),
        "session-cookie-name": AnnotationRule("SessionAffinity", text(.basic), .medium),
        "session-cookie-secure": AnnotationRule("SessionAffinity", .bool),
        "session-cookie-expires": AnnotationRule("SessionAffinity", text(.seconds), .medium),
        "session-cookie-max-age": AnnotationRule("SessionAffinity", text(.seconds, spacesCount: true), .medium),
        "session-cookie-path": AnnotationRule("SessionAffinity", text(.url), .medium),
        "session-cookie-domain": AnnotationRule("SessionAffinity", text(.basic), .medium),
        "session-cookie-samesite": AnnotationRule("SessionAffinity", .options(["none", "lax", "strict"], anyCase: true)),
        "session-cookie-conditional-samesite-none": AnnotationRule("SessionAffinity", .bool),
        "session-cookie-change-on-failure": AnnotationRule("SessionAffinity", .bool),
        "backend-protocol": AnnotationRule(
            "BackendProtocol", .options(["auto_http", "http", "https", "grpc", "grpcs", "fcgi"], anyCase: true)),
        "service-upstream": AnnotationRule("ServiceUpstream", .bool),
        "upstream-vhost": AnnotationRule("UpstreamVhost", .serverName),
        "upstream-hash-by": AnnotationRule("UpstreamHashBy", text(.variable), .high),
        "upstream-hash-by-subset": AnnotationRule("UpstreamHashBy", .bool),
        "upstream-hash-by-subset-size": AnnotationRule("UpstreamHashBy", .int),
        "load-balance": AnnotationRule(
            "LoadBalancing",
            .options(["round_robin", "chash", "chashsubset", "sticky_balanced", "sticky_persistent", "ewma"], anyCase: false)),
        "x-forwarded-prefix": AnnotationRule("XForwardedPrefix", text(.pathWithCaptures), .medium),
        "custom-headers": AnnotationRule("CustomHeaders", text(.basic), .medium),
        "custom-http-errors": AnnotationRule("CustomHTTPErrors", text(.httpErrors)),
        "disable-proxy-intercept-errors": AnnotationRule("DisableProxyInterceptErrors", .bool),
        "default-backend": AnnotationRule("DefaultBackend", .serviceName),
        "fastcgi-index": AnnotationRule("FastCGI", text(.fileName), .medium),
        "fastcgi-params-configmap": AnnotationRule("FastCGI", text(.basic), .medium),
        "connection-proxy-header": AnnotationRule("Connection", text(.connection)),
        "client-body-buffer-size": AnnotationRule("ClientBodyBufferSize", text(.size)),
    ]

    private static let proxying: [String: AnnotationRule] = [
        "proxy-connect-timeout": AnnotationRule("Proxy", .int),
        "proxy-send-timeout": AnnotationRule("Proxy", .int),
        "proxy-read-timeout": AnnotationRule("Proxy", .int),
        "proxy-buffers-number": AnnotationRule("Proxy", .int),
        "proxy-buffer-size": AnnotationRule("Proxy", text(.size)),
        "proxy-busy-buffers-size": AnnotationRule("Proxy", text(.size)),
        "proxy-cookie-path": AnnotationRule("Proxy", text(.url), .medium),
        "proxy-cookie-domain": AnnotationRule("Proxy", text(.cookieDomain, spacesCount: true), .medium),
        "proxy-body-size": AnnotationRule("Proxy", text(.size), .medium),
        "proxy-next-upstream": AnnotationRule("Proxy", text(.nextUpstream, spacesCount: true), .medium),
        "proxy-next-upstream-timeout": AnnotationRule("Proxy", .int),
        "proxy-next-upstream-tries": AnnotationRule("Proxy", .int),
        "proxy-request-buffering": AnnotationRule("Proxy", .options(["on", "off"], anyCase: false)),
        "proxy-redirect-from": AnnotationRule("Proxy", text(.url), .medium),
        "proxy-redirect-to": AnnotationRule("Proxy", text(.url), .medium),
        "proxy-buffering": AnnotationRule("Proxy", .options(["on", "off"], anyCase: false)),
        "proxy-http-version": AnnotationRule("Proxy", .options(["1.0", "1.1"], anyCase: false)),
        "proxy-max-temp-file-size": AnnotationRule("Proxy", text(.size)),
        "proxy-ssl-secret": AnnotationRule("ProxySSL", text(.basic), .medium),
        "proxy-ssl-ciphers": AnnotationRule("ProxySSL", text(.proxyCiphers), .medium),
        "proxy-ssl-protocols": AnnotationRule("ProxySSL", text(.proxyProtocols)),
        "proxy-ssl-name": AnnotationRule("ProxySSL", .serverName, .high),
        "proxy-ssl-verify": AnnotationRule("ProxySSL", text(.onOff)),
        "proxy-ssl-verify-depth": AnnotationRule("ProxySSL", .int),
        "proxy-ssl-server-name": AnnotationRule("ProxySSL", text(.onOff)),
    ]

    private static let other: [String: AnnotationRule] = [
        "configuration-snippet": AnnotationRule("ConfigurationSnippet", .anything, .critical),
        "server-snippet": AnnotationRule("ServerSnippet", .anything, .critical),
        "stream-snippet": AnnotationRule("StreamSnippet", .anything, .critical),
        "modsecurity-snippet": AnnotationRule("ModSecurity", .anything, .critical),
        "enable-modsecurity": AnnotationRule("ModSecurity", .bool),
        "enable-owasp-core-rules": AnnotationRule("ModSecurity", .bool),
        "modsecurity-transaction-id": AnnotationRule("ModSecurity", text(.variable), .high),
        "enable-opentelemetry": AnnotationRule("Opentelemetry", .bool),
        "opentelemetry-trust-incoming-span": AnnotationRule("Opentelemetry", .bool),
        "opentelemetry-operation-name": AnnotationRule("Opentelemetry", text(.operationName), .medium),
        "enable-access-log": AnnotationRule("Logs", .bool),
        "enable-rewrite-log": AnnotationRule("Logs", .bool),
        "ssl-ciphers": AnnotationRule("SSLCipher", text(.ciphers)),
        "ssl-prefer-server-ciphers": AnnotationRule("SSLCipher", .bool),
        "http2-push-preload": AnnotationRule("HTTP2PushPreload", .bool),
    ]
}
