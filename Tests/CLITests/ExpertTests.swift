// SPDX-License-Identifier: Apache-2.0

import Foundation
import PortolanManifest
import TestSupport
import Testing

/// Small apps whose verdict, effort and range of scores somebody who knows the clouds wrote down before the program was asked.
@Suite struct ExpertTests {
    private struct App: CustomTestStringConvertible {
        var name: String
        var home: String
        var manifest: String
        var expected: [(target: String, node: YAMLNode)]

        var testDescription: String { name }
    }

    private static let apps: [App] = {
        let path = "\(Repository.root)/Tests/CLITests/Experts/apps.yaml"
        let (tree, _) = YAMLTree.compose(TextFile.read(path) ?? [], file: path)
        return (tree.documents.first?.elements ?? []).map { node in
            let words: Set<String> = ["name", "home", "why", "manifest"]
            return App(
                name: node.value("name")?.text ?? "", home: node.value("home")?.text ?? "", manifest: node.value("manifest")?.text ?? "",
                expected: node.entries.filter { !words.contains($0.key.text ?? "") }.map { ($0.key.text ?? "", $0.value) })
        }
    }()

    @Test func `there are as many apps as were written down`() {
        #expect(Self.apps.count >= 20)
        #expect(Self.apps.allSatisfy { !$0.expected.isEmpty && !$0.manifest.isEmpty })
    }

    @Test(arguments: apps) private func `the program says what the expert says`(app: App) throws {
        var arguments = ["plan", "-", "--format", "json"] + app.expected.flatMap { ["--target", $0.target] }
        if app.home != "none" { arguments += ["--home", app.home] }
        let run = portolan.run(arguments, input: app.manifest)
        let plan = try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
        let scores = (plan["scores"] as? [String: Any])?["targets"] as? [String: [String: Any]] ?? [:]
        for (target, expected) in app.expected {
            let found = try #require(scores[target], "\(target)")
            let reason = expected.value("reason")?.text ?? ""
            #expect(found["verdict"] as? String == expected.value("verdict")?.text, "\(target): \(reason)")
            let range = (expected.value("score")?.elements ?? []).compactMap { $0.text.flatMap { Int($0) } }
            let points = found["asWritten"] as? Int ?? -1
            #expect(range.count == 2 && (range[0]...range[1]).contains(points), "\(target) scores \(points): \(reason)")
            guard let lines = expected.value("lines")?.text.flatMap({ Int($0) }) else { continue }
            #expect((found["effort"] as? [String: Int])?["lines"] == lines, "\(target): \(reason)")
        }
    }
}
