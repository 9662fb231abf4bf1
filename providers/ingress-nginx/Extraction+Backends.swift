// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel
import PortolanProvider

/// How the proxy talks to clients and Services: timeouts, buffers, limits, balancing, protocols.
extension Extraction {
    /// An nginx directive that a proxy annotation sets, with the default of the controller's ConfigMap.
    private struct Directive {
        let annotation: String
        let name: String
        let fallback: String
        var unit: String?

        static let all = [
            Directive(annotation: "proxy-connect-timeout", name: "proxy_connect_timeout", fallback: "5", unit: "s"),
            Directive(annotation: "proxy-send-timeout", name: "proxy_send_timeout", fallback: "60", unit: "s"),
            Directive(annotation: "proxy-read-timeout", name: "proxy_read_timeout", fallback: "60", unit: "s"),
            Directive(annotation: "proxy-buffers-number", name: "proxy_buffers", fallback: "4", unit: ""),
            Directive(annotation: "proxy-buffer-size", name: "proxy_buffer_size", fallback: "4k"),
            Directive(annotation: "proxy-busy-buffers-size", name: "proxy_busy_buffers_size", fallback: ""),
            Directive(annotation: "proxy-cookie-path", name: "proxy_cookie_path", fallback: "off"),
            Directive(annotation: "proxy-cookie-domain", name: "proxy_cookie_domain", fallback: "off"),
            Directive(annotation: "proxy-body-size", name: "client_max_body_size", fallback: "1m"),
            Directive(annotation: "proxy-next-upstream", name: "proxy_next_upstream", fallback: "error timeout"),
            Directive(annotation: "proxy-next-upstream-timeout", name: "proxy_next_upstream_timeout", fallback: "0", unit: ""),
            Directive(annotation: "proxy-next-upstream-tries", name: "proxy_next_upstream_tries", fallback: "3", unit: ""),
            Directive(annotation: "proxy-request-buffering", name: "proxy_request_buffering", fallback: "on"),
            Directive(annotation: "proxy-redirect-from", name: "proxy_redirect_from", fallback: "off"),
            Directive(annotation: "proxy-redirect-to", name: "proxy_redirect_to", fallback: "off"),
            Directive(annotation: "proxy-buffering", name: "proxy_buffering", fallback: "off"),
            Directive(annotation: "proxy-http-version", name: "proxy_http_version", fallback: "1.1"),
            Directive(annotation: "proxy-max-temp-file-size", name: "proxy_max_temp_file_size", fallback: "1024m"),
        ]
    }

    // Source: ingress-nginx v1.15.1 internal/ingress/annotations/proxy/main.go:258.
    mutating func readProxy() {
        for directive in Directive.all {
            let fallback = "the default (\(directive.fallback)\(directive.unit ?? ""))"
            let value: String?
            if let unit = directive.unit {
                value = lenient(directive.annotation, reader.int(directive.annotation), fallback: fallback).map { "\($0)\(unit)" }
            } else {
                value = lenient(directive.annotation, reader.string(directive.annotation), fallback: fallback)
            }
            guard let value, value != directive.fallback + (directive.unit ?? "") else { continue }
            result.directives[directive.name] = value
        }
    }

    // Source: ingress-nginx v1.15.1 internal/ingress/annotations/proxyssl/main.go:180.
    mutating func readProxySSL() throws(Refusal) {
        guard let secret = try strict(reader.string("proxy-ssl-secret")) else { return }
        let parts = GoValue.split(secret, "/")
        guard parts.count == 2 else { return deny("location denied, reason: invalid format (namespace/name) found in '\(secret)'") }
        guard mayName(parts[0]) else {
            return deny("location denied, reason: cross namespace secrets are not supported")
        }
        guard world.secret(parts[1], in: parts[0])?.holdsCertificates ?? false else {
            return deny("error obtaining certificate: local SSL certificate \(secret) was not found")
        }
        result.directives["proxy_ssl_certificate"] = secret
        result.directives["proxy_ssl_verify"] = reader.string("proxy-ssl-verify").value ?? "off"
    }

    // Source: ingress-nginx v1.15.1 internal/ingress/annotations/ratelimit/main.go:204.
    mutating func readRateLimit() throws(Refusal) {
        let rate = reader.int("limit-rate").value ?? 0
        let after = reader.int("limit-rate-after").value ?? 0
        let perMinute = try strict(reader.int("limit-rpm")) ?? 0
        let perSecond = try strict(reader.int("limit-rps")) ?? 0
        let connections = try strict(reader.int("limit-connections")) ?? 0
        let factor = reader.int("limit-burst-multiplier").value ?? 5
        let exempt = try strict(reader.string("limit-allowlist"))
        if rate > 0 { result.directives["limit_rate"] = "\(rate)k" }
        if after > 0 { result.directives["limit_rate_after"] = "\(after)k" }
        if connections > 0 { result.directives["limit_conn"] = String(connections) }
        // Of two rates nginx takes both; the one per second is shown.
        if perMinute > 0 { limitRequests("\(perMinute)r/m", perMinute, factor) }
        if perSecond > 0 { limitRequests("\(perSecond)r/s", perSecond, factor) }
        if perMinute > 0 || perSecond > 0 || connections > 0, let exempt { result.directives["limit_exempt"] = exempt }
    }

    private mutating func limitRequests(_ rate: String, _ count: Int, _ factor: Int) {
        let (burst, isTooMuch) = count.multipliedReportingOverflow(by: factor)
        result.directives["limit_req.rate"] = rate
        if !isTooMuch { result.directives["limit_req.burst"] = String(burst) }
    }

