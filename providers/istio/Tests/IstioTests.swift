// SPDX-License-Identifier: Apache-2.0

import PortolanConformance
import PortolanProvider
import PortolanProviders
import Testing

@testable import PortolanIstio

/// The cases of the controller stand in Tests/Conformance/routing/istio.yaml.
@Suite struct IstioTests {
    @Test func `every row names a source of the catalogue`() throws {
        let catalogue = try #require(Providers.routing("istio")).catalogue
        let sources = Set(catalogue.sources.map(\.id))
        #expect(!catalogue.annotations.isEmpty)
        for source in catalogue.annotations.map(\.source) + catalogue.options.map(\.source) {
            #expect(sources.contains(String(source.prefix { $0 != " " })), "\(source)")
        }
    }
}
