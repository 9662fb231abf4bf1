// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel
import PortolanProvider

/// Hands out addresses from pools to one Service after the other.
struct AddressPools {
    /// A pool for the Services that it serves.
    struct Pool {
        var name: String
        var ranges: [AddressRange]
        /// Which Services may use it.
        var serves: @Sendable (Service) -> Bool = { _ in true }
        /// Leaves out IPv4 addresses that end in 0 or 255.
        var skipsEnds = false
        var isDescending = false
        /// Any Service may share an IPv4 address where its ports are free.
        var sharesFreely = false
    }

    /// What a Service got.
    struct Assignment {
        var pool: String?
        var addresses: [IPAddress]

        func text(of field: Reference.PoolField) -> String? {
            switch field {
            case .name: pool
            case .scope: addresses.first.map { $0.isPrivate ? "private" : "public" }
            case .families: addresses.map(\.family.rawValue).joined(separator: ",")
            case .addresses: addresses.map(\.description).joined(separator: ",")
            }
        }
    }

    enum Answer {
        case assigned(Assignment)
        case refused(String)
        case sleeping(String)
    }

    private struct Holding {
        var address: IPAddress
        var service: Service
        var key: String?
    }

    private let rule: PoolRule
    private let words: PoolWords
    private let pools: [Pool]
    private var holdings: [Holding] = []
    private var taken: Set<IPAddress> = []
    /// For each pool and range the first address that may still be free: nothing is ever given back.
    private var cursors: [String: IPAddress] = [:]

    init(_ rule: PoolRule, in cluster: Cluster) {
        self.rule = rule
        words = PoolWords(rule.format)
        pools = PoolReader.pools(rule, in: cluster)
    }

    /// Finds the Service's addresses.
    mutating func assign(to scope: Scope) -> Answer {
        let requested = rule.requested.list(in: scope)
        if pools.isEmpty, rule.sleepsWithoutPool { return .sleeping(message(rule.noPool, scope) ?? words.noPool) }
        if !requested.isEmpty { return take(requested, for: scope) }

        let candidates = pools.filter { $0.serves(scope.service) }
        guard !candidates.isEmpty else { return .refused(message(rule.noPool, scope) ?? words.noPool) }
        var found: [(IPAddress, Pool)] = []
        for family in scope.cluster.families(of: scope.service) {
            let fitting = candidates.filter { $0.ranges.contains { $0.family == family } }
            if let choice = free(family, in: fitting, for: scope) {
                found.append(choice)
            } else if found.isEmpty || scope.service.ipFamilyPolicy != .preferDualStack {
                return .refused(fitting.isEmpty ? message(rule.noPool, scope) ?? words.noPool : message(rule.full, scope) ?? words.full)
            }
        }
        for (address, _) in found { hold(address, scope) }
        return .assigned(Assignment(pool: found.first?.1.name, addresses: found.map(\.0)))
    }

    /// The addresses that the Service itself names.
    private mutating func take(_ requested: [String], for scope: Scope) -> Answer {
        let addresses = requested.compactMap { IPAddress($0) }
        var pool: String?
        for address in addresses {
            let holder = pools.first { $0.serves(scope.service) && $0.ranges.contains { $0.contains(address) } }
            if holder == nil, rule.refusesOutside {
                let isServed = pools.contains { $0.ranges.contains { $0.contains(address) } }
                scope.badText = address.description
                return .refused(message(rule.outside, scope) ?? words.outside(address, isHeld: isServed))
            }
            let others = taken.contains(address) ? holdings.filter { $0.address == address } : []
            if rule.refusesOutside, !others.allSatisfy({ mayShare($0, scope) }) { return .refused(words.taken(address)) }
            pool = pool ?? holder?.name
        }
        for address in addresses { hold(address, scope) }
        return .assigned(Assignment(pool: pool, addresses: addresses))
    }

    /// The first address that is free, or shared with Services that agree.
    private mutating func free(_ family: IPFamily, in pools: [Pool], for scope: Scope) -> (IPAddress, Pool)? {
        let key = rule.sharingKey.text(in: scope)
        if let key, let shared = holdings.first(where: { $0.key == key && $0.address.family == family }),
            holdings.filter({ $0.address == shared.address }).allSatisfy({ mayShare($0, scope) }),
            let pool = pools.first(where: { $0.ranges.contains { $0.contains(shared.address) } })
        {
            return (shared.address, pool)
        }
        for pool in pools {
            if pool.sharesFreely, family == .ipv4, let shared = freelyShared(in: pool, scope) { return (shared, pool) }
            for range in pool.isDescending ? pool.ranges.reversed() : pool.ranges where range.family == family {
                if let address = free(in: range, of: pool) { return (address, pool) }
            }
        }
        return nil
    }

    private mutating func free(in range: AddressRange, of pool: Pool) -> IPAddress? {
        let place = "\(pool.name)/\(range.first)"
        var next: IPAddress? = cursors[place] ?? (pool.isDescending ? range.last : range.first)
        while let address = next, range.contains(address) {
            cursors[place] = address
            if !taken.contains(address), !(pool.skipsEnds && address.endsNetwork) { return address }
            next = pool.isDescending ? address.predecessor : address.successor
        }
        return nil
    }

    private func freelyShared(in pool: Pool, _ scope: Scope) -> IPAddress? {
        let ports = Set(scope.service.ports.map(\.port))
        for holding in holdings where pool.ranges.contains(where: { $0.contains(holding.address) }) {
            let used = holdings.filter { $0.address == holding.address }.flatMap { $0.service.ports.map(\.port) }
            if ports.isDisjoint(with: used) { return holding.address }
        }
        return nil
    }

    private func mayShare(_ holding: Holding, _ scope: Scope) -> Bool {
        guard let key = rule.sharingKey.text(in: scope), key == holding.key, holding.service.namespace == scope.service.namespace else {
            return false
        }
        let other = holding.service
        guard Set(other.ports.map(\.port)).isDisjoint(with: scope.service.ports.map(\.port)),
            other.externalTrafficPolicy == scope.service.externalTrafficPolicy
        else { return false }
        guard other.externalTrafficPolicy == .local else { return true }
        guard let selector = other.selector, let mine = scope.service.selector, !selector.isEmpty else { return false }
        return selector.contains(all: mine) && mine.contains(all: selector)
    }

    private mutating func hold(_ address: IPAddress, _ scope: Scope) {
        taken.insert(address)
        holdings.append(Holding(address: address, service: scope.service, key: rule.sharingKey.text(in: scope)))
    }

    private func message(_ template: Template?, _ scope: Scope) -> String? { template?.message(in: scope) }
}

extension IPAddress {
    /// An IPv4 address that ends in 0 or 255.
    fileprivate var endsNetwork: Bool { family == .ipv4 && [0, 255].contains(low & 0xff) }
}
