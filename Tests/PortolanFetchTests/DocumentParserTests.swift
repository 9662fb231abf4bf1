// SPDX-License-Identifier: Apache-2.0
import Foundation
import PortolanModel
import PortolanNetworks
import Testing

@testable import PortolanFetch

/// A sample of every form.
enum Samples {
    static let all: [(name: String, format: SourceFormat)] = [
        ("aws-ranges.json", .awsRanges), ("google-ranges.json", .googleRanges), ("azure-page.html", .azureDownloadPage),
        ("ServiceTags_Public_20261116.json", .azureServiceTags), ("oracle-ranges.json", .oracleRanges), ("digitalocean.csv", .geofeed),
        ("linode.csv", .geofeed), ("vultr.json", .vultrGeofeed), ("cloudflare.json", .cloudflareRanges), ("fastly.json", .fastlyRanges),
        ("exoscale.json", .exoscaleRanges), ("list.txt", .cidrList), ("aws-elb-prices.json", .awsPriceList),
        ("aws-vpc-prices.json", .awsPriceList),
        ("azure-retail-1.json", .azureRetailPrices), ("azure-retail-2.json", .azureRetailPrices), ("aws-limits-1.xml", .awsAccountLimits),
        ("aws-classic-limits.xml", .awsClassicAccountLimits), ("linode-types.json", .linodeTypes), ("ovh-catalogue.json", .ovhCatalogue),
        ("oracle-products.json", .oracleProducts), ("scaleway-catalogue.json", .scalewayCatalogue),
        ("hetzner-pricing.json", .hetznerPricing), ("exoscale-prices.json", .exoscalePrices),
    ]

    static func source(_ format: SourceFormat) -> Source {
        Source(id: "s", cloud: "cloud", url: "https://example.com/", format: format, region: "eu-central-1", accessed: "2026-11-23")
    }
}

@Suite struct DocumentParserTests {
    private func parse(_ name: String, _ format: SourceFormat) throws -> ParsedDocument {
        try DocumentParser(source: Samples.source(format)).parse(TestPaths.document(name), format: format)
    }

    /// `region service prefix` of every range.
    private func ranges(_ name: String, _ format: SourceFormat) throws -> [String] {
        try parse(name, format).ranges.flatMap { group in group.prefixes.map { "\(group.region)|\(group.service)|\($0)" } }
    }

    @Test func `every form has a sample`() { #expect(Set(Samples.all.map(\.format)) == Set(SourceFormat.allCases)) }

    @Test func `AWS's ranges`() throws {
        #expect(
            try ranges("aws-ranges.json", .awsRanges) == [
                "GLOBAL|ROUTE53|15.177.0.0/18", "ap-northeast-2|AMAZON|3.5.140.0/22", "ap-northeast-2|S3|3.5.140.0/22",
                "eu-west-1|AMAZON|3.4.12.4/32",
                "eu-west-1|AMAZON|2a05:d018::/36", "us-east-1|AMAZON|52.94.0.0/22", "us-east-1|DYNAMODB|52.94.0.0/22",
                "us-east-1|EC2|3.208.0.0/12",
                "us-east-1|EC2|2600:1f18::/33",
            ])
        #expect(try parse("aws-ranges.json", .awsRanges).date == "2026-11-20")
    }

