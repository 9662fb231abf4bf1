// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel
import PortolanProvider
import PortolanRegex

/// The routes that the controller makes of an Ingress: one for each host and port of a Service, with all its paths.
struct KongRoute {
    private static let prefix = "konghq.com/"

    private let ingress: Ingress
    private let plugins: KongPlugins
    private let rewrites: Bool

    init(_ ingress: Ingress, plugins: KongPlugins, rewrites: Bool) {
        self.ingress = ingress
        self.plugins = plugins
        self.rewrites = rewrites
    }

    private func word(_ key: String) -> String? {
        ingress.metadata.annotations[Self.prefix + key].flatMap { $0.isEmpty ? nil : $0 }
    }

    private static func list(_ key: String, of ingress: Ingress) -> [String] {
        (ingress.metadata.annotations[prefix + key] ?? "").split(separator: ",").map { $0.trimmingSpaces() }.filter { !$0.isEmpty }
    }

    // MARK: Paths

    /// A path as Kong gets it: plain beginnings and expressions.
    private struct Paths {
        var plain: [String] = []
        var expressions: [String] = []
    }

    /// How a path is matched; its rank is that of the route which it stands in.
    // Source: kubernetes-ingress-controller v3.5.13, internal/dataplane/translator/subtranslator/ingress.go PathsFromIngressPaths.
    static let matches: @Sendable (Ingress.Path, Ingress) -> [IngressProxy.Match] = { path, ingress in
        let rank = rank(of: path, in: ingress)
        let written = paths(of: path, in: ingress)
        // Where no sign of an expression stands in it, a prefix is whole elements, and an exact path is just that.
        if let expression = written.expressions.first, isPlain(expression.dropLast()) {
            let value = String(expression.dropLast())
            if path.pathType == "Exact" { return [IngressProxy.Match(PathMatch(.exact, value), rank: rank)] }
            if path.pathType == "Prefix" { return [IngressProxy.Match(PathMatch(.segments, value), rank: rank)] }
        }
        return written.expressions.map { IngressProxy.Match(PathMatch(.regex, $0), rank: rank) }
            + written.plain.map { IngressProxy.Match(PathMatch(.prefix, $0), rank: rank) }
    }

    private static func paths(of path: Ingress.Path, in ingress: Ingress) -> Paths {
        let value = flattened(path.path.flatMap { $0.isEmpty ? nil : $0 } ?? "/")
        switch path.pathType {
        case "Prefix":
            let base = value.drop { $0 == "/" }.reversed().drop { $0 == "/" }.reversed()
            guard !base.isEmpty else { return Paths(plain: ["/"]) }
            return Paths(plain: ["/\(String(base))/"], expressions: ["/\(String(base))$"])
        case "Exact": return Paths(expressions: ["/\(value.drop { $0 == "/" })$"])
        default:
            let mark = ingress.metadata.annotations[prefix + "regex-prefix"] ?? "/~"
            if !mark.isEmpty, value.hasPrefix(mark) { return Paths(expressions: [String(value.dropFirst(mark.count))]) }
            return value.hasPrefix("~") ? Paths(expressions: [String(value.dropFirst())]) : Paths(plain: [value])
        }
    }

    private static func flattened(_ path: String) -> String {
        var result = ""
        for character in path where character != "/" || !result.hasSuffix("/") { result.append(character) }
        return result
    }

    private static func isPlain(_ text: Substring) -> Bool { !text.contains { "\\.+*?()|[]{}^$".contains($0) } }

    // MARK: Order

    /// The place of the route that a path stands in, among all routes.
    // Source: Kong kong/router/traditional.lua marshall_route, sort_routes and sort_categories.
    private static func rank(of path: Ingress.Path, in ingress: Ingress) -> [Int] {
        let siblings = ingress.paths.filter { other in
            other.host == path.host && other.backend.service == path.backend.service && other.backend.port == path.backend.port
        }.map { paths(of: $0, in: ingress) }
        let hosts = (path.host.map { [$0] } ?? []) + list("host-aliases", of: ingress)
        let headers = headers(of: ingress)
        let methods = list("methods", of: ingress)
        let snis = list("snis", of: ingress)
        // More kinds of conditions first, then hosts before headers before paths before methods.
        var kinds = [1, 0x10]
        for (bit, isThere) in [(0x40, !hosts.isEmpty), (0x20, !headers.isEmpty), (0x08, !methods.isEmpty), (0x04, !snis.isEmpty)]
        where isThere {
            kinds[0] += 1
            kinds[1] += bit
        }
        let hasExpression = siblings.contains { !$0.expressions.isEmpty }
        let isPlainHost = !hosts.isEmpty && !hosts.contains { $0.contains("*") }
        let priority = hasExpression ? GoValue.int(ingress.metadata.annotations[prefix + "regex-priority"] ?? "") ?? 0 : 0
        let longest = siblings.flatMap(\.plain).map(\.utf8.count).max() ?? 0
        return kinds + [(isPlainHost ? 2 : 0) + (hasExpression ? 1 : 0), headers.count, priority, longest]
    }

