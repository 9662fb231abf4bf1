// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel
import PortolanProvider

/// Tracks which Service holds which address, and picks addresses from pools.
///
/// Services come one after the other and keep what they get; a question about a Service is answered by what those before it hold, so that
/// it can be asked again later.
///
/// Source: metallb internal/allocator/allocator.go.
struct Allocator {
    /// What a Service uses an address for.
    private struct Use {
        var place: Int
        var service: String
        var sharing: SharingKey
        var ports: [ServicePortNumber]
    }

    /// The addresses that a Service got, and their pool.
    struct Assignment {
        var pool: AddressPool
        var addresses: [IPAddress]
    }

    let pools: [AddressPool]
    private let release: ControllerRelease
    /// By address, in the order of the Services.
    private var uses: [IPAddress: [Use]] = [:]
    /// For each range the first address that may be unused after a Service: every one before it is in use or avoided.
    private var cursors: [AddressRange: [(place: Int, address: IPAddress)]] = [:]

    init(pools: [AddressPool], release: ControllerRelease) {
        self.pools = pools
        self.release = release
    }

    /// Takes down what a Service got.
    mutating func record(_ assignment: Assignment, of request: AllocationRequest) {
        for address in assignment.addresses {
            let use = Use(place: request.place, service: request.name, sharing: request.sharing, ports: request.ports)
            uses[address, default: []].append(use)
            for range in assignment.pool.ranges where range.contains(address) {
                var next: IPAddress? = cursors[range]?.last?.address ?? range.first
                while let address = next, uses[address] != nil || assignment.pool.avoids(address) { next = address.successor }
                if let next { cursors[range, default: []].append((request.place, next)) }
            }
        }
    }

    /// Whether given addresses can be assigned.
    ///
    /// Source: metallb internal/allocator/allocator.go:171.
    func assign(_ addresses: [IPAddress], to request: AllocationRequest) throws(Refusal) -> Assignment {
        guard let pool = pools.first(where: { pool in addresses.allSatisfy(pool.owns) }) else {
            throw Refusal("\(addresses.quotedList) is not allowed in config")
        }
        guard pool.isCompatible(with: request.service) else { throw Refusal("pool \(pool.name) not compatible for ip assignment") }
        for address in addresses { try verifySharing(address, request) }
        return Assignment(pool: pool, addresses: addresses)
    }

    /// Picks addresses of a pool that the Service names; whether the pool is for automatic assignment does not count.
    ///
    /// Source: metallb internal/allocator/allocator.go:423.
    func allocate(from name: String, to request: AllocationRequest) throws(Refusal) -> Assignment {
        guard let pool = pools.first(where: { $0.name == name }) else { throw Refusal("unknown pool \(GoValue.quoted(name))") }
        let free = freeAddresses(in: pool, for: request)
        guard !free.isEmpty else { throw Refusal("no available IPs in pool \(name)") }
        guard let addresses = request.select(from: free) else {
            throw Refusal("no available IPs in pool \(name) for dual IPFamily")
        }
        // A pool that lacks the Service's one family gives an address that is none.
        guard !addresses.isEmpty else { throw Refusal("[\"<nil>\"] is not allowed in config") }
        return try assign(ordered(addresses, in: pool), to: request)
    }

    /// The order in which the addresses of both families were picked: that of the pool's blocks once, IPv4 first later.
    private func ordered(_ addresses: [IPAddress], in pool: AddressPool) -> [IPAddress] {
        guard !release.has(MetalLBFeature.prefersDualStack), addresses.count == 2 else { return addresses }
        let first = pool.ranges.first { range in addresses.contains(where: range.contains) }
        return addresses.sorted { left, _ in first?.contains(left) ?? true }
    }

    /// Picks addresses of the most suitable pool: those pinned to the Service first, then those open to all.
    ///
    /// Source: metallb internal/allocator/allocator.go:363.
    func allocate(to request: AllocationRequest) throws(Refusal) -> Assignment {
        for candidates in [pinnedPools(for: request.service), openPools] {
            guard let free = bestPool(of: candidates, for: request), let addresses = request.select(from: free), !addresses.isEmpty,
                var assignment = try? assign(addresses, to: request)
            else { continue }
            assignment.addresses = ordered(assignment.addresses, in: assignment.pool)
            return assignment
        }
        throw Refusal("no available IPs")
    }

    /// The pools that any Service may get an address of without asking.
    var openPools: [AddressPool] { pools.filter { $0.autoAssigns && $0.allocation == nil } }

