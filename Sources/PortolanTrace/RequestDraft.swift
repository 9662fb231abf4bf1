// SPDX-License-Identifier: Apache-2.0

public import PortolanKubernetes
import PortolanManifest
public import PortolanModel

/// The requests that show what a set of routes does: each host with each path, just inside and just outside of it, with and without a
/// slash at the end, in another case, plain beside TLS, and for a host that nobody named.
public struct RequestDraft: Sendable {
    /// How many requests are drawn up for one object at the most; a file may name any number of hosts and paths.
    public static let limit = 2_000

    private let routes: [ObjectReference: [GatewayRoute]]

    /// Makes a draft over an input, whose routes belong to its Gateways.
    public init(_ inventory: Inventory) {
        var routes: [ObjectReference: [GatewayRoute]] = [:]
        for route in inventory.gatewayRoutes {
            var seen: Set<ObjectReference> = []
            for parent in route.parents where parent.reference.kind == "Gateway" && seen.insert(parent.reference).inserted {
                routes[parent.reference, default: []].append(route)
            }
        }
        self.routes = routes
    }

    /// Requests that belong to one path of one host.
    public struct Group: Sendable {
        /// The host that is asked for.
        public var host: String
        /// The path or match in the input.
        public var location: SourceLocation
        /// The Service that the path names (`ns/name`) and its port as written; `nil` where it names none or several.
        public var backend: (service: String, port: IntOrString?)?
        /// The request that the path is for.
        public var base: Probe
        /// Requests just inside and just outside of the path.
        public var near: [Probe]
        /// The first request with the other scheme; once a host.
        public var otherScheme: Probe?
        /// Whether the object asks for TLS on the host.
        public var isSecured: Bool
    }

    /// The requests for an Ingress or a Gateway, path by path, in the order of its rules; none for a Service.
    public func groups(of entrance: Entrance) -> [Group] {
        var list = DraftList(to: entrance.metadata.reference, limit: Self.limit)
        switch entrance {
        case .service: return []
        case .ingress(let ingress): list.add(ingress)
        case .gateway(let gateway):
            for route in routes[gateway.metadata.reference] ?? [] { list.add(route, of: gateway) }
        }
        return list.groups
    }

    /// The same requests, each once, and one for a host that nobody named.
    public func probes(of entrance: Entrance) -> [Probe] {
        let groups = groups(of: entrance)
        guard !groups.isEmpty else { return [] }
        var seen: Set<Probe> = []
        let unknown = try? Probe("GET http://unknown.example.net/", to: entrance.metadata.reference)
        return (groups.flatMap { [$0.base] + $0.near + ($0.otherScheme.map { [$0] } ?? []) } + (unknown.map { [$0] } ?? []))
            .filter { seen.insert($0).inserted }
    }
}

/// Groups of requests in the order in which they are drawn up.
private struct DraftList {
    let to: ObjectReference
    let limit: Int
    private(set) var groups: [RequestDraft.Group] = []
    private var count = 0
    private var hosts: Set<String> = []

    init(to: ObjectReference, limit: Int) {
        self.to = to
        self.limit = limit
    }

    mutating func add(_ ingress: Ingress) {
        let secured = Set(ingress.tlsHosts.map { $0.lowercased() })
        let hasTLSForAll = ingress.tls.contains { $0.hosts.isEmpty }
        let namespace = ingress.metadata.namespace
        for rule in ingress.rules {
            for host in Self.hosts(rule.host) {
                let isSecured = hasTLSForAll || secured.contains { Self.covers($0, host) }
                for path in rule.paths {
                    let backend = path.backend.service.map { ("\(namespace)/\($0)", path.backend.port) }
                    add(host, Self.paths(path.path ?? "/", kind: path.pathType), isSecured, path.node.location, backend)
                }
            }
        }
        if let backend = ingress.defaultBackend, ingress.rules.isEmpty {
            let service = backend.service.map { ("\(namespace)/\($0)", backend.port) }
            add("any.example.com", ["/", "/any"], hasTLSForAll, backend.node.location, service)
        }
    }

