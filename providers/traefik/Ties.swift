// SPDX-License-Identifier: Apache-2.0

import PortolanModel

/// Rules of one rank that may take the same request: which of them is tried first is up to chance.
// Source: traefik 3.7.9, pkg/muxer/http/mux.go routes.Less behind a walk over a map and an unstable sort.
struct Ties {
    /// A rule among its equals.
    private struct Place: Hashable {
        var rank: Int
        var provider: Int
        var host: String
        /// `nil` for any path.
        var path: String?
    }

    private var exact: [Place: [Int]] = [:]
    private var prefixes: [Place: [Int]] = [:]
    private var routers: [Router] = []

    /// Finds, for each router, one of another object that is tried before or after it as chance has it.
    ///
    /// Linear: a path is only held against its own beginnings, a host against its wildcard and no host at all.
    init(_ routers: [Router], providersAreRanked: Bool) {
        self.routers = routers
        for (index, router) in routers.enumerated() {
            for place in Self.places(router, providersAreRanked) {
                if RuleShape(router.condition)?.path?.kind == .exact {
                    exact[place, default: []].append(index)
                } else {
                    prefixes[place, default: []].append(index)
                }
            }
        }
        self.providersAreRanked = providersAreRanked
    }

    private let providersAreRanked: Bool

    /// The pairs, each once, in the routers' order.
    var pairs: [(Router, Router)] {
        var seen: Set<[Int]> = []
        var result: [(Router, Router)] = []
        for (index, router) in routers.enumerated() {
            for place in Self.places(router, providersAreRanked) {
                for rival in rivals(of: place) where rival != index && sharesEntryPoint(router, routers[rival]) {
                    guard seen.insert([min(index, rival), max(index, rival)]).inserted else { continue }
                    result.append((router, routers[rival]))
                }
            }
        }
        return result
    }

    /// Rules that take what a rule at a place takes, or part of it; of many at one place the first two are enough.
    private func rivals(of place: Place) -> [Int] {
        let hosts = [place.host, Self.wildcard(of: place.host), ""].compactMap { $0 }
        return Set(hosts).sorted().flatMap { host -> [Int] in
            var here = place
            here.host = host
            var found = Array((exact[here] ?? []).prefix(2))
            let path = Array((place.path ?? "").utf8)
            for end in stride(from: path.count, through: 0, by: -1) {
                here.path = end == 0 ? nil : String(decoding: path[..<end], as: UTF8.self)
                found += (prefixes[here] ?? []).prefix(2)
            }
            return found
        }
    }

    private func sharesEntryPoint(_ one: Router, _ other: Router) -> Bool {
        one.entryPoints.isEmpty || other.entryPoints.isEmpty || one.entryPoints.contains(where: other.entryPoints.contains)
    }

    private static func places(_ router: Router, _ providersAreRanked: Bool) -> [Place] {
        guard let shape = RuleShape(router.condition), !shape.needsCondition, shape.methods.isEmpty, shape.headers.isEmpty,
            shape.query.isEmpty, shape.path?.kind != .regex, (shape.path?.value.utf8.count ?? 0) < 200
        else { return [] }
        let provider = providersAreRanked ? router.provider.rawValue : 0
        return (shape.hosts.isEmpty ? [""] : shape.hosts).map {
            Place(rank: router.rank, provider: provider, host: $0, path: shape.path?.value)
        }
    }

    private static func wildcard(of host: String) -> String? {
        guard let dot = host.firstIndex(of: "."), !host.hasPrefix("*") else { return nil }
        return "*" + host[dot...]
    }
}
