// SPDX-License-Identifier: Apache-2.0

import PortolanRegex

/// A location as it stands in nginx's configuration.
struct FinalLocation {
    /// What it came from.
    let location: Location
    /// Its path in the configuration.
    let path: String
    let isExact: Bool
    /// Whether the same path has a second location beside it: `/x/` and `= /x`.
    let hasTwin: Bool

    /// Whether nginx rewrites the path here (template.go:716).
    var isRewritten: Bool { !location.rewrite.target.isEmpty && location.rewrite.target != path }
}

extension Server {
    /// The locations in the order of the configuration: the longest path first, of equal length the last by its text; a Prefix path that
    /// is no expression gets a slash at its end and an exact location beside it.
    ///
    /// Source: ingress-nginx v1.15.1 internal/ingress/controller/controller.go:996 and location.go:34.
    var finalLocations: [FinalLocation] {
        let sorted = locations.enumerated().sorted { left, right in
            let (a, b) = (left.element.path, right.element.path)
            if a.utf8.count != b.utf8.count { return a.utf8.count > b.utf8.count }
            return a == b ? left.offset < right.offset : b.utf8.lexicographicallyPrecedes(a.utf8)
        }.map(\.element)
        let exact = Set(sorted.filter(\.isExact).map(\.path))
        return sorted.flatMap { location -> [FinalLocation] in
            let path = location.path
            guard path != "/", !location.isExact, !location.needsRewrite, !location.rewrite.usesRegex else {
                return [FinalLocation(location: location, path: path, isExact: location.isExact, hasTwin: false)]
            }
            let hasTwin = !exact.contains(path)
            let open = FinalLocation(location: location, path: path.hasSuffix("/") ? path : path + "/", isExact: false, hasTwin: hasTwin)
            return hasTwin ? [open, FinalLocation(location: location, path: path, isExact: true, hasTwin: true)] : [open]
        }
    }
}

/// Why nginx cannot load a configuration; one such Ingress holds up every later change of all others.
struct LoadFault {
    /// nginx's own message.
    let message: String
    /// The host and the Ingress that make it.
    let host: String
    let owner: ParsedIngress?

    /// The first fault of a server; `nil` where nginx takes it.
    static func find(in server: Server, _ locations: [FinalLocation], isRegex: Bool) -> LoadFault? {
        if server.redirectsWWW, server.host.hasPrefix("*") {
            let owner = server.locations.first { $0.redirect?.fromToWWW ?? false }?.owner
            return LoadFault(
                message: "invalid server name or wildcard \"www.\(server.host)\" on 0.0.0.0:80", host: server.host, owner: owner)
        }
        if let alias = server.aliases.first(where: { !ServerName.isLoadable($0) }) {
            let owner = server.locations.first { $0.owner?.annotations.aliases.contains(alias) ?? false }?.owner
            return LoadFault(message: "invalid server name or wildcard \"\(alias)\" on 0.0.0.0:80", host: server.host, owner: owner)
        }
        return isRegex ? badExpression(locations, host: server.host) : duplicate(locations, host: server.host)
    }

    private static func duplicate(_ locations: [FinalLocation], host: String) -> LoadFault? {
        var seen: Set<String> = []
        for location in locations where !seen.insert("\(location.isExact ? "=" : "^")\(location.path)").inserted {
            return LoadFault(message: "duplicate location \"\(location.path)\"", host: host, owner: location.location.owner)
        }
        return nil
    }

    private static func badExpression(_ locations: [FinalLocation], host: String) -> LoadFault? {
        for location in locations {
            do throws(RegularExpression.Fault) {
                _ = try RegularExpression("^" + location.path, ignoringCase: true)
            } catch {
                return LoadFault(
                    message: "pcre2_compile() failed: \(error.message) in \"^\(location.path)\"", host: host, owner: location.location.owner
                )
            }
        }
        return nil
    }
}

/// Names of servers as nginx reads them: exact, `*.` in front, `.*` behind, `.name` for both, `~` and an expression.
enum ServerName {
    /// Whether nginx takes a name (nginx src/core/ngx_hash.c, `ngx_hash_add_key`).
    static func isLoadable(_ name: String) -> Bool {
        if name.hasPrefix("~") { return name.count > 1 && (try? RegularExpression(String(name.dropFirst()))) != nil }
        guard !name.contains("..") else { return false }
        let stars = name.filter { $0 == "*" }.count
        if stars == 0 { return name != "." }
        return stars == 1 && name.count > 2 && (name.hasPrefix("*.") || name.hasSuffix(".*"))
    }
}
