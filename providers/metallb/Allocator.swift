// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel
import PortolanProvider

/// Tracks which Service holds which address, and picks addresses from pools. Services come one after the other and keep what they get.
///
/// Source: metallb internal/allocator/allocator.go.
struct Allocator {
    /// What an address is used for.
    private struct Use {
        var sharing: SharingKey
        var ports: Set<ServicePortNumber>
        var services: [String]

        func isShared(with other: SharingKey) -> Bool { !sharing.key.isEmpty && sharing == other }
    }

    /// The addresses that a Service got, and their pool.
    struct Assignment {
        var pool: AddressPool
        var addresses: [IPAddress]
    }

    let pools: [AddressPool]
    private var uses: [IPAddress: Use] = [:]
    /// For each range the first address that may be unused: every one before it is in use. It never goes back.
    private var cursors: [AddressRange: IPAddress] = [:]

    init(pools: [AddressPool]) { self.pools = pools }

    /// Assigns given addresses.
    ///
    /// Source: metallb internal/allocator/allocator.go:171.
    mutating func assign(_ addresses: [IPAddress], to request: AllocationRequest) throws(Refusal) -> Assignment {
        guard let pool = pools.first(where: { pool in addresses.allSatisfy(pool.owns) }) else {
            throw Refusal("\(addresses.quotedList) is not allowed in config")
        }
        guard pool.isCompatible(with: request.service) else { throw Refusal("pool \(pool.name) not compatible for ip assignment") }
        for address in addresses { try verifySharing(address, request) }
        for address in addresses {
            uses[address, default: Use(sharing: request.sharing, ports: [], services: [])].ports.formUnion(request.ports)
            uses[address]?.services.append(request.name)
        }
        return Assignment(pool: pool, addresses: addresses)
    }

    /// Assigns addresses of a pool that the Service names; whether the pool is for automatic assignment does not count.
    ///
    /// Source: metallb internal/allocator/allocator.go:423.
    mutating func allocate(from name: String, to request: AllocationRequest) throws(Refusal) -> Assignment {
        guard let pool = pools.first(where: { $0.name == name }) else { throw Refusal("unknown pool \(GoValue.quoted(name))") }
        let free = freeAddresses(in: pool, for: request)
        guard !free.isEmpty else { throw Refusal("no available IPs in pool \(name)") }
        guard let addresses = request.select(from: free) else {
            throw Refusal("no available IPs in pool \(name) for dual IPFamily")
        }
        // A pool that lacks the Service's one family gives an address that is none.
        guard !addresses.isEmpty else { throw Refusal("[\"<nil>\"] is not allowed in config") }
        return try assign(addresses, to: request)
    }

    /// Assigns addresses of the most suitable pool: those pinned to the Service first, then those open to all.
    ///
    /// Source: metallb internal/allocator/allocator.go:363.
    mutating func allocate(to request: AllocationRequest) throws(Refusal) -> Assignment {
        for candidates in [pinnedPools(for: request.service), openPools] {
            guard let free = bestPool(of: candidates, for: request), let addresses = request.select(from: free), !addresses.isEmpty,
                let assignment = try? assign(addresses, to: request)
            else { continue }
            return assignment
        }
        throw Refusal("no available IPs")
    }

    /// The pools that any Service may get an address of without asking.
    var openPools: [AddressPool] { pools.filter { $0.autoAssigns && $0.allocation == nil } }

    /// The pools that are kept for a Service's namespace or labels, best first. The controller's order is that of a map for pools of a
    /// namespace, for which the manifest's stands here, then by name for pools with selectors.
    ///
    /// Source: metallb internal/allocator/allocator.go:517, internal/config/config.go:631.
    func pinnedPools(for service: Service) -> [AddressPool] {
        let candidates = pools.filter { $0.allocation != nil && $0.autoAssigns && $0.isCompatible(with: service) }
        let byNamespace = candidates.filter { $0.allocation?.namespaces.contains(service.namespace) == true }
        let bySelector = candidates.filter { $0.allocation?.serviceSelectors.isEmpty == false }.sorted { $0.name < $1.name }
        return sortedByPriority(byNamespace + bySelector)
    }