    /// The pools that are kept for a Service's namespace or labels, best first.
    ///
    /// The controller's order is that of a map for pools of a namespace, for which the manifest's stands here, then by name for pools with
    /// selectors.
    ///
    /// Source: metallb internal/allocator/allocator.go:517, internal/config/config.go:631.
    func pinnedPools(for service: Service) -> [AddressPool] {
        let candidates = pools.filter { $0.allocation != nil && $0.autoAssigns && $0.isCompatible(with: service) }
        let byNamespace = candidates.filter { $0.allocation?.namespaces.contains(service.namespace) == true }
        let bySelector = candidates.filter { $0.allocation?.serviceSelectors.isEmpty == false }.sorted { $0.name < $1.name }
        return sortedByPriority(byNamespace + bySelector)
    }

    /// Lower numbers first, none last.
    ///
    /// The controller's comparison is not an order among pools without priority, so its insertion sort (Go's, below 13 elements) is what
    /// counts: it turns them round.
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
    private func bestPool(of pools: [AddressPool], for request: AllocationRequest) -> [IPFamily: IPAddress]? {
        guard release.has(MetalLBFeature.prefersDualStack) else { return firstPool(of: pools, for: request) }
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

    /// The free addresses of the first pool that has an address of each family of the Service's.
    ///
    /// Source: metallb v0.14.8 internal/allocator/allocator.go:311 (Allocate).
    private func firstPool(of pools: [AddressPool], for request: AllocationRequest) -> [IPFamily: IPAddress]? {
        let wanted = request.families.isEmpty ? [.ipv4] : request.families
        return pools.lazy.map { freeAddresses(in: $0, for: request) }.first { free in wanted.allSatisfy { free[$0] != nil } }
    }

    /// The first address of each family that a Service may have.
    ///
    /// Source: metallb internal/allocator/allocator.go:269.
    private func freeAddresses(in pool: AddressPool, for request: AllocationRequest) -> [IPFamily: IPAddress] {
        var free: [IPFamily: IPAddress] = [:]
        for range in pool.ranges where free[range.family] == nil {
            free[range.family] = freeAddress(in: range, avoidingBuggy: pool.avoidsBuggyIPs, for: request)
        }
        return free
    }

    private func freeAddress(in range: AddressRange, avoidingBuggy: Bool, for request: AllocationRequest) -> IPAddress? {
        // Who shares with nobody needs not look at addresses in use, who shares may get any of them.
        var next = request.sharing.key.isEmpty ? cursor(of: range, before: request.place) : range.first
        while next <= range.last {
            let isAvoided = avoidingBuggy && next.confusesBuggyFirmware
            if !isAvoided, isFree(next, for: request) { return next }
            guard let following = next.successor else { return nil }
            next = following
        }
        return nil
    }

    /// Where the cursor of a range stood when a Service came: entries are in the order of the Services.
    private func cursor(of range: AddressRange, before place: Int) -> IPAddress {
        guard let log = cursors[range] else { return range.first }
        var (low, high) = (0, log.count)
        while low < high {
            let middle = (low + high) / 2
            if log[middle].place < place { low = middle + 1 } else { high = middle }
        }
        return low > 0 ? log[low - 1].address : range.first
    }

    /// Whether a Service may have an address: nobody before it does, or both keys allow it and no port is used twice.
    ///
    /// Source: metallb internal/allocator/allocator.go:612, :728.
    private func isFree(_ address: IPAddress, for request: AllocationRequest) -> Bool {
        guard let uses = uses[address] else { return true }
        for use in uses {
            guard use.place < request.place else { return true }
            guard !use.sharing.key.isEmpty, use.sharing == request.sharing else { return false }
            if request.ports.contains(where: use.ports.contains) { return false }
        }
        return true
    }

    private func verifySharing(_ address: IPAddress, _ request: AllocationRequest) throws(Refusal) {
        let earlier = uses[address]?.prefix { $0.place < request.place } ?? []
        guard earlier.allSatisfy({ !$0.sharing.key.isEmpty && $0.sharing == request.sharing }) else {
            throw Refusal(
                "can't change sharing key for \(GoValue.quoted(request.name)), address also in use by"
                    + " \(earlier.map(\.service).joined(separator: ","))")
        }
        if let port = request.ports.first(where: { port in earlier.contains { $0.ports.contains(port) } }) {
            throw Refusal("port \(port.transport.rawValue)/\(port.number) is already in use on \"\(address)\"")
        }
    }
}