    private static func headers(of ingress: Ingress) -> [ValueMatch] {
        let separator = ingress.metadata.annotations[prefix + "headers-separator"] ?? ","
        return ingress.metadata.annotations.compactMap { entry -> ValueMatch? in
            guard entry.key.hasPrefix(prefix + "headers."), !entry.value.isEmpty, !separator.isEmpty else { return nil }
            let values = entry.value.split(separator: separator, omittingEmptySubsequences: false).map { $0.trimmingSpaces() }
            let name = String(entry.key.dropFirst(prefix.count + "headers.".count))
            if values.count == 1, let first = values.first {
                return first.hasPrefix("~*")
                    ? ValueMatch(name: name, .regex, "(?i).*(?:\(first.dropFirst(2))).*")
                    : ValueMatch(name: name, .regex, "(?i)" + RegularExpression.quoted(first))
            }
            return ValueMatch(name: name, .regex, "(?i)(?:\(values.map(RegularExpression.quoted).joined(separator: "|")))")
        }.sorted { ($0.name ?? "") < ($1.name ?? "") }
    }

    // MARK: Annotations

    /// A rule with what the annotations ask for; `nil` where there is no such rule.
    // Source: kubernetes-ingress-controller v3.5.13, internal/dataplane/kongstate/route.go overrideByAnnotation.
    func adapted(_ rule: Rule, isTLS: Bool) -> Rule? {
        // The whole Kong Service is skipped.
        if ingress.metadata.annotations[Self.prefix + "rewrite"] != nil, !rewrites { return nil }
        var rule = rule
        if !rule.hosts.isEmpty { rule.hosts += Self.list("host-aliases", of: ingress).map { $0.lowercased() } }
        let methods = Self.list("methods", of: ingress).map { $0.uppercased() }
        if methods.allSatisfy({ $0.utf8.allSatisfy { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) } }) { rule.methods = methods }
        rule.headers = Self.headers(of: ingress)
        plugins.apply(Self.list("plugins", of: ingress), in: ingress.metadata.namespace, to: &rule)
        if word("strip-path")?.lowercased() == "true", let path = rule.path {
            let matched = path.kind == .regex ? path.value : RegularExpression.quoted(path.value)
            rule.rewrite = Rewrite(path: PathRewrite(.regex, "/", expression: "^(?:\(matched))/?"))
        }
        if word("preserve-host")?.lowercased() == "false" { rule.settings["preserveHost"] = "false" }
        for key in ["request-buffering", "response-buffering", "path-handling", "tags"] {
            if let value = word(key) { rule.settings[key] = value }
        }
        if !isTLS, let status = insecureStatus {
            rule.backends = []
            rule.auth = nil
            rule.rewrite = nil
            if status == 426 { rule.fixed = FixedAnswer(status: 426) } else { rule.redirect = Redirect(status: status, scheme: "https") }
        }
        return rule
    }

    /// What a plain request gets where only HTTPS is let in; `nil` where it is answered.
    private var insecureStatus: Int? {
        let forces = ingress.metadata.annotations["ingress.kubernetes.io/force-ssl-redirect"] == "true"
        let protocols = Self.list("protocols", of: ingress)
        let isSecureOnly = protocols.isEmpty ? forces : !protocols.contains { ["http", "grpc"].contains($0) }
        guard isSecureOnly else { return nil }
        let code = word("https-redirect-status-code").flatMap { GoValue.int($0) }.flatMap {
            [426, 301, 302, 307, 308].contains($0) ? $0 : nil
        }
        return code ?? (forces ? 302 : 426)
    }

    // MARK: Notes

    /// What happens without plugins that are not there, one sentence each.
    private var lostPlugins: [String] {
        plugins.missing(Self.list("plugins", of: ingress), in: ingress.metadata.namespace).map {
            "the KongPlugin \($0) is not in the input: where the cluster lacks it, requests are served without it, credentials and limits included"
        }
    }

    /// What others should know as a finding.
    var troubles: [RoutingTrouble] {
        lostPlugins.map {
            RoutingTrouble(.lostGuard, $0, remedy: "have the KongPlugin in the Ingress's namespace before the Ingress is there")
        }
    }

    /// What is silently lost or left open.
    var notes: [String] {
        var notes: [String] = []
        if ingress.metadata.annotations[Self.prefix + "rewrite"] != nil, !rewrites {
            notes.append(
                "konghq.com/rewrite needs the feature gate RewriteURIs: without it none of its routes is made (--set rewriteURIs=true)")
        }
        notes += lostPlugins
        if !ingress.tls.isEmpty, insecureStatus == nil {
            notes.append("spec.tls makes no redirect: plain HTTP is answered as well, unless konghq.com/protocols says https")
        }
        for path in ingress.paths where path.pathType != "Prefix" && path.pathType != "Exact" {
            guard let value = path.path, value != "/", value.contains(where: { "*^$()[]|+\\".contains($0) }), !value.hasPrefix("/~") else {
                continue
            }
            notes.append("the path \(value) is plain text to Kong 3: an expression needs /~ before it")
        }
        return notes
    }
}
