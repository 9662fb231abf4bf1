// SPDX-License-Identifier: Apache-2.0

import PortolanManifest
import PortolanModel

/// Addresses as the API server's older fields take them.
// Source: apimachinery v0.35.5 pkg/util/validation/ip.go (StrictIPCIDRValidation is off in 1.34), k8s.io/utils net.ParseIPSloppy.
enum Addresses {
    /// `ParseIPSloppy`: IPv4 parts may have leading zeros, and there is no zone.
    static func sloppy(_ text: some StringProtocol) -> IPAddress? {
        if let address = IPAddress(text) { return address }
        guard text.utf8.contains(UInt8(ascii: ".")) else { return nil }
        // The dotted part is what follows the last colon, if there is one.
        let head = text.lastIndex(of: ":").map { text[...$0] } ?? text[text.startIndex..<text.startIndex]
        let parts = text[head.endIndex...].split(separator: ".", omittingEmptySubsequences: false).map { part in
            part.utf8.count > 1 && part.utf8.count <= 8 ? String(part.drop { $0 == "0" }) : String(part)
        }
        return IPAddress(head + parts.map { $0.isEmpty ? "0" : $0 }.joined(separator: "."))
    }

    /// Whether Go's `ParseCIDRSloppy` takes a text.
    static func isCIDR(_ text: some StringProtocol) -> Bool { sloppyPrefix(text) != nil }

    /// `ParseCIDRSloppy`: host bits and zeros in front are fine.
    static func sloppyPrefix(_ text: some StringProtocol) -> IPPrefix? {
        guard let slash = text.firstIndex(of: "/"), let address = sloppy(text[..<slash]) else { return nil }
        let digits = text[text.index(after: slash)...].utf8
        guard (1...7).contains(digits.count), digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else {
            return nil
        }
        let length = digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
        return length <= address.bitCount ? IPPrefix(address: address, length: length) : nil
    }

    /// Whether a text is an address without zeros in front, and not IPv4 in IPv6's form.
    static func isStrict(_ text: String) -> Bool { IPAddress(text).map { $0.unmapped == $0 } ?? false }

    /// What is wrong with an address in a newer field (`IsValidIP`): no zeros in front, not IPv4 in IPv6's form, and written canonically.
    static func strictFaults(_ text: String) -> [String] {
        guard let address = sloppy(text) else { return ["must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)"] }
        var faults: [String] = []
        if IPAddress(text) == nil { faults.append("must not have leading 0s") }
        if faults.isEmpty, address.unmapped != address { faults.append("must not be an IPv4-mapped IPv6 address") }
        if faults.isEmpty, text != address.description { faults.append("must be in canonical form (\"\(address)\")") }
        return faults
    }

    /// What is wrong with an address that packets are sent to (`ValidateEndpointIP`).
    static func endpointFaults(_ address: IPAddress, text: String) -> [String] {
        let address = address.unmapped
        var faults: [String] = []
        if address.high == 0, address.low == 0 { faults.append("may not be unspecified (\(text))") }
        if isLoopback(address) { faults.append("may not be in the loopback range (127.0.0.0/8, ::1/128)") }
        if isLinkLocal(address) { faults.append("may not be in the link-local range (169.254.0.0/16, fe80::/10)") }
        if isLinkLocalMulticast(address) { faults.append("may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)") }
        return faults
    }

    private static func isLoopback(_ address: IPAddress) -> Bool {
        address.family == .ipv4 ? address.low >> 24 == 127 : address.high == 0 && address.low == 1
    }

    private static func isLinkLocal(_ address: IPAddress) -> Bool {
        address.family == .ipv4 ? address.low >> 16 == 0xa9fe : address.high >> 54 == 0xfe80 >> 6
    }

    private static func isLinkLocalMulticast(_ address: IPAddress) -> Bool {
        address.family == .ipv4 ? address.low >> 8 == 0xe00000 : address.high >> 56 == 0xff && address.high >> 48 & 0x0f == 0x02
    }
}

extension Validation {
    /// An address in an older field.
    mutating func address(_ field: String, at node: YAMLNode?, _ text: String) -> IPAddress? {
        let address = Addresses.sloppy(text)
        if address == nil { invalid(field, at: node, "\"\(text)\"", "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)") }
        return address
    }

    /// A CIDR in an older field.
    mutating func cidr(_ field: String, at node: YAMLNode?, _ text: Substring) {
        guard !Addresses.isCIDR(text) else { return }
        invalid(field, at: node, "\"\(text)\"", "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)")
    }
}