    mutating func add(_ route: GatewayRoute, of gateway: Gateway) {
        let hostnames = route.hostnames.isEmpty ? gateway.listeners.compactMap(\.hostname) : route.hostnames
        let isSecured = gateway.listeners.contains { $0.protocol == "HTTPS" }
        for host in hostnames.isEmpty ? ["any.example.com"] : hostnames.flatMap({ Self.hosts($0) }) {
            for rule in route.metadata.node.field("spec")?.items("rules") ?? [] {
                let backends = rule.items("backendRefs")
                let backend: (String, IntOrString?)? =
                    backends.count == 1 && backends[0].optionalString("kind") ?? "Service" == "Service"
                    ? backends.first.map { node in
                        let namespace = node.optionalString("namespace") ?? route.metadata.namespace
                        return ("\(namespace)/\(node.string("name"))", node.integer("port").map { .int($0) })
                    } : nil
                let matches = rule.items("matches")
                if matches.isEmpty { add(host, ["/"], isSecured, rule.location, backend) }
                for match in matches { add(match, host, isSecured, backend) }
            }
        }
    }

    private mutating func add(_ match: YAMLNode, _ host: String, _ isSecured: Bool, _ backend: (String, IntOrString?)?) {
        let path = match.field("path")
        let kind = path?.optionalString("type") ?? "PathPrefix"
        let headers = match.items("headers").filter { $0.optionalString("type") ?? "Exact" == "Exact" }
            .map { Header($0.string("name"), $0.string("value")) }
        let method = match.optionalString("method") ?? "GET"
        let query = match.items("queryParams").map { "\($0.string("name"))=\($0.string("value"))" }.joined(separator: "&")
        let paths = Self.paths(path?.optionalString("value") ?? "/", kind: kind == "PathPrefix" ? "Prefix" : kind)
        add(host, paths.map { query.isEmpty ? $0 : "\($0)?\(query)" }, isSecured, match.location, backend, method, headers)
    }

    /// One group: the first path is the one that is meant, the others lie around it.
    private mutating func add(
        _ host: String, _ paths: [String], _ isSecured: Bool, _ location: SourceLocation, _ backend: (String, IntOrString?)?,
        _ method: String = "GET", _ headers: [Header] = []
    ) {
        guard count < limit, let first = paths.first else { return }
        let scheme = isSecured ? "https" : "http"
        let probes = paths.compactMap { try? Probe("\(method) \(scheme)://\(host)\($0)", headers: headers, to: to) }
        guard let base = probes.first else { return }
        count += probes.count
        // The other scheme is asked once a host: what it answers hangs on the host, not on the path.
        let other = hosts.insert(host).inserted ? try? Probe("GET \(isSecured ? "http" : "https")://\(host)\(first)", to: to) : nil
        // Conditions beside the path: the same request without them.
        let plain = headers.isEmpty && method == "GET" ? nil : try? Probe("GET \(scheme)://\(host)\(first)", to: to)
        groups.append(
            RequestDraft.Group(
                host: host, location: location, backend: backend.map { (service: $0.0, port: $0.1) }, base: base,
                near: Array(probes.dropFirst()) + (plain.map { [$0] } ?? []), otherScheme: other, isSecured: isSecured))
    }

    /// Hosts that a pattern takes; `*` stands for one label, and for two.
    private static func hosts(_ pattern: String?) -> [String] {
        guard let pattern, !pattern.isEmpty else { return ["any.example.com"] }
        guard pattern.hasPrefix("*.") else { return [pattern] }
        return ["a" + pattern.dropFirst(), "a.b" + pattern.dropFirst()]
    }

    private static func covers(_ pattern: String, _ host: String) -> Bool {
        pattern == host.lowercased() || (pattern.hasPrefix("*.") && host.lowercased().hasSuffix(pattern.dropFirst()))
    }

    /// Paths at and around one that is written.
    private static func paths(_ written: String, kind: String?) -> [String] {
        let plain = literal(written)
        let isRoot = plain == "/"
        let base = plain.hasSuffix("/") && !isRoot ? String(plain.dropLast()) : plain
        if isRoot { return kind == "Exact" ? ["/", "/x"] : ["/", "/any"] }
        var paths = [base, base + "/", base + "/x", base + "x"]
        let other = base.uppercased() == base ? base.lowercased() : base.uppercased()
        if other != base { paths.append(other) }
        return plain.hasSuffix("/") ? [plain] + paths.filter { $0 != plain } : paths
    }

    /// The part of a path in front of the first character that is a pattern's or an expression's; what is no path becomes `/`.
    private static func literal(_ path: String) -> String {
        guard path.hasPrefix("/") else { return "/" }
        let plain = String(path.prefix { !"*?()[]{}|^$\\+ \"#".contains($0) })
        return plain.isEmpty ? "/" : plain
    }
}
