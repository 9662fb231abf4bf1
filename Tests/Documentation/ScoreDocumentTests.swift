// SPDX-License-Identifier: Apache-2.0

import Foundation
import PortolanModel
import PortolanPortability
import Testing

/// `Documentation/score.md` shows the weights that hold.
@Suite struct ScoreDocumentTests {
    /// The table of weights, dearest first.
    private var table: String {
        let weights = Weights.standard
        let byPoints = Dictionary(grouping: RequirementID.allCases) { weights.points(for: $0) }
        let rows = byPoints.sorted { $0.key > $1.key }.map { points, ids in
            "| \(points) | \(ids.map { "`\($0.rawValue)`" }.joined(separator: ", ")) |"
        }
        return
            ([
                "| points | requirements |", "| --: | --- |",
                "| \(weights.danger) | each danger, on top of the requirement that it breaks |",
            ] + rows).joined(separator: "\n")
    }

    @Test func `the weights in the document are those that hold`() throws {
        let path = "Documentation/score.md"
        let (start, end) = ("<!-- weights -->\n", "<!-- end of weights -->")
        let text = try SourceTree.text(path)
        let from = try #require(text.range(of: start)).upperBound
        let to = try #require(text.range(of: end)).lowerBound
        try GeneratedFile.check(path, is: text[..<from] + table + "\n" + text[to...])
    }
}