    mutating func readBackendSettings() throws(Refusal) {
        if let size = try strict(reader.string("client-body-buffer-size")) { result.directives["client_body_buffer_size"] = size }
        if let value = try strict(reader.string("connection-proxy-header")) { result.directives["proxy_set_header.Connection"] = value }
        _ = try strict(reader.bool("http2-push-preload"))
        if let codes = try errorCodes(), reader.bool("disable-proxy-intercept-errors").value != true {
            result.directives["proxy_intercept_errors"] = codes
        }
        if let service = try strict(reader.string("default-backend")) {
            if world.hasService(service, in: ingress.metadata.namespace) {
                result.fallbackService = service
            } else {
                lose("\(AnnotationTable.prefix)default-backend does nothing: there is no Service \(service) in the namespace")
            }
        }
        try readFastCGI()
        readCustomHeaders()
    }

    /// `custom-http-errors`; `nil` where it is not there, or has codes that cannot be read.
    private mutating func errorCodes() throws(Refusal) -> String? {
        guard let codes = try strict(reader.string("custom-http-errors")) else { return nil }
        let takesBlanks = world.cluster.release.has(IngressNGINXFeature.blanksInErrorCodes)
        guard takesBlanks || GoValue.split(codes).allSatisfy({ GoValue.int($0) != nil }) else {
            lose("\(AnnotationTable.prefix)custom-http-errors does nothing: \(codes) has more than numbers between its commas")
            return nil
        }
        return codes
    }

    // Source: ingress-nginx v1.15.1 internal/ingress/annotations/fastcgi/main.go:101.
    private mutating func readFastCGI() throws(Refusal) {
        if let index = try strict(reader.string("fastcgi-index")) { result.directives["fastcgi_index"] = index }
        guard let map = try strict(reader.string("fastcgi-params-configmap")) else { return }
        let parts = GoValue.split(map, "/")
        guard parts.count <= 2 else {
            return deny("error reading configmap name from annotation: unexpected key format: \(GoValue.quoted(map))")
        }
        if parts.count == 2, !parts[0].isEmpty, !mayName(parts[0]) {
            return lose("no fastcgi annotation does anything: different namespace is not supported on fast_cgi param configmap")
        }
        let key = "\(ingress.metadata.namespace)/\(parts[parts.count - 1])"
        guard world.configMap(parts[parts.count - 1], in: ingress.metadata.namespace) != nil else {
            return deny("unexpected error reading configmap \(key): no object matching key \(GoValue.quoted(key)) in local store")
        }
        result.directives["fastcgi_param"] = key
    }

    // Source: ingress-nginx v1.15.1 internal/ingress/annotations/customheaders/main.go:103.
    private mutating func readCustomHeaders() {
        guard let map = reader.string("custom-headers").value else { return }
        let parts = GoValue.split(map, "/")
        guard parts.count == 2, let entries = world.configMap(parts[1], in: parts[0]) else {
            return deny("location denied, reason: unable to find configMap \(GoValue.quoted(map))")
        }
        for (name, value) in entries {
            guard Pattern.headerName.matches(name) else { return deny("location denied, reason: invalid header name in configmap") }
            guard Pattern.headerValue.matches(value) else { return deny("location denied, reason: invalid header value in configmap") }
            guard world.allowedResponseHeaders.contains(name) else {
                let allowed = world.allowedResponseHeaders.joined(separator: " ")
                return deny(
                    "location denied, reason: header \(name) is not allowed, defined allowed headers inside global-allowed-response-headers [\(allowed)]"
                )
            }
            result.responseHeaders.append(Header(name, value))
        }
    }

    mutating func readUpstream() throws(Refusal) {
        result.backendProtocol =
            lenient("backend-protocol", reader.string("backend-protocol"), fallback: "HTTP") ?? "HTTP"
        result.usesServiceAddress = lenient("service-upstream", reader.bool("service-upstream"), fallback: "false") ?? false
        result.upstreamHost = try strict(reader.string("upstream-vhost"))
        result.forwardedPrefix = try strict(reader.string("x-forwarded-prefix"))
        if result.forwardedPrefix != nil, reader.string("rewrite-target").value == nil {
            lose("\(AnnotationTable.prefix)x-forwarded-prefix does nothing without rewrite-target")
        }
        let algorithm = try strict(reader.string("load-balance"))
        let hash = try strict(reader.string("upstream-hash-by"))
        _ = try strict(reader.bool("upstream-hash-by-subset"))
        _ = try strict(reader.int("upstream-hash-by-subset-size"))
        if let algorithm { result.upstreamSettings["load-balance"] = algorithm }
        if let hash { result.upstreamSettings["upstream-hash-by"] = hash }
        _ = try strict(reader.string("ssl-ciphers"))
        _ = try strict(reader.bool("ssl-passthrough"))
        if reader.bool("enable-opentelemetry").value == true { _ = try strict(reader.string("opentelemetry-operation-name")) }
    }

    // Source: ingress-nginx v1.15.1 internal/ingress/annotations/sessionaffinity/main.go:263.
    mutating func readAffinity() {
        guard let kind = lenient("affinity", reader.string("affinity"), fallback: "no affinity") else { return }
        result.upstreamSettings["affinity"] = kind
        result.upstreamSettings["session-cookie-name"] =
            lenient("session-cookie-name", reader.string("session-cookie-name"), fallback: "INGRESSCOOKIE") ?? "INGRESSCOOKIE"
        for name in ["affinity-mode", "session-cookie-max-age", "session-cookie-path", "session-cookie-samesite"] {
            if let value = lenient(name, reader.string(name), fallback: "the default") { result.upstreamSettings[name] = value }
        }
    }
}
