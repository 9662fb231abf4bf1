// SPDX-License-Identifier: Apache-2.0
public import PortolanModel

/// Finds the most specific published range that an address or a block lies in.
///
/// The ranges are laid flat: every place where the most specific range changes is one entry of a sorted array, so that a lookup is
/// one binary search. Ranges nest but never overlap otherwise, hence a sorted sweep with a stack finds those places in one pass.
public struct RangeTable: Sendable {
    /// What a lookup finds.
    public struct Match: Sendable {
        /// The published range.
        public let prefix: IPPrefix
        fileprivate let owner: Owner

        /// The cloud's id.
        public var cloud: String { owner.cloud }
        /// The region in the cloud's own words; may be empty.
        public var region: String { owner.region }
        /// The service in the cloud's own words; may be empty.
        public var service: String { owner.service }
        /// Where the range was published.
        public var provenance: Provenance { owner.provenance }
    }

    /// Whose a range is.
    ///
    /// A class, so that a match costs one reference and not a handful of texts.
    fileprivate final class Owner: Sendable {
        let cloud: String
        let region: String
        let service: String
        let provenance: Provenance

        init(_ group: RangeGroup, _ provenance: Provenance) {
            cloud = group.cloud
            region = group.region
            service = group.service
            self.provenance = provenance
        }
    }

    private var ipv4 = FlatRanges<UInt32>()
    private var ipv6 = FlatRanges<WideAddress>()
    private var owners: [Owner] = []

    /// Builds the table of some published lists.
    ///
    /// Of equal ranges the one that says more counts: a region, then a service of its own; then the order of cloud and service names.
    public init(_ lists: [PublishedRanges]) {
        var narrow: [FlatRanges<UInt32>.Range] = []
        var wide: [FlatRanges<WideAddress>.Range] = []
        narrow.reserveCapacity(lists.reduce(0) { $0 + $1.count })
        for (group, provenance) in Self.ranking(lists) {
            let owner = Int32(owners.count)
            owners.append(Owner(group, provenance))
            for prefix in group.prefixes {
                let length = UInt8(prefix.length)
                let address = prefix.masked.address
                switch prefix.family {
                case .ipv4: narrow.append(.init(start: UInt32(truncatingIfNeeded: address.low), length: length, owner: owner))
                case .ipv6:
                    wide.append(.init(start: WideAddress(high: address.high, low: address.low), length: length, owner: owner))
                }
            }
        }
        ipv4 = FlatRanges(narrow)
        ipv6 = FlatRanges(wide)
    }

    /// The most specific range that an address lies in.
    public func match(_ address: IPAddress) -> Match? { match(IPPrefix(address: address, length: address.bitCount)) }

    /// The most specific range that a whole block lies in.
    public func match(_ block: IPPrefix) -> Match? {
        let address = block.length == block.address.bitCount ? block.address : block.masked.address
        switch address.family {
        case .ipv4:
            return ipv4.find(UInt32(truncatingIfNeeded: address.low), atMost: block.length).map { match($0, within: address) }
        case .ipv6:
            return ipv6.find(WideAddress(high: address.high, low: address.low), atMost: block.length).map { match($0, within: address) }
        }
    }

    private func match(_ found: (owner: Int32, length: UInt8), within address: IPAddress) -> Match {
        Match(prefix: IPPrefix(address: address, length: Int(found.length)).masked, owner: owners[Int(found.owner)])
    }

    /// The groups, those that say most first.
    private static func ranking(_ lists: [PublishedRanges]) -> [(RangeGroup, Provenance)] {
        func rank(_ group: RangeGroup) -> (Int, String, String, String) {
            let isVague = (group.region.isEmpty || group.region == "GLOBAL" ? 2 : 0) + (vagueServices.contains(group.service) ? 1 : 0)
            return (isVague, group.cloud, group.service, group.region)
        }
        let all = lists.flatMap { list in list.groups.map { (rank($0), ($0, list.provenance)) } }
        return all.sorted { $0.0 < $1.0 }.map(\.1)
    }

    /// Service names that mean no more than "this cloud".
    private static let vagueServices: Set<String> = ["", "AMAZON", "AzureCloud", "Google Cloud"]
}

/// An IPv6 address as a number.
struct WideAddress: Comparable, Sendable {
    var high: UInt64
    var low: UInt64

    static func < (left: Self, right: Self) -> Bool { left.high == right.high ? left.low < right.low : left.high < right.high }
}

/// A number that an address of one family is.
protocol AddressNumber: Comparable, Sendable {
    /// The first number behind the block that starts here; `nil` behind the last address of all.
    func end(ofLength length: UInt8) -> Self?
}

extension UInt32: AddressNumber {
    func end(ofLength length: UInt8) -> UInt32? {
        let (end, overflow) = length == 0 ? (0, true) : addingReportingOverflow(UInt32(1) << UInt32(32 - length))
        return overflow ? nil : end
    }
}

extension WideAddress: AddressNumber {
    func end(ofLength length: UInt8) -> WideAddress? {
        guard length > 64 else {
            guard length > 0 else { return nil }
            let (end, overflow) = high.addingReportingOverflow(UInt64(1) << UInt64(64 - length))
            return overflow ? nil : WideAddress(high: end, low: low)
        }
        let (end, carry) = low.addingReportingOverflow(UInt64(1) << UInt64(128 - Int(length)))
        guard carry else { return WideAddress(high: high, low: end) }
        let (next, overflow) = high.addingReportingOverflow(1)
        return overflow ? nil : WideAddress(high: next, low: end)
    }
}
