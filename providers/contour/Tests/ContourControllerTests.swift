// SPDX-License-Identifier: Apache-2.0

import Foundation
import PortolanConformance
import PortolanProvider
import PortolanProviders
import Testing

@testable import PortolanContour

/// A case of the fixtures, for its name in a failure.
struct ContourCase: Sendable, CustomTestStringConvertible {
    let behaviour: RoutingCase
    var testDescription: String { behaviour.name }

    static func all() throws -> [ContourCase] {
        let url = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/behaviour.yaml")
        let (cases, errors) = RoutingCase.read(Array(try Data(contentsOf: url)), file: url.lastPathComponent)
        try #require(errors == [])
        return cases.map(ContourCase.init)
    }
}

@Suite struct ContourControllerTests {
    @Test(arguments: try ContourCase.all()) func `behaves as its fixtures say`(_ one: ContourCase) throws {
        let target = try #require(Providers.target(one.behaviour.target))
        #expect(one.behaviour.differences(on: target, controller: "contour", modules: Providers.allRouting) == [])
    }
}
