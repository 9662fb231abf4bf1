// SPDX-License-Identifier: Apache-2.0

import PortolanModel
import PortolanProvider

/// The addresses from a first to a last one of the same family.
struct AddressRange: Hashable, Sendable {
    var first: IPAddress
    var last: IPAddress

    var family: IPFamily { first.family }

    init?(first: IPAddress, last: IPAddress) {
        guard first.family == last.family, first <= last else { return nil }
        self.first = first
        self.last = last
    }

    /// `192.0.2.0/24`, `192.0.2.10-192.0.2.20` or a single address.
    init?(_ text: String) {
        if let prefix = IPPrefix(text) {
            self.init(prefix)
        } else if let dash = text.firstIndex(of: "-") {
            let parts = (text[..<dash].trimmingSpaces(), text[text.index(after: dash)...].trimmingSpaces())
            guard let first = IPAddress(parts.0), let last = IPAddress(parts.1) else { return nil }
            self.init(first: first, last: last)
        } else {
            guard let address = IPAddress(text) else { return nil }
            self.init(first: address, last: address)
        }
    }

    init(_ prefix: IPPrefix) {
        first = prefix.masked.address
        let bits = first.bitCount - prefix.length
        let low = bits >= 64 ? UInt64.max : (1 << UInt64(bits)) - 1
        let high = bits <= 64 ? 0 : bits == 128 ? UInt64.max : (1 << UInt64(bits - 64)) - 1
        last = IPAddress(family: first.family, high: first.high | high, low: first.low | low)
    }

    func contains(_ address: IPAddress) -> Bool { address.family == family && first <= address && address <= last }

    /// The range without its first and last address, where it has more than two.
    var inner: AddressRange {
        guard let next = first.next, next < last, let previous = last.previous else { return self }
        return AddressRange(first: next, last: previous) ?? self
    }
}

extension IPAddress {
    /// The following address; `nil` behind the last.
    var next: IPAddress? {
        let (sum, overflows) = low.addingReportingOverflow(1)
        if family == .ipv4 { return sum > 0xffff_ffff ? nil : IPAddress(family: family, high: 0, low: sum) }
        guard overflows else { return IPAddress(family: family, high: high, low: sum) }
        return high == .max ? nil : IPAddress(family: family, high: high + 1, low: sum)
    }

    /// The address before; `nil` before the first.
    var previous: IPAddress? {
        if low > 0 { return IPAddress(family: family, high: high, low: low - 1) }
        return high == 0 ? nil : IPAddress(family: family, high: high - 1, low: .max)
    }
}
