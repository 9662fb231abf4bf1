// SPDX-License-Identifier: Apache-2.0

import Foundation
import PortolanConformance
import PortolanManifest
import PortolanProviders
import Testing

/// What README.md shows of the program's output, its numbers, and those of Documentation/fidelity.md, are made by running, not by hand.
@Suite struct MeasuredPageTests {
    private struct Count {
        var matched = 0
        var total = 0

        var text: String { total == 0 ? "" : "\(matched) of \(total)" }

        static func += (sum: inout Count, part: Count) {
            sum.matched += part.matched
            sum.total += part.total
        }
    }

    private static func run(_ path: String, target id: String) throws -> Count {
        guard let data = try? Data(contentsOf: SourceTree.root.appending(path: path)) else { return Count() }
        let target = try #require(Providers.target(id))
        let (cases, errors) = ConformanceCase.read(Array(data), file: path)
        #expect(errors == [])
        let matched = try cases.count { try $0.differences(on: $0.target.map { try #require(Providers.target($0)) } ?? target).isEmpty }
        return Count(matched: matched, total: cases.count)
    }

    @Test func `numbers are those of the cases, and output is what the program prints`() throws {
        var rows: [String] = []
        var (written, random, own) = (Count(), Count(), Count())
        for id in Providers.ids {
            let folder = try #require(try SourceTree.files().first { $0.hasPrefix("providers/") && $0.hasSuffix("/\(id).yaml") })
                .split(separator: "/").dropLast().joined(separator: "/")
            let counts = (
                try Self.run("Tests/Conformance/cases/\(id).yaml", target: id),
                try Self.run("Tests/Conformance/random/\(id).yaml", target: id),
                try Self.run("\(folder)/Tests/cases.yaml", target: id)
            )
            written += counts.0
            random += counts.1
            own += counts.2
            rows.append("| [`\(id)`](providers/\(id).md) | \(counts.0.text) | \(counts.1.text) | \(counts.2.text) |")
        }
        rows.append("| all | \(written.text) | \(random.text) | \(own.text) |")
        try GeneratedFile.check("Documentation/fidelity.md", is: Self.page(rows))
        let line = """
            \(written.text) cases written by hand, \(random.text) drawn at random and answered by the controllers' own code, and \
            \(own.text) of the providers that are a file alone, match in every field that they name.
            """
        let readme = try SourceTree.text("README.md")
        let begin = "<!-- fidelity, written by `make record` -->\n"
        let parts = readme.components(separatedBy: begin)
        #expect(readme.contains("\n\(Providers.ids.count) are built in:"), "README.md counts other targets than \(Providers.ids.count)")
        try #require(parts.count == 2, "README.md has no place for the numbers")
        try GeneratedFile.check("README.md", is: try Self.withOutput(parts[0] + begin + line + parts[1].drop { $0 != "\n" }))
    }

    /// The text with each command's output as it is now, where a `console` block shows one.
    private static func withOutput(_ text: String) throws -> String {
        var lines: [String] = []
        var isSkipping = false
        var shown = 0
        let all = text.components(separatedBy: "\n")
        for (index, line) in all.enumerated() {
            if line == "```" { isSkipping = false }
            if !isSkipping { lines.append(line) }
            let begins = index > 0 && all[index - 1] == "```console" && line.hasPrefix("$ portolan ")
            guard begins, index + 1 < all.count, all[index + 1] != "```", !all[index + 1].hasPrefix("$ ") else { continue }
            // What a command writes beside its output would lie in the checkout.
            let words = line.dropFirst("$ portolan ".count).replacing(#/ --report \S+=\S+/#, with: "").split(separator: " ")
            let (output, _) = try SourceTree.portolan(words.map(String.init))
            lines += output.components(separatedBy: "\n").dropLast()
            isSkipping = true
            shown += 1
        }
        #expect(shown >= 2, "README.md shows the output of \(shown) commands")
        return lines.joined(separator: "\n")
    }

    private static func page(_ rows: [String]) -> String {
        """
        # Fidelity

        A prediction is worth what it is held against. Each case is a manifest, the target's options, and what the controller makes of it, with
        the place in the controller's source where that is decided; a case matches where every field that it names has the same value.

        - *By hand*: written from the controller's source, most of them answered by running its code. All must match.
        - *At random*: manifests drawn at random from the controller's vocabulary, bad values included, and answered by its code. At least 98 of
          100 must match.
        - *Of the provider*: written from the controller's source for the targets that are a file alone.

        What a case cannot show is the cloud behind the controller: whether a subnet, a certificate or an address exists, and quotas. What each
        target leaves out stands in its module's README, in `providers/`.

        Kubernetes' own part, what the API server accepts and refuses, is held against verdicts of the API server's code in
        `Tests/Conformance/validation`: the verdict, the field paths, the types of error and their order.

        <!-- Written by `make record` from Tests/Conformance and providers/*/Tests. -->

        | target | by hand | at random | of the provider |
        | --- | --- | --- | --- |
        \(rows.joined(separator: "\n"))

        """
    }
}
