// SPDX-License-Identifier: Apache-2.0

/// The addresses from a first to a last one of the same family.
package struct AddressRange: Hashable, Sendable {
    /// The first.
    package let first: IPAddress
    /// The last, which is not before it.
    package let last: IPAddress

    /// The family of all.
    package var family: IPFamily { first.family }

    /// A run of addresses; `nil` where the ends are of two families, or in the wrong order.
    package init?(first: IPAddress, last: IPAddress) {
        guard first.family == last.family, first <= last else { return nil }
        self.first = first
        self.last = last
    }

    /// Every address of a prefix.
    package init(_ prefix: IPPrefix) {
        first = prefix.masked.address
        last = first.settingHostBits(below: prefix.length)
    }

    /// Whether an address lies in it.
    package func contains(_ address: IPAddress) -> Bool { address.family == family && first <= address && address <= last }

    /// Whether the two have an address in common.
    package func overlaps(_ other: AddressRange) -> Bool { family == other.family && first <= other.last && other.first <= last }

    /// The range without its first and last address, where it has more than two.
    package var inner: AddressRange {
        guard let next = first.successor, next < last, let previous = last.predecessor else { return self }
        return AddressRange(first: next, last: previous) ?? self
    }

    /// The length of the shortest prefix among those that make up the range: of the largest block that lies in it whole.
    package var shortestPrefix: Int {
        for length in 0..<first.bitCount {
            // The first block of this length that starts in the range.
            var start = IPPrefix(address: first, length: length).masked.address
            if start < first {
                let end = start.settingHostBits(below: length)
                guard end < last, let next = end.successor else { continue }
                start = next
            }
            if start.settingHostBits(below: length) <= last { return length }
        }
        return first.bitCount
    }
}

extension IPAddress {
    /// The next address; `nil` after the last of the family.
    package var successor: IPAddress? {
        let (sum, overflows) = low.addingReportingOverflow(1)
        if family == .ipv4 { return sum > 0xffff_ffff ? nil : IPAddress(family: family, high: 0, low: sum) }
        guard overflows else { return IPAddress(family: family, high: high, low: sum) }
        return high == .max ? nil : IPAddress(family: family, high: high + 1, low: 0)
    }

    /// The address before; `nil` before the first of the family.
    package var predecessor: IPAddress? {
        if low > 0 { return IPAddress(family: family, high: high, low: low - 1) }
        return high == 0 ? nil : IPAddress(family: family, high: high - 1, low: .max)
    }

    /// The address with every bit behind the first so many set.
    package func settingHostBits(below length: Int) -> IPAddress {
        switch family {
        case .ipv4:
            let host: UInt64 = length >= 32 ? 0 : (1 << UInt64(32 - length)) - 1
            return IPAddress(family: .ipv4, high: 0, low: low | host)
        case .ipv6:
            let lowHost: UInt64 = length >= 128 ? 0 : length <= 64 ? .max : (1 << UInt64(128 - length)) - 1
            let highHost: UInt64 = length >= 64 ? 0 : length == 0 ? .max : (1 << UInt64(64 - length)) - 1
            return IPAddress(family: .ipv6, high: high | highHost, low: low | lowHost)
        }
    }
}
