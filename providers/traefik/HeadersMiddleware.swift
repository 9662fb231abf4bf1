// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanManifest
import PortolanModel

extension MiddlewareReading {
    /// What the middleware `headers` changes.
    // Source: traefik 3.7.9, pkg/middlewares/headers/header.go; unrolled/secure for the response.
    func headers(_ spec: YAMLNode) throws(MiddlewareFault) -> RuleStep {
        guard !spec.entries.isEmpty else { throw MiddlewareFault(message: "headers configuration not valid") }
        var request = HeaderChanges()
        var host: String?
        for entry in spec.stringMap("customRequestHeaders") ?? StringMap() {
            if entry.value.isEmpty {
                request.remove.append(entry.key)
            } else if entry.key.lowercased() == "host" {
                host = entry.value
            } else {
                request.set.append(Header(entry.key, entry.value))
            }
        }
        var response = HeaderChanges(set: Self.security(spec))
        for entry in spec.stringMap("customResponseHeaders") ?? StringMap() {
            if entry.value.isEmpty { response.remove.append(entry.key) } else { response.set.append(Header(entry.key, entry.value)) }
        }
        return .headers(request: request, response: response, host: host)
    }

    /// The headers that the security options put into every answer.
    private static func security(_ spec: YAMLNode) -> [Header] {
        var headers: [Header] = []
        func add(_ name: String, _ value: String) { if !value.isEmpty { headers.append(Header(name, value)) } }
        let frame = spec.string("customFrameOptionsValue")
        add("X-Frame-Options", frame.isEmpty && spec.boolean("frameDeny") ?? false ? "DENY" : frame)
        if spec.boolean("contentTypeNosniff") ?? false { add("X-Content-Type-Options", "nosniff") }
        let xss = spec.string("customBrowserXSSValue")
        add("X-XSS-Protection", xss.isEmpty && spec.boolean("browserXssFilter") ?? false ? "1; mode=block" : xss)
        add("Content-Security-Policy", spec.string("contentSecurityPolicy"))
        add("Content-Security-Policy-Report-Only", spec.string("contentSecurityPolicyReportOnly"))
        add("Referrer-Policy", spec.string("referrerPolicy"))
        add("Permissions-Policy", spec.string("permissionsPolicy"))
        return headers
    }
}
