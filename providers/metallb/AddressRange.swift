// SPDX-License-Identifier: Apache-2.0

import PortolanModel
import PortolanProvider

/// A run of addresses of one family: what an element of a pool's `addresses` stands for.
struct AddressRange: Hashable {
    let first: IPAddress
    let last: IPAddress

    /// The family.
    var family: IPFamily { first.family }

    /// Reads a CIDR, or two addresses with a dash and blanks between them.
    ///
    /// Source: metallb internal/config/config.go:1078.
    static func parse(_ text: String) throws(ConfigurationError) -> AddressRange? {
        guard let dash = text.firstIndex(of: "-") else {
            guard let prefix = IPPrefix(text) else { throw ConfigurationError("invalid CIDR \(GoValue.quoted(text))") }
            return AddressRange(prefix)
        }
        let ends = [text[..<dash], text[text.index(after: dash)...]]
        let parsed = ends.map { IPAddress($0.trimmingSpaces())?.unmapped }
        guard let first = parsed[0] else {
            throw ConfigurationError("invalid IP range \(GoValue.quoted(text)): invalid start IP \(GoValue.quoted(String(ends[0])))")
        }
        guard let last = parsed[1] else {
            throw ConfigurationError("invalid IP range \(GoValue.quoted(text)): invalid end IP \(GoValue.quoted(String(ends[1])))")
        }
        // Two families have no addresses in common: such a range is empty.
        guard first.family == last.family else { return nil }
        guard first <= last else {
            throw ConfigurationError("invalid IP range \(GoValue.quoted(text)): start IP \"\(first)\" is after the end IP \"\(last)\"")
        }
        return AddressRange(first: first, last: last)
    }

    private init(first: IPAddress, last: IPAddress) {
        self.first = first
        self.last = last
    }

    /// Every address of a prefix.
    init(_ prefix: IPPrefix) {
        first = prefix.masked.address
        last = first.settingHostBits(below: prefix.length)
    }

    /// Whether an address lies in it.
    func contains(_ address: IPAddress) -> Bool { address.family == family && first <= address && address <= last }

    /// Whether the two have an address in common.
    func overlaps(_ other: AddressRange) -> Bool { family == other.family && first <= other.last && other.first <= last }

    /// The length of the shortest prefix among those that make up the range: of the largest block that lies in it whole.
    var shortestPrefix: Int {
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
    var successor: IPAddress? {
        switch family {
        case .ipv4: low == 0xffff_ffff ? nil : IPAddress(family: .ipv4, high: 0, low: low + 1)
        case .ipv6:
            low < .max
                ? IPAddress(family: .ipv6, high: high, low: low + 1)
                : high < .max ? IPAddress(family: .ipv6, high: high + 1, low: 0) : nil
        }
    }

    /// The address with every bit behind the first so many set.
    func settingHostBits(below length: Int) -> IPAddress {
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

    /// An IPv4 address that ends in 0 or 255, which some firmware drops.
    ///
    /// Source: metallb internal/allocator/allocator.go:701.
    var confusesBuggyFirmware: Bool { family == .ipv4 && (low & 0xff == 0 || low & 0xff == 0xff) }
}
