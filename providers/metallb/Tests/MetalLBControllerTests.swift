// SPDX-License-Identifier: Apache-2.0

import Foundation
import PortolanConformance
import PortolanProvider
import PortolanProviders
import Testing

@testable import PortolanMetalLB

/// A case of the fixtures, for its name in a failure.
struct BehaviourCase: Sendable, CustomTestStringConvertible {
    let behaviour: ConformanceCase
    var testDescription: String { behaviour.name }

    static func all() throws -> [BehaviourCase] {
        let url = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/behaviour.yaml")
        let (cases, errors) = ConformanceCase.read(Array(try Data(contentsOf: url)), file: url.lastPathComponent)
        try #require(errors == [])
        return cases.map(BehaviourCase.init)
    }
}

@Suite struct MetalLBControllerTests {
    private let target = Providers.target("metallb")

    @Test(arguments: try BehaviourCase.all()) func `behaves as its fixtures say`(_ one: BehaviourCase) throws {
        #expect(one.behaviour.differences(on: try #require(target)) == [])
    }

    @Test func `every key that the code reads is in the catalogue as read`() throws {
        let rows = try #require(target).catalogue.annotations
        for key in AnnotationKey.allCases {
            let row = rows.first { $0.key == key.rawValue }
            #expect(row?.state == .read || row?.state == .deprecated, "\(key.rawValue)")
        }
    }

    @Test func `every key of the catalogue that is read is one that the code reads`() throws {
        for row in try #require(target).catalogue.annotations where row.state == .read || row.state == .deprecated {
            #expect(AnnotationKey(rawValue: row.key) != nil, "\(row.key)")
        }
    }

    @Test func `every row names a source of the catalogue`() throws {
        let catalogue = try #require(target).catalogue
        let sources = Set(catalogue.sources.map(\.id))
        let limits = catalogue.products.flatMap(\.limits).map(\.source)
        for source in catalogue.annotations.map(\.source) + catalogue.options.map(\.source) + limits {
            #expect(sources.contains(String(source.prefix { $0 != " " })), "\(source)")
        }
    }

    @Test func `the catalogue and the code know the same features`() throws {
        let versions = try #require(Providers.target("metallb")?.catalogue.versions)
        #expect(Set(versions.features.map(\.name)) == Set(MetalLBFeature.allCases.map(\.rawValue)))
    }
}
