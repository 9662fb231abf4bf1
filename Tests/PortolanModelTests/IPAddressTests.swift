// SPDX-License-Identifier: Apache-2.0

import PortolanModel
import Testing

@Suite struct IPAddressTests {
    @Test(arguments: [
        ("0.0.0.0", "0.0.0.0"), ("255.255.255.255", "255.255.255.255"), ("10.1.2.3", "10.1.2.3"), ("::", "::"), ("::1", "::1"),
        ("1::", "1::"),
        ("2001:DB8::1", "2001:db8::1"), ("2001:db8:0:0:0:0:0:1", "2001:db8::1"),
        ("2001:0db8:0000:0001:0000:0000:0000:0001", "2001:db8:0:1::1"),
        ("1:0:0:2:0:0:0:3", "1:0:0:2::3"), ("1:0:2:0:3:0:4:0", "1:0:2:0:3:0:4:0"), ("1:0:0:2:3:0:0:4", "1::2:3:0:0:4"),
        ("::ffff:1.2.3.4", "::ffff:102:304"), ("1:2:3:4:5:6:7.8.9.10", "1:2:3:4:5:6:708:90a"), ("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"),
        ("::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8"),
    ]) func `an address is printed in its canonical form`(_ pair: (written: String, canonical: String)) throws {
        let address = try #require(IPAddress(pair.written))
        #expect(address.description == pair.canonical)
        #expect(IPAddress(address.description) == address)
    }

    @Test(arguments: [
        "", " ", "1", "1.2.3", "1.2.3.4.5", "1.2.3.256", "01.2.3.4", "1.2.3.04", "1.2.3.4 ", " 1.2.3.4", "1.2..4", "1.2.3.", "-1.2.3.4",
        "1.2.3.4/32",
        "+1.2.3.4", "1.2.3.4\n", ":", ":::", "1:", ":1", "1::2::3", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7:8::",
        "::1:2:3:4:5:6:7:8",
        "12345::", "g::", "fe80::1%eth0", "::1.2.3", "1.2.3.4::", "::1.2.3.4:5", "1:2:3:4:5:6:7:1.2.3.4", "[::1]", "١.٢.٣.٤",
        "11111111111111111111111111111111111111111111111", "é::", "0x1.2.3.4",
    ]) func `what Go's netip refuses is refused`(_ text: String) { #expect(IPAddress(text) == nil) }

    @Test func `an IPv4 address in IPv6 form unwraps, others stay`() throws {
        #expect(try #require(IPAddress("::ffff:10.0.0.1")).unmapped == IPAddress("10.0.0.1"))
        #expect(try #require(IPAddress("::fffe:a00:1")).unmapped.family == .ipv6)
        #expect(try #require(IPAddress("::10.0.0.1")).unmapped.family == .ipv6)
        #expect(try #require(IPAddress("10.0.0.1")).unmapped == IPAddress("10.0.0.1"))
    }

    @Test(arguments: [
        ("9.255.255.255", false), ("10.0.0.0", true), ("10.255.255.255", true), ("11.0.0.0", false), ("172.15.255.255", false),
        ("172.16.0.0", true), ("172.31.255.255", true), ("172.32.0.0", false), ("192.167.255.255", false), ("192.168.0.0", true),
        ("192.169.0.0", false), ("fbff::", false), ("fc00::", true), ("fdff:ffff::", true), ("fe00::", false), ("::ffff:10.0.0.1", false),
        ("169.254.0.1", false), ("100.64.0.1", false),
    ]) func `private is what Go calls private`(_ pair: (address: String, isPrivate: Bool)) throws {
        #expect(try #require(IPAddress(pair.address)).isPrivate == pair.isPrivate)
    }

    @Test func `IPv4 comes before IPv6, and numbers count, not text`() throws {
        let sorted = ["::1", "10.0.0.2", "9.0.0.10", "fd00::", "9.0.0.9", "::"].compactMap { IPAddress($0) }.sorted().map(\.description)
        #expect(sorted == ["9.0.0.9", "9.0.0.10", "10.0.0.2", "::", "::1", "fd00::"])
    }
}

@Suite struct IPPrefixTests {
    @Test(arguments: [
        ("10.1.2.3/8", "10.0.0.0/8"), ("10.1.2.3/32", "10.1.2.3/32"), ("1.2.3.4/0", "0.0.0.0/0"),
        ("255.255.255.255/31", "255.255.255.254/31"),
        ("2001:db8::1/64", "2001:db8::/64"), ("2001:db8:ffff:ffff:ffff::1/65", "2001:db8:ffff:ffff:8000::/65"), ("::1/128", "::1/128"),
        ("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/0", "::/0"), ("ffff::/1", "8000::/1"), ("1::1/127", "1::/127"),
        ("::ffff:10.1.1.1/104", "::ffff:a00:0/104"),
    ]) func `masking clears the host bits`(_ pair: (written: String, masked: String)) throws {
        let prefix = try #require(IPPrefix(pair.written))
        #expect(prefix.masked.description == pair.masked)
        #expect(prefix.masked.isCanonical)
        #expect(prefix.isCanonical == (IPPrefix(pair.masked) == prefix))
    }

    @Test(arguments: [
        "", "/", "10.0.0.0", "10.0.0.0/", "/8", "10.0.0.0/33", "::/129", "10.0.0.0/-1", "10.0.0.0/+8", "10.0.0.0/ 8", "10.0.0.0/8/8",
        "10.0.0/8",
        "10.0.0.0/0x8", "10.0.0.0/999999999999999999999", "10.0.0.0/８", "10.0.0.0/1000", "10.0.0.0 /8",
    ]) func `what Go's ParseCIDR refuses is refused`(_ text: String) { #expect(IPPrefix(text) == nil) }

    @Test func `leading zeros of the length are read as Go's ParseCIDR reads them`() { #expect(IPPrefix("10.0.0.0/08")?.length == 8) }

    @Test func `a block holds its own addresses and no other family's`() throws {
        let block = try #require(IPPrefix("10.1.0.0/16"))
        for (address, isInside) in [
            ("10.1.0.0", true), ("10.1.255.255", true), ("10.2.0.0", false), ("10.0.255.255", false), ("::a01:1", false),
        ] {
            #expect(try block.contains(#require(IPAddress(address))) == isInside, "\(address)")
        }
        #expect(try #require(IPPrefix("::/0")).contains(#require(IPAddress("1.2.3.4"))) == false)
    }

    @Test func `a length beyond the family's bits is cut`() throws {
        let address = try #require(IPAddress("10.0.0.1"))
        #expect(IPPrefix(address: address, length: 64).length == 32)
        #expect(IPPrefix(address: address, length: -1).length == 0)
    }
}