    @Test func `Google Cloud's ranges`() throws {
        #expect(
            try ranges("google-ranges.json", .googleRanges) == [
                "africa-south1|Google Cloud|34.1.208.0/20", "asia-east1|Google Cloud|35.185.128.0/19",
                "europe-west1|Google Cloud|2600:1900:4010::/44",
            ])
        #expect(try parse("google-ranges.json", .googleRanges).date == "2026-11-20")
    }

    @Test func `Azure's download page links to this week's file`() throws {
        #expect(
            try parse("azure-page.html", .azureDownloadPage).next
                == "https://download.example.com/download/ServiceTags_Public_20261109.json")
        let page = String(decoding: try TestPaths.document("azure-page.html"), as: UTF8.self).split(separator: "ORIGIN").joined(
            separator: "https://d.example.com")
        let parser = DocumentParser(source: Samples.source(.azureDownloadPage))
        #expect(
            try parser.parse(Array(page.utf8), format: .azureDownloadPage).next == "https://d.example.com/ServiceTags_Public_20261116.json")
        #expect(throws: FetchError.unreadable(source: "s", detail: "the page links to no file of service tags")) {
            try parser.parse(Array("<html><a href='https://x.example.com/other.json'>x</a></html>".utf8), format: .azureDownloadPage)
        }
    }

    @Test func `Azure's service tags, without link-local addresses`() throws {
        #expect(
            try ranges("ServiceTags_Public_20261116.json", .azureServiceTags) == [
                "|AzureCloud|4.156.0.0/15", "|AzureCloud|20.42.0.0/17", "eastus|AzureCloud|4.156.0.0/15", "eastus|AzureCloud|20.42.0.0/17",
                "eastus|AzureCloud|2603:1030:20c::/47", "eastus|AzureStorage|20.38.98.0/24", "eastus|AzureStorage|20.42.32.0/24",
            ])
    }

    @Test func `Oracle's ranges`() throws {
        #expect(
            try ranges("oracle-ranges.json", .oracleRanges) == [
                "eu-frankfurt-1|OCI|130.61.0.0/18", "us-phoenix-1|OBJECT_STORAGE|134.70.8.0/21", "us-phoenix-1|OCI|129.146.0.0/21",
            ])
    }

    @Test func `geofeeds with comments, quotes and empty fields`() throws {
        #expect(
            try ranges("digitalocean.csv", .geofeed) == [
                "NL-NH Amsterdam||5.101.96.0/21", "SG-01 Singapore||2400:6180:0:d0::/64", "US-NJ North Bergen||24.144.64.0/22",
            ])
        #expect(
            try ranges("linode.csv", .geofeed) == [
                "SG-01 Singapore||139.162.0.0/21", "US-TX Richardson||2600:3c00::/32", "US-TX Richardson, Dallas||45.79.0.0/21",
            ])
        #expect(try ranges("vultr.json", .vultrGeofeed) == ["US-NJ Piscataway||45.63.0.0/20", "US-NJ Piscataway||2001:19f0::/38"])
    }

    @Test func `Cloudflare's, Fastly's and Exoscale's ranges, and a plain list`() throws {
        #expect(
            try ranges("cloudflare.json", .cloudflareRanges) == [
                "||103.21.244.0/22", "||104.16.0.0/13", "||173.245.48.0/20", "||2400:cb00::/32", "||2606:4700::/32",
            ])
        #expect(try ranges("fastly.json", .fastlyRanges) == ["||23.235.32.0/20", "||151.101.0.0/16", "||2a04:4e40::/32"])
        #expect(try ranges("exoscale.json", .exoscaleRanges) == ["ch-gva-2||2a04:c43::/32", "de-fra-1||85.217.161.0/24"])
        #expect(try ranges("list.txt", .cidrList) == ["||8.8.8.8/32", "||162.158.0.0/15", "||198.41.128.0/17", "||2606:4700::/32"])
    }

    /// `product item region amount` of every price.
    private func prices(_ name: String, _ format: SourceFormat) throws -> [String] {
        try parse(name, format).prices.map {
            "\($0.product) \($0.item) \($0.region) \($0.amount.formatted(places: 4)) \($0.amount.currency)"
        }
    }

    @Test func `AWS's price lists, without local zones and idle addresses`() throws {
        #expect(
            try prices("aws-elb-prices.json", .awsPriceList) == [
                "aws-nlb base eu-central-1 0.0270 USD", "aws-nlb capacity-unit eu-central-1 0.0060 USD",
                "aws-clb base eu-central-1 0.0300 USD",
                "aws-alb base eu-central-1 0.0270 USD",
            ])
        #expect(try prices("aws-vpc-prices.json", .awsPriceList) == ["aws-public-ipv4 base eu-central-1 0.0050 USD"])
        #expect(try parse("aws-elb-prices.json", .awsPriceList).date == "2026-11-01")
    }

    @Test func `Azure's retail prices, whichever way the hour is written, and a government's rows in its own regions`() throws {
        #expect(
            try prices("azure-retail-1.json", .azureRetailPrices) == [
                "azure-standard-lb base  0.0250 USD", "azure-internal-standard-lb base  0.0250 USD",
                "azure-standard-lb base attdallas1 0.0250 USD", "azure-internal-standard-lb base attdallas1 0.0250 USD",
                "azure-standard-lb base usgovarizona 0.0315 USD", "azure-internal-standard-lb base usgovarizona 0.0315 USD",
                "azure-standard-lb base usgovtexas 0.0315 USD", "azure-internal-standard-lb base usgovtexas 0.0315 USD",
                "azure-standard-lb base usgovvirginia 0.0315 USD", "azure-internal-standard-lb base usgovvirginia 0.0315 USD",
                "azure-standard-lb gigabyte westeurope 0.0050 USD", "azure-internal-standard-lb gigabyte westeurope 0.0050 USD",
            ])
        #expect(
            try prices("azure-retail-2.json", .azureRetailPrices) == [
                "azure-standard-lb rule  0.0100 USD", "azure-internal-standard-lb rule  0.0100 USD",
                "azure-standard-lb rule usgovarizona 0.0125 USD", "azure-internal-standard-lb rule usgovarizona 0.0125 USD",
                "azure-standard-lb rule usgovtexas 0.0125 USD", "azure-internal-standard-lb rule usgovtexas 0.0125 USD",
                "azure-standard-lb rule usgovvirginia 0.0125 USD", "azure-internal-standard-lb rule usgovvirginia 0.0125 USD",
                "azure-public-ipv4 base  0.0050 USD",
            ])
    }

    @Test func `Linode's price for all regions and for those that differ, without what is sold on request`() throws {
        #expect(
            try prices("linode-types.json", .linodeTypes) == [
                "linode-nodebalancer base  10.0000 USD", "linode-nodebalancer base id-cgk 12.0000 USD",
                "linode-nodebalancer base br-gru 14.0000 USD",
            ])
    }

    @Test func `OVHcloud's hourly prices, without months, other regions and what has none`() throws {
        #expect(
            try prices("ovh-catalogue.json", .ovhCatalogue) == [
                "octavia octavia-loadbalancer-s  0.0095 EUR", "octavia octavia-loadbalancer-m  0.0238 EUR",
                "octavia octavia-loadbalancer-xl  0.2304 EUR",
            ])
    }

    @Test func `Oracle's price after the free step`() throws {
        #expect(try prices("oracle-products.json", .oracleProducts) == ["oci-lb base  0.0113 USD", "oci-lb bandwidth  0.0001 USD"])
        #expect(try parse("oracle-products.json", .oracleProducts).date == "2026-10-28")
    }

    @Test func `Scaleway's zones and the regions that they lie in, without what is retired or sold by the month`() throws {
        #expect(
            try prices("scaleway-catalogue.json", .scalewayCatalogue) == [
                "scw-lb lb-s fr-par-1 0.0230 EUR", "scw-lb lb-s fr-par 0.0230 EUR", "scw-lb lb-s fr-par-2 0.0230 EUR",
                "scw-lb lb-gp-m nl-ams-1 0.0540 EUR", "scw-lb lb-gp-m nl-ams 0.0540 EUR", "scw-lb lb-gp-xl fr-par-1 0.9410 EUR",
                "scw-lb lb-gp-xl fr-par 0.9410 EUR",
            ])
    }

    @Test func `Hetzner's net prices by location, and Exoscale's in euros`() throws {
        #expect(
            try prices("hetzner-pricing.json", .hetznerPricing) == [
                "hcloud-lb lb11 fsn1 7.4900 EUR", "hcloud-lb lb11 ash 8.4900 EUR", "hcloud-lb lb21 fsn1 21.4900 EUR",
            ])
        #expect(try prices("exoscale-prices.json", .exoscalePrices) == ["exoscale-nlb base  0.0347 EUR"])
    }

    @Test func `the limits of Classic Load Balancers`() throws {
        let document = try parse("aws-classic-limits.xml", .awsClassicAccountLimits)
        #expect(
            document.quotas.map { "\($0.name) \($0.limit)" } == [
                "classic-load-balancers 20", "classic-listeners 100", "classic-registered-instances 1000",
            ])
    }

    @Test func `account limits, whatever the order of their elements`() throws {
        let document = try parse("aws-limits-1.xml", .awsAccountLimits)
        #expect(document.quotas == [QuotaRow(name: "target-groups", limit: 3000), QuotaRow(name: "network-load-balancers", limit: 50)])
        #expect(document.marker == "page 2")
    }

    @Test func `XML that declares entities is refused`() {
        let bomb =
            "<!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><DescribeAccountLimitsResponse>&b;</DescribeAccountLimitsResponse>"
        #expect(throws: FetchError.unreadable(source: "s", detail: "it is no XML")) {
            try DocumentParser(source: Samples.source(.awsAccountLimits)).parse(Array(bomb.utf8), format: .awsAccountLimits)
        }
    }

    @Test func `a bad row among many is passed over, many bad rows are an error`() throws {
        let good = (0..<30).map { "52.95.\($0).0/24" }
        let parser = DocumentParser(source: Samples.source(.cidrList))
        #expect(try parser.parse(Array((good + ["nonsense"]).joined(separator: "\n").utf8), format: .cidrList).count == 30)
        #expect(throws: FetchError.unreadable(source: "s", detail: "2 entries are no address ranges, nonsense for one")) {
            try parser.parse(Array((good.prefix(20) + ["nonsense", "0.0.0.0/0"]).joined(separator: "\n").utf8), format: .cidrList)
        }
    }

    @Test func `deeply nested JSON is an error and not a crash`() {
        let deep = Array(String(repeating: "[", count: 200_000).utf8)
        for format in SourceFormat.allCases where format.kind == .json {
            #expect(throws: FetchError.self) { try DocumentParser(source: Samples.source(format)).parse(deep, format: format) }
        }
    }

    @Test func `control characters do not get into the cache`() {
        #expect(ParsedText.clean("eu\u{1b}[31m-west\t1\n\u{202e}x") == "eu[31m-west1x")
        #expect(ParsedText.clean(String(repeating: "a", count: 1000)).count == 100)
    }
}