    /// Lower numbers first, none last. The controller's comparison is not an order among pools without priority, so its insertion sort
    /// (Go's, below 13 elements) is what counts: it turns them round.
    ///
    /// Source: metallb internal/allocator/allocator.go:594.
    private func sortedByPriority(_ pools: [AddressPool]) -> [AddressPool] {
        var sorted = pools
        func goesBefore(_ left: AddressPool, _ right: AddressPool) -> Bool {
            let (one, other) = (left.allocation?.priority ?? 0, right.allocation?.priority ?? 0)
            if one > 0, other > 0 { return one < other }
            return !(one == 0 && other > 0)
        }
        for index in sorted.indices.dropFirst() {
            var place = index
            while place > 0, goesBefore(sorted[place], sorted[place - 1]) {
                sorted.swapAt(place, place - 1)
                place -= 1
            }
        }
        return sorted
    }

    /// The free addresses of the most suitable pool.
    ///
    /// Source: metallb internal/allocator/allocator.go:297.
    private mutating func bestPool(of pools: [AddressPool], for request: AllocationRequest) -> [IPFamily: IPAddress]? {
        var candidates: [IPFamily: [IPFamily: IPAddress]] = [:]
        for pool in pools {
            let free = freeAddresses(in: pool, for: request)
            if !request.isDualStack, free[request.primary] != nil { return free }
            if free.count == 2 { return free }
            guard request.isDualStack, request.policy == .preferDualStack, let family = free.keys.first else { continue }
            if candidates[family] == nil { candidates[family] = free }
        }
        return candidates[request.primary] ?? candidates[request.primary == .ipv4 ? .ipv6 : .ipv4]
    }

    /// The first address of each family that a Service may have.
    ///
    /// Source: metallb internal/allocator/allocator.go:269.
    private mutating func freeAddresses(in pool: AddressPool, for request: AllocationRequest) -> [IPFamily: IPAddress] {
        var free: [IPFamily: IPAddress] = [:]
        for range in pool.ranges where free[range.family] == nil {
            free[range.family] = freeAddress(in: range, avoidingBuggy: pool.avoidsBuggyIPs, for: request)
        }
        return free
    }

    private mutating func freeAddress(in range: AddressRange, avoidingBuggy: Bool, for request: AllocationRequest) -> IPAddress? {
        // Who shares with nobody needs not look at addresses in use, who shares may get any of them.
        var next = request.sharing.key.isEmpty ? cursors[range] ?? range.first : range.first
        while next <= range.last {
            let isAvoided = avoidingBuggy && next.confusesBuggyFirmware
            if !isAvoided, isFree(next, for: request) {
                if request.sharing.key.isEmpty { cursors[range] = next }
                return next
            }
            guard let following = next.successor else { return nil }
            next = following
        }
        return nil
    }

    /// Whether a Service may have an address: nobody does, or both keys allow it and no port is used twice.
    ///
    /// Source: metallb internal/allocator/allocator.go:612, :728.
    private func isFree(_ address: IPAddress, for request: AllocationRequest) -> Bool {
        guard let use = uses[address] else { return true }
        return use.isShared(with: request.sharing) && !request.ports.contains(where: use.ports.contains)
    }

    private func verifySharing(_ address: IPAddress, _ request: AllocationRequest) throws(Refusal) {
        guard let use = uses[address] else { return }
        guard use.isShared(with: request.sharing) else {
            throw Refusal(
                "can't change sharing key for \(GoValue.quoted(request.name)), address also in use by"
                    + " \(use.services.joined(separator: ","))")
        }
        if let port = request.ports.first(where: use.ports.contains) {
            throw Refusal("port \(port.transport.rawValue)/\(port.number) is already in use on \"\(address)\"")
        }
    }
}
