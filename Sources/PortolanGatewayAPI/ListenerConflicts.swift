// SPDX-License-Identifier: Apache-2.0

import PortolanModel

/// Which of a Gateway's listeners are not distinct.
///
/// Source: gateway-api v1.6, apis/v1/gateway_types.go:79 (distinct listeners) and apis/v1/listenerset_types.go:83 (precedence): within a
/// Gateway, or within a ListenerSet, nobody wins; between them the earlier does.
struct ListenerConflicts {
    private var listeners: [ServedListener]

    private let mixesTLSModes: Bool

    init(_ listeners: [ServedListener], mixesTLSModes: Bool) {
        self.listeners = listeners
        self.mixesTLSModes = mixesTLSModes
    }

    /// The listeners with their conflicts said.
    func resolved() -> [ServedListener] {
        var result = listeners
        let open = result.indices.filter { listeners[$0].status.accepted.holds }
        for places in Dictionary(grouping: open, by: { listeners[$0].listener.port }).values where places.count > 1 {
            var remaining = places
            let tls = places.filter { listeners[$0].listener.protocol == "TLS" }
            let modes = Set(tls.map { listeners[$0].listener.tls?.mode == .passthrough })
            for place in losers(places, by: { $0.family }) + (mixesTLSModes || modes.count < 2 ? [] : tls) {
                result[place].conflict("ProtocolConflict")
                remaining.removeAll { $0 == place }
            }
            for group in Dictionary(grouping: remaining, by: { listeners[$0].listener.distinction }).values where group.count > 1 {
                let reason = listeners[group[0]].listener.isLayer4 ? "ProtocolConflict" : "HostnameConflict"
                for place in repeated(group) { result[place].conflict(reason) }
            }
        }
        return result
    }

    /// Those whose kind of protocol is not that of the first owner on the port; all of an owner that disagrees with itself.
    private func losers(_ places: [Int], by family: (GatewayListener) -> String?) -> [Int] {
        let counted = places.filter { family(listeners[$0].listener) != nil }
        guard Set(counted.map { family(listeners[$0].listener) }).count > 1 else { return [] }
        var winner: String?
        var result: [Int] = []
        var owners: [(owner: TypedReference, places: [Int])] = []
        for place in counted {
            if owners.last?.owner == listeners[place].owner {
                owners[owners.count - 1].places.append(place)
            } else {
                owners.append((listeners[place].owner, [place]))
            }
        }
        for (owner, places) in owners {
            let families = Set(places.compactMap { family(listeners[$0].listener) })
            if winner == nil, families.count > 1 {
                result += places
                // A Gateway that disagrees with itself leaves nobody on the port.
                if owner.kind == "Gateway" { winner = "none" }
                continue
            }
            let chosen = winner ?? families.first
            winner = chosen
            result += places.filter { family(listeners[$0].listener) != chosen }
        }
        return result
    }

    /// Of listeners that are the same those that lose.
    private func repeated(_ places: [Int]) -> [Int] {
        let first = places.filter { listeners[$0].owner == listeners[places[0]].owner }
        return first.count > 1 ? places : Array(places.dropFirst())
    }
}

extension GatewayListener {
    /// Protocols that share a port: HTTPS and TLS do, UDP with all; `nil` for the latter.
    fileprivate var family: String? {
        switch `protocol` {
        case "HTTPS", "TLS": "TLS"
        case "UDP": nil
        default: `protocol`
        }
    }

    fileprivate var isLayer4: Bool { `protocol` == "TCP" || `protocol` == "UDP" }

    /// What must differ among the listeners of a port that share it.
    fileprivate var distinction: String { isLayer4 ? `protocol` : "\(family ?? "") \(section)" }
}

extension ServedListener {
    fileprivate mutating func conflict(_ reason: String) {
        status.conflicted = ListenerStatus.Condition(true, reason)
        status.accepted = ListenerStatus.Condition(false, reason)
        status.programmed = ListenerStatus.Condition(false, reason)
    }
}
