// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel
import PortolanProvider

extension LoadBalancerRequest {
    /// The load balancer's properties under the names that DigitalOcean's API gives them; what is false or 0 is mostly not sent.
    func settings() throws(GoError) -> Settings {
        var settings: Settings = [:]
        if release.has(DOKSFeature.sendsNetwork) { settings["network"] = network.rawValue }
        if !families.isEmpty { settings["network_stack"] = families.contains(.ipv6) ? "DUALSTACK" : "IPV4" }
        settings.merge(try stickySessions())
        // The API ignores it, says the controller's own documentation. Source: loadbalancers.go:1587
        settings["algorithm"] = service[.algorithm] == "least_connections" ? "least_connections" : "round_robin"
        settings.merge(try size())
        for (key, name, what) in Self.switches {
            do throws(GoError) {
                if try service.flag(key) { settings[name] = "true" }
            } catch {
                throw GoError("failed to get \(what) configuration setting: \(error.message)")
            }
        }
        if settings["disable_lets_encrypt_dns_records"] == nil { settings["disable_lets_encrypt_dns_records"] = "false" }
        if let text = service[.idleTimeout] {
            guard let seconds = GoValue.uint(text) else {
                throw GoError("failed to parse provided LB HTTP idle timeout seconds value '\(text)': \(Self.uintError(text))")
            }
            settings["http_idle_timeout_seconds"] = String(seconds)
        }
        return settings
    }

    /// An address of the user's own, sent at creation only: not for a load balancer that is there already.
    ///
    /// Source: loadbalancers.go:237
    var ownAddress: String? {
        guard (service[.loadBalancerID] ?? "").isEmpty, let address = service[.ip]?.trimmingSpaces(), !address.isEmpty else { return nil }
        return address
    }

    // Source: loadbalancers.go:1670
    private static let switches: [(AnnotationKey, name: String, what: String)] = [
        (.redirectToHTTPS, "redirect_http_to_https", "HTTP-to-HTTPS"),
        (.proxyProtocol, "enable_proxy_protocol", "proxy protocol"),
        (.backendKeepalive, "enable_backend_keepalive", "backend keepalive"),
        (.noDNSRecords, "disable_lets_encrypt_dns_records", "disable lets encrypt dns records"),
    ]

    /// Any word but `cookies` means none.
    ///
    /// Source: loadbalancers.go:1284
    private func stickySessions() throws(GoError) -> Settings {
        guard service[.stickySessions] == "cookies" else { return ["sticky_sessions.type": "none"] }
        guard let name = service[.cookieName], !name.isEmpty else {
            throw GoError("sticky session cookie name not specified, but required")
        }
        guard let text = service[.cookieTTL], !text.isEmpty else {
            throw GoError("sticky session cookie ttl not specified, but required")
        }
        guard let seconds = GoValue.int(text) else { throw GoValue.atoiError(text) }
        var settings: Settings = ["sticky_sessions.type": "cookies", "sticky_sessions.cookie_name": name]
        if seconds != 0 { settings["sticky_sessions.cookie_ttl_seconds"] = String(seconds) }
        return settings
    }

    // Source: loadbalancers.go:1599, :1614, :853
    private func size() throws(GoError) -> Settings {
        let slug = service[.sizeSlug] ?? ""
        guard ["", "lb-small", "lb-medium", "lb-large"].contains(slug) else { throw GoError("invalid LB size slug provided: \(slug)") }
        var units: UInt32 = 0
        if let text = service[.sizeUnit], !text.isEmpty {
            guard let number = GoValue.int(text) else {
                throw GoError("invalid LB size unit \"\(text)\" provided: \(GoValue.atoiError(text).message)")
            }
            guard number >= 0 else { throw GoError("LB size unit must be non-negative. \(number) provided") }
            units = UInt32(truncatingIfNeeded: number)
        }
        if !slug.isEmpty, units > 0 { throw GoError("only one of LB size slug and size unit can be provided") }
        if !slug.isEmpty { return ["size": slug] }
        return units > 0 ? ["size_unit": String(units)] : [:]
    }

    private static func uintError(_ text: String) -> String {
        let isNumber = !text.isEmpty && text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        return "strconv.ParseUint: parsing \"\(text)\": \(isNumber ? "value out of range" : "invalid syntax")"
    }
}
