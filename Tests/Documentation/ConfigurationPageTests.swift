// SPDX-License-Identifier: Apache-2.0

import Foundation
import PortolanManifest
import Testing

@Suite struct ConfigurationPageTests {
    private static let storefront = SourceTree.root.appending(path: "Examples/storefront").path()

    private static func inFolder(_ files: [String: String], _ body: (URL) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "portolan-configuration-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        for (name, text) in files {
            let url = folder.appending(path: name)
            try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try text.write(to: url, atomically: true, encoding: .utf8)
        }
        try body(folder)
    }

    /// The example of the page, and a provider file for it to name.
    private static func example() throws -> [String: String] {
        let page = Markdown(try SourceTree.text("Documentation/configuration.md"))
        let guide = Markdown(try SourceTree.text("Documentation/YourOwnCloud.md"))
        let example = try #require(page.blocks.first { $0.info == "file=.portolan.yaml" })
        let provider = try #require(guide.blocks.first { $0.info == "file=harbour.yaml" })
        return [".portolan.yaml": example.text, "clouds/harbour.yaml": provider.text]
    }

    @Test func `the example is taken as it stands`() throws {
        try Self.inFolder(try Self.example()) { folder in
            let (output, status) = try SourceTree.portolan(["plan", Self.storefront, "--format", "json"], in: folder)
            try #require(status == 0, "\(output)")
            let json = try #require(try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any])
            let targets = (json["targets"] as? [[String: Any]])?.compactMap { $0["id"] as? String }
            #expect(targets == ["eks", "gke", "harbour"])
            let gate = try SourceTree.portolan(["gate", Self.storefront], in: folder)
            #expect(gate.output.contains("less than 80") || gate.output.contains("at least 80"), "\(gate.output)")
        }
    }

    @Test func `the example uses every key, and the page has a row for each`() throws {
        var known: [String] = []
        try Self.inFolder([".portolan.yaml": "unheardOf: 1\n"]) { folder in
            let (output, status) = try SourceTree.portolan(["plan", Self.storefront], in: folder)
            #expect(status == 2)
            let list = try #require(output.firstMatch(of: /known: ([A-Za-z, ]+)/)?.output.1)
            known = list.components(separatedBy: ", ")
        }
        let example = try #require(try Self.example()[".portolan.yaml"])
        let page = try SourceTree.text("Documentation/configuration.md")
        for key in known {
            #expect(example.contains("\n\(key):") || example.hasPrefix("\(key):"), "the example leaves out \(key)")
            #expect(page.contains("| `\(key)` |"), "the page has no row for \(key)")
        }
    }

    @Test func `the YAML of the CI pages is YAML`() throws {
        var count = 0
        for path in ["README.md", "Documentation/ci.md", "Documentation/configuration.md"] {
            for block in Markdown(try SourceTree.text(path)).blocks where block.language == "yaml" {
                count += 1
                let (tree, error) = YAMLTree.compose(Array(block.text.utf8), file: path)
                #expect(error == nil, "\(path): \(block.text)")
                #expect(tree.documents.isEmpty == false)
            }
        }
        #expect(count >= 5)
    }
}

/// The page on CI knows every reason and every format.
@Suite struct GatePageTests {
    @Test func `every reason of the gate has a row with its status`() throws {
        let page = try SourceTree.text("Documentation/ci.md")
        let (output, status) = try SourceTree.portolan(["gate", "-", "--target", "eks", "--allow", "zzz-no-such-zzz"])
        #expect(status == 2)
        let list = try #require(output.firstMatch(of: /known: ([a-z, -]+)/)?.output.1)
        let codes = list.components(separatedBy: ", ")
        #expect(codes.count >= 6)
        for code in codes { #expect(page.contains("| `\(code)` | 1 |"), "no row for \(code)") }
        #expect(page.contains("| `input-unreadable` | 2 |"))
    }

    @Test func `every format of a report has a row`() throws {
        let page = try SourceTree.text("Documentation/ci.md")
        let (output, _) = try SourceTree.portolan(["gate", "-", "--target", "eks", "--report", "zzz"])
        let list = try #require(output.firstMatch(of: /known: ([a-z, -]+)/)?.output.1)
        for format in list.components(separatedBy: ", ") { #expect(page.contains("| `\(format)` |"), "no row for \(format)") }
    }
}
