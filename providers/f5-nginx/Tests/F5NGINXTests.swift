// SPDX-License-Identifier: Apache-2.0

import Foundation
import PortolanConformance
import PortolanProvider
import PortolanProviders
import Testing

/// A case of the fixtures, for its name in a failure.
struct RouteCase: Sendable, CustomTestStringConvertible {
    let routing: RoutingCase
    var testDescription: String { routing.name }

    static func all() throws -> [RouteCase] {
        let url = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/f5-nginx.yaml")
        let (cases, errors) = RoutingCase.read(Array(try Data(contentsOf: url)), file: url.lastPathComponent)
        try #require(errors == [])
        return cases.map(RouteCase.init)
    }
}

@Suite struct F5NGINXTests {
    @Test(arguments: try RouteCase.all()) func `answers as the source says`(_ one: RouteCase) throws {
        let target = try #require(Providers.target(one.routing.target))
        #expect(one.routing.differences(on: target, controller: "f5-nginx", modules: Providers.allRouting) == [])
    }

    @Test func `every row names a source of the catalogue`() throws {
        let catalogue = try #require(Providers.routing("f5-nginx")).catalogue
        let sources = Set(catalogue.sources.map(\.id))
        for source in catalogue.annotations.map(\.source) + catalogue.options.map(\.source) {
            #expect(sources.contains(String(source.prefix { $0 != " " })), "\(source)")
        }
    }
}
