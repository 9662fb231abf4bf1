// SPDX-License-Identifier: Apache-2.0

import PortolanModel
import PortolanProvider

extension AddressRange {
    /// Reads an element of a pool's `addresses`: a CIDR, or two addresses with a dash and blanks between them; `nil` where it is empty.
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
}

extension IPAddress {
    /// An IPv4 address that ends in 0 or 255, which some firmware drops.
    ///
    /// Source: metallb internal/allocator/allocator.go:701.
    var confusesBuggyFirmware: Bool { family == .ipv4 && (low & 0xff == 0 || low & 0xff == 0xff) }
}
