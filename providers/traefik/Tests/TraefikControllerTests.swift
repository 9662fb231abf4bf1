// SPDX-License-Identifier: Apache-2.0

import Foundation
import PortolanConformance
import PortolanProvider
import PortolanProviders
import Testing

@testable import PortolanTraefik

/// A case of the fixtures, for its name in a failure.
struct TraefikCase: Sendable, CustomTestStringConvertible {
    let behaviour: RoutingCase
    var testDescription: String { behaviour.name }

    static func all() throws -> [TraefikCase] {
        let url = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/behaviour.yaml")
        let (cases, errors) = RoutingCase.read(Array(try Data(contentsOf: url)), file: url.lastPathComponent)
        try #require(errors == [])
        return cases.map(TraefikCase.init)
    }
}

@Suite struct TraefikControllerTests {
    @Test(arguments: try TraefikCase.all()) func `behaves as its fixtures say`(_ one: TraefikCase) throws {
        let target = try #require(Providers.target(one.behaviour.target))
        #expect(one.behaviour.differences(on: target, controller: "traefik", modules: Providers.allRouting) == [])
    }
}
