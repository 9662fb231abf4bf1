// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// What the pages of upgrades show is what the program prints of the apps in `Tests/Fixtures/upgrades`.
@Suite struct UpgradePageTests {
    private static func pages() throws -> [String] {
        try SourceTree.files().filter { $0.hasPrefix("Documentation/upgrades/") && $0.hasSuffix(".md") }
    }

    @Test func `an upgrade is shown as the program prints it`() throws {
        let pages = try Self.pages()
        #expect(!pages.isEmpty)
        for page in pages {
            let (text, shown) = try Self.withOutput(try SourceTree.text(page))
            #expect(shown > 0, "\(page) shows the output of no command")
            try GeneratedFile.check(page, is: text)
        }
    }

    /// The text with the output of each block's commands as it is now: those before the last write files that it reads.
    private static func withOutput(_ text: String) throws -> (text: String, shown: Int) {
        let folder = FileManager.default.temporaryDirectory.appending(path: "portolan-upgrades-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let fixtures = SourceTree.root.appending(path: "Tests/Fixtures/upgrades")
        for app in try FileManager.default.contentsOfDirectory(atPath: fixtures.path()) {
            try FileManager.default.copyItem(at: fixtures.appending(path: app), to: folder.appending(path: app))
        }
        var (lines, shown, isInBlock) = ([String](), 0, false)
        for line in text.components(separatedBy: "\n") {
            if line == "```console" || line == "```" { isInBlock = line == "```console" }
            guard isInBlock, line != "```console" else {
                lines.append(line)
                continue
            }
            guard line.hasPrefix("$ portolan ") else { continue }
            lines.append(line)
            let parts = line.dropFirst("$ portolan ".count).components(separatedBy: " > ")
            let (output, _) = try SourceTree.portolan(parts[0].split(separator: " ").map(String.init), in: folder)
            if let file = parts.dropFirst().first {
                try output.write(to: folder.appending(path: file), atomically: true, encoding: .utf8)
            } else {
                lines += output.components(separatedBy: "\n").dropLast()
                shown += 1
            }
        }
        return (lines.joined(separator: "\n"), shown)
    }
}
