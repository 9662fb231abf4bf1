// SPDX-License-Identifier: Apache-2.0

import Foundation
import PortolanConformance
import PortolanProvider
import PortolanProviders
import Testing

@testable import PortolanHAProxy

/// A case of the fixtures, for its name in a failure.
struct HAProxyCase: Sendable, CustomTestStringConvertible {
    let behaviour: RoutingCase
    var testDescription: String { behaviour.name }

    static func all() throws -> [HAProxyCase] {
        let url = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/behaviour.yaml")
        let (cases, errors) = RoutingCase.read(Array(try Data(contentsOf: url)), file: url.lastPathComponent)
        try #require(errors == [])
        return cases.map(HAProxyCase.init)
    }
}

@Suite struct HAProxyControllerTests {
    @Test(arguments: try HAProxyCase.all()) func `behaves as its fixtures say`(_ one: HAProxyCase) throws {
        let target = try #require(Providers.target(one.behaviour.target))
        #expect(one.behaviour.differences(on: target, controller: "haproxy", modules: Providers.allRouting) == [])
    }
}
