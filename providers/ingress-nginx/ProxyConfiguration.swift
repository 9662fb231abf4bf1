// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanManifest
import PortolanModel

/// A location of a server as the controller collects it, before paths get their slashes.
struct Location {
    var path: String
    var isExact: Bool
    /// The upstream's name; `nil` for the controller's own default backend.
    var upstream: String?
    /// Whether no rule claims it: the `/` that every server has.
    var isDefault: Bool
    /// The Ingress whose annotations it carries; `nil` for the controller's own.
    var owner: ParsedIngress?
    /// Where the input has it.
    var location: SourceLocation?
    /// Whether redirects and rewrites of its owner count: not for a catch-all.
    var keepsRedirects = true
    /// The Service of `default-backend`, where it has endpoints: what answers where the upstream has none.
    var fallback: Destination?

    var redirect: Annotations.RedirectRule? { keepsRedirects ? owner?.annotations.redirect : nil }
    /// For a catch-all and the controller's own: no rewrite and no redirect to TLS.
    var rewrite: Annotations.RewriteRule {
        guard keepsRedirects, let owner else { return Annotations.RewriteRule(redirectsToTLS: false) }
        return owner.annotations.rewrite
    }
    /// The Ingress that makes it, and where; `nil` for the controller's own.
    var origin: RuleOrigin? {
        owner.map { RuleOrigin(object: $0.reference, location: location ?? $0.ingress.metadata.location) }
    }
    /// Whether it makes every path of its host a regular expression (template.go:497).
    var needsRewrite: Bool { !rewrite.target.isEmpty && rewrite.target != path }
}

/// An nginx server: a host with its locations.
final class Server {
    let host: String
    private(set) var locations: [Location]
    /// The places of the locations of each path, in order; the first alone decides over further ones.
    private var places: [String: [Int]]
    /// The first place of each upstream.
    private var firstPlace: [String: Int] = [:]
    var aliases: [String] = []
    var certificate: Certificate?
    var certificateAuth: Annotations.CertificateAuth?
    var certificateError: String?
    var redirectsWWW = false

    init(host: String, root: Location) {
        self.host = host
        locations = [root]
        places = [root.path: [0]]
        if let upstream = root.upstream { firstPlace[upstream] = 0 }
    }

    /// The `/` that the server has from the start.
    var root: Location {
        get { locations[0] }
        set { put(newValue, at: 0) }
    }

    /// Adds a path of a rule, unless one of the same path and type is there.
    ///
    /// Only the first location of a path is looked at: where it has the other type, the new one is added whatever follows.
    /// Source: ingress-nginx v1.15.1 internal/ingress/controller/controller.go:809.
    ///
    /// - Returns: The location that serves the path already, where there is one; `nil` where it is the new one.
    @discardableResult func add(_ location: Location) -> Location? {
        if let place = places[location.path]?.first, locations[place].isExact == location.isExact {
            guard locations[place].isDefault else { return locations[place] }
            put(location, at: place)
            return nil
        }
        locations.append(location)
        places[location.path, default: []].append(locations.count - 1)
        put(location, at: locations.count - 1)
        return nil
    }

    private func put(_ location: Location, at place: Int) {
        locations[place] = location
        if let upstream = location.upstream, place < firstPlace[upstream] ?? .max { firstPlace[upstream] = place }
    }

    /// The locations that a canary's path is held against: those of its path and type, and the first that has the canary's own Service.
    func candidates(for path: ParsedIngress.HostPath) -> [Location] {
        var found = (places[path.path] ?? []).filter { locations[$0].isExact == path.isExact }
        if let own = firstPlace[path.service.upstream], !found.contains(own) { found.append(own) }
        return found.sorted().map { locations[$0] }
    }

    /// The locations with a path, in order.
    func locations(with path: String) -> [Location] { (places[path] ?? []).map { locations[$0] } }
}

/// The certificate of a server.
struct Certificate: Hashable {
    /// `namespace/name` of the Secret; `nil` for the controller's own.
    var secret: String?
    /// The names that it holds, as the TLS entries of its Secret have them.
    var hosts: Set<String>

    static let fake = Certificate(secret: nil, hosts: ["ingress.local"])

    /// `IsValidHostname`: exact, or one label under a wildcard.
    func covers(_ name: String) -> Bool {
        let name = name.lowercased()
        if hosts.contains(name) { return true }
        guard let dot = name.firstIndex(of: ".") else { return hosts.contains("*") }
        return hosts.contains("*" + name[dot...])
    }
}

/// A Service's port that locations send to.
struct Upstream {
    let destination: Destination
    /// Whether it is a canary's, which makes no location.
    var isServerless: Bool
    /// How much of a primary's traffic it takes.
    var canary: Annotations.Canary?
    var settings: Settings
    /// What the Ingress that made it speaks to the pods.
    var spoken: String
    /// The canaries that hang on it; the data plane looks at the first alone.
    var alternatives: [String] = []
}
