// SPDX-License-Identifier: Apache-2.0

import PortolanModel

/// The names of all servers as nginx and the certificates have them, and the redirects between a name and its `www.`.
struct ServerNames {
    /// Names of a server that requests to HTTPS alike: a server has one group, or two where an alias differs.
    struct Group {
        let id: Int
        /// The host and aliases; none for the server of all other hosts.
        let shownHosts: [String]
        let hasCertificate: Bool
    }

    /// A server that only redirects to another name.
    struct WWWRedirect {
        let from: String
        let rule: Rule
    }

    /// The groups of each server, in the servers' order.
    let groups: [[Group]]
    let redirects: [WWWRedirect]
    let table: VirtualHosts

    init(_ servers: [Server]) {
        let hosts = Set(servers.map(\.host))
        // Source: pkg/util/ingress/ingress.go:179 (`BuildRedirects`).
        let pairs = servers.filter(\.redirectsWWW).compactMap { server -> (server: Server, from: String)? in
            let from = server.host.hasPrefix("www.") ? String(server.host.dropFirst(4)) : "www.\(server.host)"
            return hosts.contains(from) ? nil : (server, from)
        }
        let certified = Self.certified(servers, pairs)
        var table = VirtualHosts()
        redirects = pairs.enumerated().map { index, pair in
            let id = 2 * (servers.count + index)
            Self.register(pair.from, id, in: &table)
            return WWWRedirect(from: pair.from, rule: Self.redirect(from: pair.from, to: pair.server, id: id))
        }
        var groups: [[Group]] = []
        for (index, server) in servers.enumerated() {
            let isCertified = Self.isCertified(server.host, by: certified)
            let parted = server.aliases.filter { Self.isCertified($0, by: certified) != isCertified }
            let kept = server.aliases.filter { Self.isCertified($0, by: certified) == isCertified }
            let isDefault = server.host == ConfigurationBuilder.defaultServer
            var made = [Group(id: 2 * index, shownHosts: isDefault ? [] : [server.host] + kept, hasCertificate: isCertified)]
            if !parted.isEmpty { made.append(Group(id: 2 * index + 1, shownHosts: parted, hasCertificate: !isCertified)) }
            groups.append(made)
            if isDefault { table.fallback = 2 * index } else { Self.registerHost(server.host, 2 * index, in: &table) }
            for alias in kept { Self.register(alias, 2 * index, in: &table) }
            for alias in parted { Self.register(alias, 2 * index + 1, in: &table) }
        }
        self.groups = groups
        self.table = table
    }

    // MARK: Certificates

    /// The names that have a certificate entry (controller/nginx.go, `configureCertificates`).
    private static func certified(_ servers: [Server], _ pairs: [(server: Server, from: String)]) -> Set<String> {
        var names: Set<String> = []
        for server in servers {
            guard let certificate = server.certificate else { continue }
            names.insert(server.host)
            names.formUnion(server.aliases.filter(certificate.covers))
        }
        for pair in pairs where pair.server.certificate?.covers(pair.from) ?? false { names.insert(pair.from) }
        return names
    }

    /// Whether a name, or the wildcard of its parent, has a certificate entry: what the redirect to HTTPS asks (lua/certificate.lua:39).
    private static func isCertified(_ name: String, by names: Set<String>) -> Bool {
        if names.contains(name) { return true }
        guard !name.hasPrefix("*"), let dot = name.firstIndex(of: ".") else { return false }
        return names.contains("*" + name[dot...])
    }

    // MARK: Names

    /// Enters a name; of two servers with one name the first has it.
    private static func register(_ written: String, _ id: Int, in table: inout VirtualHosts) {
        let name = written.lowercased()
        if name.hasPrefix("~") {
            table.expressions.append(VirtualHosts.Expression(String(written.dropFirst()), host: id))
        } else if name.hasPrefix("*."), !name.dropFirst(2).isEmpty {
            table.suffixes[String(name.dropFirst(2))] = table.suffixes[String(name.dropFirst(2))] ?? id
        } else if name.hasPrefix("."), name.count > 1 {
            let bare = String(name.dropFirst())
            table.names[bare] = table.names[bare] ?? id
            table.suffixes[bare] = table.suffixes[bare] ?? id
        } else if name.hasSuffix(".*") {
            let bare = String(name.dropLast(2))
            table.prefixes[bare] = table.prefixes[bare] ?? id
        } else {
            table.names[name] = table.names[name] ?? id
        }
    }

    /// Enters the host of a server: a wildcard takes one label, as an expression (template.go:1686).
    private static func registerHost(_ host: String, _ id: Int, in table: inout VirtualHosts) {
        guard host.hasPrefix("*.") else { return register(host, id, in: &table) }
        let rest = host.dropFirst(2).replacing(".", with: "\\.")
        table.expressions.append(VirtualHosts.Expression("^[\\w-]+\\.\(rest)$", host: id))
    }

    private static func redirect(from: String, to server: Server, id: Int) -> Rule {
        let source = server.locations.first { $0.redirect?.fromToWWW ?? false }
        var rule = Rule(hosts: [from], origin: source?.origin)
        var redirect = Redirect(status: 308, host: server.host)
        redirect.template = "$scheme://\(server.host):$server_port$trimmed_request_uri"
        rule.redirect = redirect
        rule.virtualHost = id
        return rule
    }
}
