// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

/// A way to print the storefront, and the file that holds what was printed.
struct GoldenOutput: Sendable, CustomTestStringConvertible {
    let file: String
    let arguments: [String]
    var testDescription: String { file }

    static let all: [GoldenOutput] = {
        let three = ["eks", "gke", "k3s"]
        let plans = (three.map { ([$0], ".\($0)") } + [(three, ".demo"), ([], "")]).flatMap { targets, suffix in
            [("table", "txt"), ("json", "json")].map { format, ending in
                GoldenOutput(
                    file: "Tests/Golden/storefront\(suffix).\(ending)",
                    arguments: ["plan", "Examples/storefront", "--format", format] + targets.flatMap { ["--target", $0] })
            }
        }
        let demo = ["report", "Examples/storefront", "--output", "-"]
        return plans + [
            GoldenOutput(file: "Tests/Golden/storefront.demo.html", arguments: demo + three.flatMap { ["--target", $0] }),
            GoldenOutput(file: "reports/storefront.html", arguments: demo),
        ]
    }()
}

@Suite struct GoldenTests {
    @Test(arguments: GoldenOutput.all) func `the storefront prints what it did when somebody looked`(_ output: GoldenOutput) {
        let run = Executable.portolan.run(output.arguments)
        #expect(run.status == 0)
        #expect(run.errors == "")
        let difference = GoldenFile(output.file).difference(from: run.output)
        #expect(difference == nil, "\(difference ?? "")")
    }
}
