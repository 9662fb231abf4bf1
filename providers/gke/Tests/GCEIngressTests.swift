// SPDX-License-Identifier: Apache-2.0

import Foundation
import PortolanConformance
import PortolanProvider
import PortolanProviders
import Testing

@testable import PortolanGKE

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

@Suite struct GCEIngressTests {
    private let module = Providers.routing("gce")

    @Test(arguments: try IngressCase.all()) func `routes as its fixtures say`(_ one: IngressCase) throws {
        let target = try #require(Providers.target("gke"))
        #expect(one.routing.differences(on: target, controller: "gce", modules: Providers.allRouting) == [])
    }

    @Test func `every key that the code reads is in the catalogue as read`() throws {
        let rows = try #require(module).catalogue.annotations
        for key in IngressAnnotationKey.allCases.map(\.rawValue) + BackendAnnotationKey.allCases.map(\.rawValue) {
            let row = rows.first { $0.key == key }
            #expect(row?.state == .read || row?.state == .deprecated, "\(key)")
        }
    }

    @Test func `every key of the catalogue that is read is one that the code reads, or changes events alone`() throws {
        for row in try #require(module).catalogue.annotations where row.state == .read || row.state == .deprecated {
            let isRead = IngressAnnotationKey(rawValue: row.key) != nil || BackendAnnotationKey(rawValue: row.key) != nil
            #expect(isRead || row.noRequirement == "it changes events alone", "\(row.key)")
        }
    }

    @Test func `every row names a source of the catalogue`() throws {
        let catalogue = try #require(module).catalogue
        let sources = Set(catalogue.sources.map(\.id))
        let limits = catalogue.products.flatMap(\.limits).map(\.source)
        for source in catalogue.annotations.map(\.source) + catalogue.options.map(\.source) + limits {
            #expect(sources.contains(String(source.prefix { $0 != " " })), "\(source)")
        }
    }

    @Test(arguments: [(1.0, "1"), (0.25, "0.25"), (1.5, "1.5"), (-3.0, "-3")])
    func `numbers are written as Go's JSON writes them`(_ number: Double, _ text: String) { #expect(number.shortest == text) }

    @Test(arguments: [(2.0, "2.000000"), (-0.5, "-0.500000"), (1.25, "1.250000"), (0.000001, "0.000001")])
    func `numbers in messages have six decimals`(_ number: Double, _ text: String) { #expect(number.sixDecimals == text) }
}
