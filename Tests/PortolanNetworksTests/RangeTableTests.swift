// SPDX-License-Identifier: Apache-2.0
import PortolanModel
import Testing

@testable import PortolanNetworks

/// A small generator with a fixed seed (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}

@Suite struct RangeTableTests {
    private func list(_ rows: [(cloud: String, region: String, service: String, prefix: String)]) -> PublishedRanges {
        let ranges = rows.compactMap { row in IPPrefix(row.prefix).map { (row.cloud, row.region, row.service, $0) } }
        return PublishedRanges(
            groups: RangeGroup.gathering(ranges.map { (cloud: $0.0, region: $0.1, service: $0.2, prefix: $0.3) }),
            provenance: Provenance(url: "u", date: "d"))
    }

    private func find(_ table: RangeTable, _ text: String) -> String? {
        let match = IPPrefix(text).map { table.match($0) } ?? IPAddress(text).flatMap { table.match($0) }
        return match.map { "\($0.cloud) \($0.region) \($0.service) \($0.prefix)" }
    }

    @Test func `the most specific range counts`() {
        let table = RangeTable([
            list([
                ("aws", "us-east-1", "AMAZON", "3.0.0.0/8"), ("aws", "us-east-1", "EC2", "3.80.0.0/12"),
                ("aws", "us-east-1", "S3", "3.80.1.0/24"),
                ("gcp", "", "", "4.0.0.0/8"), ("aws", "eu", "X", "2a05:d000::/25"), ("aws", "eu-west-1", "Y", "2a05:d018::/36"),
            ])
        ])
        #expect(find(table, "3.80.1.7") == "aws us-east-1 S3 3.80.1.0/24")
        #expect(find(table, "3.80.2.0") == "aws us-east-1 EC2 3.80.0.0/12")
        #expect(find(table, "3.96.0.0") == "aws us-east-1 AMAZON 3.0.0.0/8")
        #expect(find(table, "4.255.255.255") == "gcp   4.0.0.0/8")
        #expect(find(table, "5.0.0.0") == nil)
        #expect(find(table, "2.255.255.255") == nil)
        #expect(find(table, "2a05:d018::1") == "aws eu-west-1 Y 2a05:d018::/36")
        #expect(find(table, "2a05:d07f:ffff:ffff:ffff:ffff:ffff:ffff") == "aws eu X 2a05:d000::/25")
        #expect(find(table, "2a05:d080::") == nil)
    }

    @Test func `a block lies in a range only as a whole`() {
        let table = RangeTable([list([("aws", "r", "EC2", "3.80.0.0/12"), ("aws", "r", "S3", "3.80.0.0/24")])])
        #expect(find(table, "3.80.0.0/24") == "aws r S3 3.80.0.0/24")
        #expect(find(table, "3.80.0.0/23") == "aws r EC2 3.80.0.0/12")
        #expect(find(table, "3.80.0.0/11") == nil)
        #expect(find(table, "0.0.0.0/0") == nil)
    }

    @Test func `of equal ranges the one that says more counts, whatever the order`() {
        let rows: [(cloud: String, region: String, service: String, prefix: String)] = [
            ("aws", "GLOBAL", "CLOUDFRONT", "3.5.0.0/16"), ("aws", "us-east-1", "AMAZON", "3.5.0.0/16"),
            ("aws", "us-east-1", "S3", "3.5.0.0/16"),
        ]
        for order in [[0, 1, 2], [2, 1, 0], [1, 2, 0]] {
            #expect(find(RangeTable(order.map { list([rows[$0]]) }), "3.5.1.1") == "aws us-east-1 S3 3.5.0.0/16")
        }
    }

    @Test func `ranges at the ends of the number space work`() {
        let table = RangeTable([
            list([("a", "", "", "255.255.255.0/24"), ("b", "", "", "0.0.0.0/1"), ("c", "", "", "ffff::/16"), ("d", "", "", "128.0.0.0/1")])
        ])
        #expect(find(table, "255.255.255.255") == "a   255.255.255.0/24")
        #expect(find(table, "0.0.0.0") == "b   0.0.0.0/1")
        #expect(find(table, "255.255.254.255") == "d   128.0.0.0/1")
        #expect(find(table, "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff") == "c   ffff::/16")
        #expect(find(RangeTable([]), "1.2.3.4") == nil)
    }

    @Test func `random nested ranges give what a plain search gives`() throws {
        var generator = SeededGenerator(state: 42)
        for family in [IPFamily.ipv4, .ipv6] {
            var rows: [(cloud: String, region: String, service: String, prefix: IPPrefix)] = []
            for index in 0..<400 {
                let high: UInt64 = family == .ipv4 ? 0 : UInt64.random(in: 0...3, using: &generator) << 61
                let low: UInt64 =
                    family == .ipv4
                    ? UInt64.random(in: 0..<(1 << 12), using: &generator) << 20 : UInt64.random(in: 0...3, using: &generator) << 62
                let length = Int.random(in: family == .ipv4 ? 4...32 : 1...128, using: &generator)
                rows.append(
                    ("c", "r\(index)", "", IPPrefix(address: IPAddress(family: family, high: high, low: low), length: length).masked))
            }
            let table = RangeTable([PublishedRanges(groups: RangeGroup.gathering(rows), provenance: Provenance(url: "", date: ""))])
            for _ in 0..<1000 {
                let row = try #require(rows.randomElement(using: &generator))
                let noise = UInt64.random(in: 0..<(1 << 24), using: &generator)
                let address = IPAddress(family: family, high: row.prefix.address.high, low: row.prefix.address.low ^ noise)
                let expected = rows.filter { $0.prefix.contains(address) }.map(\.prefix.length).max()
                #expect(table.match(address)?.prefix.length == expected)
            }
        }
    }

    @Test func `built-in ranges are valid and public`() throws {
        #expect(BuiltInRanges.all.map { $0.groups.isEmpty } == Array(repeating: false, count: BuiltInRanges.all.count))
        for prefix in BuiltInRanges.all.flatMap(\.groups).flatMap(\.prefixes) {
            #expect(prefix.isCanonical && prefix.address.isGloballyReachable, "\(prefix)")
        }
        #expect(BuiltInRanges.all.reduce(0) { $0 + $1.count } == 201)
        let table = RangeTable(BuiltInRanges.all)
        #expect(table.match(try #require(IPAddress("34.201.7.9")))?.region == "us-east-1")
        #expect(table.match(try #require(IPAddress("104.18.2.3")))?.cloud == "cloudflare")
        #expect(table.match(try #require(IPAddress("2606:4700::6810:1")))?.cloud == "cloudflare")
        #expect(table.match(try #require(IPAddress("8.8.8.8"))) == nil)
    }
}
