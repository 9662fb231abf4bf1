// SPDX-License-Identifier: Apache-2.0

import Foundation
import PortolanConformance
import PortolanModel
import PortolanProvider
import PortolanProviders
import Testing

@testable import PortolanAKS

@Suite struct AKSTests {
    @Test func `every case of the module matches`() throws {
        let target = try #require(Providers.target("aks"))
        let url = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/cases.yaml")
        let (cases, errors) = ConformanceCase.read(Array(try Data(contentsOf: url)), file: "cases.yaml")
        #expect(errors == [])
        #expect(cases.count >= 30)
        for one in cases {
            let differences = one.differences(on: target)
            #expect(differences == [], "\(one.name)")
        }
    }

    @Test func `the catalogue and the code know the same annotations`() throws {
        let catalogue = try #require(Providers.target("aks")).catalogue
        let read = catalogue.annotations.filter { $0.state == .read || $0.state == .deprecated }.map(\.key)
        #expect(Set(read) == Set(AnnotationKey.allCases.map(\.rawValue)))
        #expect(read.count == Set(read).count)
    }

    @Test func `the key of a port is a key of the catalogue`() throws {
        let catalogue = try #require(Providers.target("aks")).catalogue
        let key = AnnotationKey.portProbeInterval.text(port: 8443)
        #expect(key == "service.beta.kubernetes.io/port_8443_health-probe_interval")
        #expect(catalogue.annotations.filter { $0.matches(key) }.map(\.key) == [AnnotationKey.portProbeInterval.rawValue])
    }

    @Test(arguments: [
        ("20.61.10.7", true), ("10.0.0.1", false), ("172.31.0.1", false), ("192.168.1.1", false), ("100.64.0.1", false),
        ("100.127.255.255", false), ("100.128.0.1", true), ("168.63.129.16", false), ("168.63.129.17", true), ("127.0.0.1", false),
        ("169.254.1.1", false), ("224.0.0.1", false), ("0.0.0.0", false), ("255.255.255.255", false), ("::ffff:10.0.0.1", false),
        ("2603:1020::1", true), ("fd00::9", false), ("fe80::1", false), ("ff02::1", false), ("::1", false), ("::", false),
        ("2603:1020::1%eth0", true),
    ])
    func `only unicast addresses of the internet can be public IPs`(_ text: String, _ expected: Bool) throws {
        #expect(try #require(IPAddress(netip: text)).isPublicCandidate == expected)
    }

    @Test(arguments: ["10.0.0.1%eth0", "fe80::1%", "", " 10.0.0.1", "010.0.0.1"])
    func `what netip refuses is no address`(_ text: String) {
        #expect(IPAddress(netip: text) == nil)
    }

    @Test func `the catalogue and the code know the same features`() throws {
        let versions = try #require(Providers.target("aks")?.catalogue.versions)
        #expect(Set(versions.features.map(\.name)) == Set(AKSFeature.allCases.map(\.rawValue)))
    }

    @Test func `neighbours are joined again and again`() {
        let texts = ["10.0.3.0/24", "10.0.0.0/24", "10.0.2.0/24", "10.0.1.0/24", "10.0.4.0/24", "10.0.0.8/32"]
        let prefixes = texts.compactMap { IPPrefix($0) }
        #expect(AllowedSources.aggregate(prefixes).map(\.description) == ["10.0.0.0/22", "10.0.4.0/24"])
    }

    @Test(arguments: [
        ("a=b,c=d", ["a=b", "c=d"]), (" a = b ,c", ["a=b"]), ("=x,a=b=c,,y=", ["y="]), ("k= Null", ["k= Null"]), ("a=1,a=2", ["a=2"]),
    ])
    func `tags are read as pairs, and what is none is passed over`(_ text: String, _ expected: [String]) {
        #expect(PublicIPTags.parse(text).map { "\($0.name)=\($0.value)" } == expected)
    }
}
