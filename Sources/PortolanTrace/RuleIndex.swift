// SPDX-License-Identifier: Apache-2.0

import PortolanModel
import PortolanRegex
import Synchronization

/// A listener's rules, found by host without a look at all of them.
final class RuleIndex: Sendable {
    let plane: DataPlane
    let rules: [Rule]
    /// The rules of each plain host, by their places.
    private let exact: [String: [Int]]
    /// The rules of each host pattern with a wildcard, longest first.
    private let wildcards: [(pattern: String, places: [Int])]
    /// The rules for any host.
    private let open: [Int]
    /// The rules of each virtual host, by their places.
    private let virtual: [Int: [Int]]
    private let expressions = Mutex<[String: RegularExpression?]>([:])

    init(_ rules: [Rule], plane: DataPlane) {
        self.plane = plane
        self.rules = rules
        var exact: [String: [Int]] = [:]
        var patterns: [String: [Int]] = [:]
        var open: [Int] = []
        var virtual: [Int: [Int]] = [:]
        for (index, rule) in rules.enumerated() {
            if plane.virtualHosts != nil {
                if let host = rule.virtualHost { virtual[host, default: []].append(index) }
                continue
            }
            let hosts = rule.condition.map { $0.requiredHosts ?? [] } ?? rule.hosts
            if hosts.isEmpty || hosts.contains("*") { open.append(index) }
            for host in hosts where host != "*" {
                if host.contains("*") || (plane.hostWildcard == .text && host.contains("?")) {
                    patterns[host, default: []].append(index)
                } else {
                    exact[host, default: []].append(index)
                }
            }
        }
        self.exact = exact
        self.open = open
        self.virtual = virtual
        wildcards = patterns.map { ($0.key, $0.value) }
            .sorted { ($1.pattern.utf8.count, $0.pattern) < ($0.pattern.utf8.count, $1.pattern) }
    }

    /// Whether a rule names the host, so that the load balancer knows it.
    func knows(_ written: String) -> Bool {
        let host = routedHost(written)
        if let hosts = plane.virtualHosts { return named(host, in: hosts) != nil }
        return exact[host] != nil || wildcards.contains { plane.hostWildcard.matches($0.pattern, host) }
    }

    /// The rules that may take a request for a host, in the order in which they are tried.
    func rules(for written: String) -> [Rule] { places(for: written).map { rules[$0] } }

    /// The places of the rules that may take a request for a host, in the order in which they are tried.
    func places(for written: String) -> [Int] {
        let host = routedHost(written)
        if let hosts = plane.virtualHosts { return (named(host, in: hosts) ?? hosts.fallback).flatMap { virtual[$0] } ?? [] }
        if plane.picksHostFirst {
            return exact[host] ?? wildcards.first { plane.hostWildcard.matches($0.pattern, host) }?.places ?? open
        }
        let patterns = wildcards.filter { plane.hostWildcard.matches($0.pattern, host) }
        let named = exact[host] ?? []
        if patterns.isEmpty, named.isEmpty { return open }
        if patterns.isEmpty, open.isEmpty { return named }
        return patterns.reduce(Set(open).union(named)) { $0.union($1.places) }.sorted()
    }

    /// A request's host as patterns are held against it.
    func routedHost(_ host: String) -> String { plane.ignoresTrailingDot && host.hasSuffix(".") ? String(host.dropLast()) : host }

    /// The virtual host that one of its names gives a host.
    private func named(_ host: String, in hosts: VirtualHosts) -> Int? {
        hosts.named(host) ?? hosts.expressions.first { expression("(?i)" + $0.pattern)?.matches(host) ?? false }?.host
    }

    /// An expression, compiled once; `nil` where it cannot be.
    func expression(_ pattern: String) -> RegularExpression? {
        expressions.withLock { known in
            if let found = known[pattern] { return found }
            let made = try? RegularExpression(pattern)
            known[pattern] = .some(made)
            return made
        }
    }
}
