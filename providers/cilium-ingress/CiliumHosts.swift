// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel
import PortolanProvider

/// Which hosts of Ingresses that share a proxy have TLS, and what plain requests of theirs get.
// Source: cilium operator/pkg/model/ingestion/ingress.go Ingress, translation/envoy_route_configuration.go desiredEnvoyHTTPRouteConfiguration.
struct CiliumHosts: Sendable {
    /// Hosts with a certificate, by Ingress.
    private var secured: [ObjectReference: [String]] = [:]
    /// Ingresses with a rule for any host or a default backend: its paths are all that their hosts have behind TLS.
    private var open: Set<ObjectReference> = []
    /// Hosts whose plain requests are redirected.
    private var redirected: Set<String> = []

    init(_ ingresses: [Ingress], in cluster: Cluster) {
        let hasDefault = !(cluster.options["ingressDefaultSecret"] ?? "").isEmpty
        for ingress in ingresses where !CiliumIngress(ingress).passesTLS {
            let reference = ingress.metadata.reference
            let isOpen = ingress.defaultBackend != nil || ingress.rules.contains { $0.host == nil && $0.hasHTTP }
            if isOpen { open.insert(reference) }
            let named = Set(ingress.rules.compactMap { $0.host?.lowercased() })
            let hosts = ingress.tls.filter { $0.secretName != nil || hasDefault }.flatMap(\.hosts).map { $0.lowercased() }
                .filter { isOpen || named.contains($0) }
            secured[reference] = hosts
            if !isOpen, CiliumIngress(ingress).forcesHTTPS(in: cluster) { redirected.formUnion(hosts) }
        }
    }

    /// What a rule is on port 80; `nil` where there is none.
    func plain(_ rule: Rule, of ingress: Ingress) -> Rule? {
        guard !CiliumIngress(ingress).passesTLS else { return nil }
        var rule = Self.bounded(rule)
        guard let host = rule.hosts.first, redirected.contains(host) else { return rule }
        // Of a host that is redirected only the paths that stand behind TLS are known.
        guard secured[ingress.metadata.reference]?.contains(host) ?? false else { return nil }
        rule.backends = []
        rule.redirect = Redirect(status: 301, scheme: "https")
        return rule
    }

    /// What stands behind TLS.
    func secured(_ rules: [Rule]) -> (rules: [Rule], serverNames: [String]?)? {
        let names = Set(secured.values.joined()).sorted()
        guard !names.isEmpty else { return nil }
        let kept = rules.flatMap { rule -> [Rule] in
            guard let object = rule.origin?.object, let hosts = secured[object] else { return [] }
            guard open.contains(object) else { return rule.hosts.contains(where: hosts.contains) ? [Self.bounded(rule)] : [] }
            guard rule.hosts.isEmpty else { return [] }
            return hosts.map { host in
                var copy = rule
                copy.hosts = [host]
                return Self.bounded(copy)
            }
        }
        return (kept, names)
    }

    /// Envoy's own wildcard takes several labels, so a condition holds it to one.
    private static func bounded(_ rule: Rule) -> Rule {
        guard let host = rule.hosts.first, host.hasPrefix("*.") else { return rule }
        var rule = rule
        let rest = host.dropFirst(1).replacing(".", with: "[.]")
        rule.condition = .all([.host(host), .hostMatch("^[^.]+\(rest)$")] + (rule.path.map { [.path($0)] } ?? []))
        return rule
    }

    /// What surprises.
    func notes(on ingress: Ingress) -> [String] {
        let reference = ingress.metadata.reference
        var notes: [String] = []
        let hosts = secured[reference] ?? []
        let own = ingress.rules.compactMap { $0.host?.lowercased() }
        if open.contains(reference), let host = hosts.first(where: own.contains) {
            notes.append(
                "behind TLS \(host) has only the paths of the rule without a host, or the default backend: its own paths are plain HTTP alone, and nothing is redirected"
            )
        }
        for host in Set(own).sorted() where redirected.contains(host) && !hosts.contains(host) {
            notes.append("\(host) has TLS in another Ingress, which redirects it: its paths here are answered neither plain nor behind TLS")
        }
        for entry in ingress.tls where entry.secretName == nil && hosts.isEmpty {
            notes.append("an entry of spec.tls names no Secret, so \(entry.hosts.first ?? "its hosts") has no HTTPS")
        }
        return notes
    }
}
