// SPDX-License-Identifier: Apache-2.0

/// An IP address of either family, parsed and printed as Go's `net/netip` does it.
public struct IPAddress: Hashable, Sendable {
    /// The address's bits, high half first; an IPv4 address lies in the low 32 bits of `low`.
    public let high: UInt64
    /// The low half.
    public let low: UInt64
    /// The family.
    public let family: IPFamily

    /// Makes an address from its bits.
    public init(family: IPFamily, high: UInt64, low: UInt64) {
        self.family = family
        self.high = high
        self.low = low
    }

    /// Parses an address strictly: dotted decimal without leading zeros, or IPv6 without zone.
    ///
    /// `nil` for anything else.
    public init?(_ text: some StringProtocol) {
        let bytes = Array(text.utf8)
        guard bytes.count <= 45 else { return nil }
        if bytes.contains(UInt8(ascii: ":")) {
            guard let (high, low) = Self.parseV6(bytes) else { return nil }
            self.init(family: .ipv6, high: high, low: low)
        } else {
            guard let value = Self.parseV4(bytes[...]) else { return nil }
            self.init(family: .ipv4, high: 0, low: UInt64(value))
        }
    }

    /// How many bits an address of the family has: 32 or 128.
    public var bitCount: Int { family == .ipv4 ? 32 : 128 }

    /// An IPv4 address written in IPv6 form (`::ffff:a.b.c.d`) as Go's `net.IP` treats it: as IPv4.
    public var unmapped: IPAddress {
        guard family == .ipv6, high == 0, low >> 32 == 0xffff else { return self }
        return IPAddress(family: .ipv4, high: 0, low: low & 0xffff_ffff)
    }

    /// Whether Go's `IsPrivate` holds: RFC 1918 or a unique local address (fc00::/7).
    public var isPrivate: Bool {
        switch family {
        case .ipv4: low >> 24 == 10 || low >> 20 == 0xac1 || low >> 16 == 0xc0a8
        case .ipv6: high >> 57 == 0xfc >> 1
        }
    }

    private static func parseV4(_ bytes: ArraySlice<UInt8>) -> UInt32? {
        var value: UInt32 = 0
        let parts = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        for part in parts {
            guard (1...3).contains(part.count), part.count == 1 || part.first != UInt8(ascii: "0") else { return nil }
            var octet: UInt32 = 0
            for byte in part {
                guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
                octet = octet * 10 + UInt32(byte - UInt8(ascii: "0"))
            }
            guard octet <= 255 else { return nil }
            value = value << 8 | octet
        }
        return value
    }

    private static func parseV6(_ bytes: [UInt8]) -> (UInt64, UInt64)? {
        var groups: [UInt16] = []
        var gap: Int?
        var rest = bytes[...]
        if rest.starts(with: "::".utf8) {
            gap = 0
            rest = rest.dropFirst(2)
        }
        while !rest.isEmpty {
            let part = rest.prefix { $0 != UInt8(ascii: ":") }
            if part.contains(UInt8(ascii: ".")) {
                guard part.endIndex == rest.endIndex, groups.count <= 6, let tail = parseV4(part) else { return nil }
                groups += [UInt16(tail >> 16), UInt16(tail & 0xffff)]
                rest = rest.suffix(0)
                break
            }
            guard groups.count < 8, let group = hexGroup(part) else { return nil }
            groups.append(group)
            rest = rest.dropFirst(part.count)
            guard !rest.isEmpty else { break }
            rest = rest.dropFirst()
            guard let next = rest.first else { return nil }
            if next == UInt8(ascii: ":") {
                guard gap == nil else { return nil }
                gap = groups.count
                rest = rest.dropFirst()
            }
        }
        guard gap == nil ? groups.count == 8 : groups.count < 8 else { return nil }
        if let gap { groups.insert(contentsOf: Array(repeating: 0, count: 8 - groups.count), at: gap) }
        let high = groups[0..<4].reduce(UInt64(0)) { $0 << 16 | UInt64($1) }
        let low = groups[4..<8].reduce(UInt64(0)) { $0 << 16 | UInt64($1) }
        return (high, low)
    }

