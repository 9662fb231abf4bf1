// SPDX-License-Identifier: Apache-2.0

import PortolanConformance
import PortolanProvider
import PortolanProviders
import Testing

@testable import PortolanKong

/// The cases of the controller stand in Tests/Conformance/routing/kong.yaml.
@Suite struct KongTests {
    @Test func `every row names a source of the catalogue`() throws {
        let catalogue = try #require(Providers.routing("kong")).catalogue
        let sources = Set(catalogue.sources.map(\.id))
        #expect(!catalogue.annotations.isEmpty)
        for source in catalogue.annotations.map(\.source) + catalogue.options.map(\.source) {
            #expect(sources.contains(String(source.prefix { $0 != " " })), "\(source)")
        }
    }
}
