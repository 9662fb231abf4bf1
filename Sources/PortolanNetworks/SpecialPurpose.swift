// SPDX-License-Identifier: Apache-2.0
public import PortolanModel

extension IPAddress {
    /// Whether the address can be reached over the public internet: global unicast, and not of a range that is set aside.
    ///
    /// IPv6 forms that carry an IPv4 address (mapped, NAT64, 6to4) are judged by that address as well, since a translator may send
    /// the packet there.
    ///
    /// Source: IANA's special-purpose address registries (RFC 6890 and its updates), and multicast.
    public var isGloballyReachable: Bool {
        guard !SpecialPurpose.ranges(family).contains(where: { $0.contains(self) }) else { return false }
        guard let embedded = embeddedIPv4 else { return true }
        return embedded.isGloballyReachable
    }

    private var embeddedIPv4: IPAddress? {
        guard family == .ipv6 else { return nil }
        if high == 0, low >> 32 == 0xffff || low >> 32 == 0 { return IPAddress(family: .ipv4, high: 0, low: low & 0xffff_ffff) }
        if high == 0x0064_ff9b_0000_0000, low >> 32 == 0 { return IPAddress(family: .ipv4, high: 0, low: low & 0xffff_ffff) }
        if high >> 48 == 0x2002 { return IPAddress(family: .ipv4, high: 0, low: (high >> 16) & 0xffff_ffff) }
        return nil
    }
}

/// The ranges that no public service has an address in.
enum SpecialPurpose {
    static func ranges(_ family: IPFamily) -> [IPPrefix] { family == .ipv4 ? ipv4 : ipv6 }

    private static let ipv4 = [
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
        "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
    ].compactMap { IPPrefix($0) }

    private static let ipv6 = [
        "::/128", "::1/128", "64:ff9b:1::/48", "100::/64", "2001:db8::/32", "2001::/32", "3fff::/20", "5f00::/16", "fc00::/7", "fe80::/10",
        "fec0::/10", "ff00::/8",
    ].compactMap { IPPrefix($0) }
}