    private static func hexGroup(_ part: ArraySlice<UInt8>) -> UInt16? {
        guard (1...4).contains(part.count), part.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }) else { return nil }
        return UInt16(String(decoding: part, as: UTF8.self), radix: 16)
    }
}

extension IPAddress: Comparable {
    /// Orders IPv4 before IPv6, then by value.
    public static func < (left: Self, right: Self) -> Bool {
        if left.family != right.family { return left.family == .ipv4 }
        return (left.high, left.low) < (right.high, right.low)
    }
}

extension IPAddress: CustomStringConvertible {
    /// The canonical text (RFC 5952).
    public var description: String {
        guard family == .ipv6 else {
            return stride(from: 24, through: 0, by: -8).map { String(low >> UInt64($0) & 0xff) }.joined(separator: ".")
        }
        let groups = [high, low].flatMap { half in stride(from: 48, through: 0, by: -16).map { half >> UInt64($0) & 0xffff } }
        var best = 0..<0
        var start = 0
        while start < 8 {
            guard groups[start] == 0 else {
                start += 1
                continue
            }
            let end = groups[start...].firstIndex { $0 != 0 } ?? 8
            if end - start > best.count, end - start > 1 { best = start..<end }
            start = end
        }
        let hex = groups.map { String($0, radix: 16) }
        guard !best.isEmpty else { return hex.joined(separator: ":") }
        return hex[..<best.lowerBound].joined(separator: ":") + "::" + hex[best.upperBound...].joined(separator: ":")
    }
}

/// A block of addresses in CIDR notation.
public struct IPPrefix: Hashable, Sendable {
    /// The address as written, host bits included.
    public let address: IPAddress
    /// How many leading bits are fixed.
    public let length: Int

    /// Makes a prefix; lengths beyond the family's bits are cut.
    public init(address: IPAddress, length: Int) {
        self.address = address
        self.length = max(0, min(length, address.bitCount))
    }

    /// Parses `address/length` as Go's `net.ParseCIDR` does; host bits are kept, an IPv4-mapped address stays IPv6 only by its length.
    public init?(_ text: some StringProtocol) {
        guard let slash = text.utf8.firstIndex(of: UInt8(ascii: "/")) else { return nil }
        let digits = text[text.utf8.index(after: slash)...]
        guard let address = IPAddress(text[..<slash]), (1...3).contains(digits.utf8.count),
            digits.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }), let length = Int(digits),
            length <= address.bitCount
        else { return nil }
        self.init(address: address, length: length)
    }

    /// The family of its addresses.
    public var family: IPFamily { address.family }

    /// The same block with its host bits cleared.
    public var masked: IPPrefix { IPPrefix(address: mask(address), length: length) }

    /// Whether it has no host bits set.
    public var isCanonical: Bool { mask(address) == address }

    /// Whether an address lies in it.
    public func contains(_ other: IPAddress) -> Bool { other.family == family && mask(other) == mask(address) }

    private func mask(_ address: IPAddress) -> IPAddress {
        switch address.family {
        case .ipv4:
            let bits: UInt64 = length == 0 ? 0 : (0xffff_ffff << UInt64(32 - length)) & 0xffff_ffff
            return IPAddress(family: .ipv4, high: 0, low: address.low & bits)
        case .ipv6:
            let high: UInt64 = length == 0 ? 0 : length >= 64 ? .max : .max << UInt64(64 - length)
            let low: UInt64 = length <= 64 ? 0 : .max << UInt64(128 - length)
            return IPAddress(family: .ipv6, high: address.high & high, low: address.low & low)
        }
    }
}

extension IPPrefix: CustomStringConvertible {
    /// `address/length` in canonical text, host bits as they are.
    public var description: String { "\(address)/\(length)" }
}