@Suite struct ParserFuzzTests {
    /// A small generator with a fixed seed (SplitMix64), so that a failure comes again.
    private struct Generator: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state &+= 0x9e37_79b9_7f4a_7c15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
            return mixed ^ (mixed >> 31)
        }
    }

    /// How many mutated documents each parser gets; a longer run sets PORTOLAN_FUZZ_RUNS.
    private static let runs = ProcessInfo.processInfo.environment["PORTOLAN_FUZZ_RUNS"].flatMap { Int($0) } ?? 150

    @Test(arguments: Samples.all.map(\.name)) func `mutated documents give an answer or an error`(_ name: String) throws {
        let format = try #require(Samples.all.first { $0.name == name }).format
        let parser = DocumentParser(source: Samples.source(format))
        let original = try TestPaths.document(name)
        var generator = Generator(state: UInt64(original.count))
        for _ in 0..<Self.runs {
            let document = mutated(original, &generator)
            guard let parsed = try? parser.parse(document, format: format) else { continue }
            for group in parsed.ranges { #expect(group.prefixes.allSatisfy { $0.isCanonical && $0.length >= 8 }) }
            #expect(parsed.prices.allSatisfy { $0.amount.nanos >= 0 })
            #expect(parsed.quotas.allSatisfy { $0.limit >= 0 })
            // Whatever was read can be stored and read back.
            var kept = parsed
            (kept.next, kept.marker, kept.date) = (nil, nil, "")
            let entry = CacheEntry(source: "s", documentURL: "https://example.com/", fetched: 1, checked: 1, date: "", content: kept)
            #expect(try CacheFormat.decode(CacheFormat.encode(entry), source: "s") == entry)
        }
    }

    @Test func `mutated cache entries with a right checksum give an answer or an error`() throws {
        let document = try DocumentParser(source: Samples.source(.awsRanges)).parse(
            TestPaths.document("aws-ranges.json"), format: .awsRanges)
        let entry = CacheEntry(source: "s", documentURL: "https://example.com/", fetched: 1, checked: 1, date: "", content: document)
        let body = Array(CacheFormat.encode(entry).split(separator: UInt8(ascii: "\n"), maxSplits: 2, omittingEmptySubsequences: false)[2])
        var generator = Generator(state: 7)
        for _ in 0..<Self.runs * 4 {
            let changed = mutated(body, &generator)
            _ = try? CacheFormat.decode(Array("portolan-cache 1\nsha256: \(SHA256.hex(of: changed))\n".utf8) + changed, source: "s")
        }
    }

    private func mutated(_ original: [UInt8], _ generator: inout Generator) -> [UInt8] {
        var bytes = original
        let interesting = Array("\"{}[]<>&,:/.-\\\0\u{7f}0959e\n\t#".utf8) + [0xff, 0xc3, 0x80]
        for _ in 0..<Int.random(in: 1...6, using: &generator) {
            guard !bytes.isEmpty else { break }
            let position = Int.random(in: 0..<bytes.count, using: &generator)
            let end = min(bytes.count, position + Int.random(in: 1...24, using: &generator))
            switch Int.random(in: 0..<6, using: &generator) {
            case 0: bytes[position] = UInt8.random(in: 0...255, using: &generator)
            case 1: bytes[position] = interesting.randomElement(using: &generator) ?? 0
            case 2: bytes.removeSubrange(position..<end)
            case 3: bytes.insert(contentsOf: bytes[position..<end], at: position)
            case 4: bytes.insert(contentsOf: Array("99999999999999999999".utf8), at: position)
            default: bytes.removeSubrange(position...)
            }
        }
        return bytes
    }
}
