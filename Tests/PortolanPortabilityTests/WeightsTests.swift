// SPDX-License-Identifier: Apache-2.0

import PortolanManifest
import PortolanModel
import PortolanPortability
import Testing

struct WeightsTests {
    private func read(_ text: String) throws -> (weights: Weights, errors: [Weights.ReadingError]) {
        let (tree, error) = YAMLTree.compose(Array(text.utf8), file: "weights.yaml")
        #expect(error == nil)
        return Weights.read(try #require(tree.documents.first))
    }

    @Test func `what is not named keeps its weight`() throws {
        let (weights, errors) = try read("danger: 30\nsource-ranges: 12\n")
        #expect(errors.isEmpty)
        #expect(weights.danger == 30)
        #expect(weights.points(for: .sourceRanges) == 12)
        #expect(weights.points(for: .reachability) == Weights.standard.points(for: .reachability))
    }

    @Test func `mistakes are told with their places`() throws {
        let (_, errors) = try read("source-range: 12\naffinity: much\ntimeout.idle: 101\n")
        #expect(errors.map(\.location.line) == [1, 2, 3])
        #expect(errors[0].message.contains("did you mean source-ranges?"))
    }

    @Test func `no word of the vocabulary costs nothing`() {
        for id in RequirementID.allCases {
            #expect(Weights.standard.points[id] != nil, "\(id.rawValue) has no weight")
            #expect(Weights.range.contains(Weights.standard.points(for: id)))
        }
    }
}
