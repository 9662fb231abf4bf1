// SPDX-License-Identifier: Apache-2.0

import Foundation
import PortolanConformance
import PortolanProvider
import PortolanProviders
import Testing

@testable import PortolanAKS

/// A routing case of the fixtures, for its name in a failure.
struct IngressCase: Sendable, CustomTestStringConvertible {
    let routing: RoutingCase
    var testDescription: String { routing.name }

    static func all() throws -> [IngressCase] {
        let url = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/ingress.yaml")
        let (cases, errors) = RoutingCase.read(Array(try Data(contentsOf: url)), file: url.lastPathComponent)
        try #require(errors == [])
        return cases.map(IngressCase.init)
    }
}

@Suite struct AGICTests {
    private let module = Providers.routing("agic")

    @Test(arguments: try IngressCase.all()) func `routes as its fixtures say`(_ one: IngressCase) throws {
        let target = try #require(Providers.target("aks"))
        #expect(one.routing.differences(on: target, controller: "agic", modules: Providers.allRouting) == [])
    }

    @Test func `the keys that the code reads are those that the catalogue has as read`() throws {
        let rows = try #require(module).catalogue.annotations
        #expect(Set(rows.filter { $0.state == .read }.map(\.key)) == Set(AppGatewayKey.allCases.map(\.rawValue)))
    }

    @Test func `every row names a source of the catalogue`() throws {
        let catalogue = try #require(module).catalogue
        let sources = Set(catalogue.sources.map(\.id))
        let limits = catalogue.products.flatMap(\.limits).map(\.source)
        for source in catalogue.annotations.map(\.source) + catalogue.options.map(\.source) + limits {
            #expect(sources.contains(String(source.prefix { $0 != " " })), "\(source)")
        }
    }

    @Test(arguments: [
        ("", "d41d8cd98f00b204e9800998ecf8427e"), ("abc", "900150983cd24fb0d6963f7d28e17f72"),
        ("12345678901234567890123456789012345678901234567890123456789012345678901234567890", "57edf4a22be3c955ac49da2e2107b67a"),
    ]) func `MD5 gives the digests of RFC 1321`(_ text: String, _ digest: String) { #expect(MD5.hex(text) == digest) }

    @Test func `a listener's hash is that of its identity as Go's JSON`() {
        let id = AppGatewayListenerID(port: 80, hosts: ["a"], frontend: .public)
        #expect(id.hash == MD5.hex(#"{"FrontendPort":80,"HostNames":["a","","","",""],"FrontendType":"Public"}"#))
        #expect(GoValue.jsonQuoted("a<\"\u{1}") == #""a\u003c\"\u0001""#)
    }
}
