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
            GoldenOutput(file: "Tests/Golden/storefront.demo.html", arguments: demo + three.flatMap { ["--target", $0] })
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

    @Test func `the reports of the examples are not stale`() throws {
        let folder = TemporaryFolder()
        let run = Executable.portolan.run(["report", "Examples", "--output", "\(folder.path)/reports"])
        #expect(run.status == 0)
        let list = { (path: String) in
            Executable(path: "/bin/ls").run([path]).output.split(separator: "\n").map(String.init).filter { $0.hasSuffix(".html") }
        }
        let names = list("\(folder.path)/reports")
        #expect(names.contains("index.html") && names.contains("storefront.html"))
        for name in names {
            let page = String(decoding: try #require(TextFile.read("\(folder.path)/reports/\(name)")), as: UTF8.self)
            let difference = GoldenFile("reports/\(name)").difference(from: page)
            #expect(difference == nil, "\(difference ?? "")")
        }
        #expect(list("\(Repository.root)/reports") == names, "reports/ holds pages of examples that are no more")
    }
}

/// A command, for the name in a failure.
struct HelpedCommand: Sendable, CustomTestStringConvertible {
    let arguments: [String]
    var testDescription: String { (["portolan"] + arguments).joined(separator: " ") }

    /// The program itself and every command that its help lists, and theirs.
    static let all: [HelpedCommand] = {
        var found: [HelpedCommand] = []
        var open: [[String]] = [[]]
        while let arguments = open.popLast() {
            found.append(HelpedCommand(arguments: arguments))
            let help = Executable.portolan.run(arguments + ["--help"]).output
            guard let list = help.firstRange(of: "SUBCOMMANDS:\n") else { continue }
            let lines = help[list.upperBound...].split(separator: "\n", omittingEmptySubsequences: false).prefix { !$0.isEmpty }
            let names = lines.filter { $0.hasPrefix("  ") && !$0.hasPrefix("   ") }.compactMap {
                $0.split(separator: " ").first.map(String.init)
            }
            open += names.reversed().map { arguments + [$0] }
        }
        return found
    }()
}

@Suite struct GoldenHelpTests {
    @Test func `the program lists its commands`() { #expect(HelpedCommand.all.count > 5) }

    @Test(arguments: HelpedCommand.all) func `help stands alone`(_ command: HelpedCommand) {
        let run = Executable.portolan.run(command.arguments + ["--help"])
        #expect(run.status == 0)
        #expect(run.errors == "")
        let name = (["portolan"] + command.arguments).joined(separator: "-")
        let difference = GoldenFile("Tests/CLITests/Snapshots/\(name).txt").difference(from: run.output)
        #expect(difference == nil, "\(difference ?? "")")
    }
}
