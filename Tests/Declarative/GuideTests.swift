// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// The guide to a provider file of one's own, run as it stands: its files are written, its commands run, their output compared.
@Suite struct GuideTests {
    /// A fenced block of the guide.
    struct Block {
        var language: String
        var attributes: [String: String]
        var text: String
    }

    @Test func `the guide does what it says`() throws {
        let guide = try String(contentsOf: repository.appending(path: "Documentation/YourOwnCloud.md"), encoding: .utf8)
        let folder = FileManager.default.temporaryDirectory.appending(path: "portolan-guide-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        var commands = 0
        for block in Self.blocks(of: guide) {
            switch block.language {
            case "yaml":
                let name = try #require(block.attributes["file"], "a YAML block of the guide names its file")
                try block.text.write(to: folder.appending(path: name), atomically: true, encoding: .utf8)
            case "console":
                commands += 1
                try Self.run(block, in: folder)
            default: break
            }
        }
        #expect(commands >= 4)
    }

    /// Runs a console block: `$ ` starts the command, what follows is its output.
    private static func run(_ block: Block, in folder: URL) throws {
        var restored: (url: URL, text: String)?
        if let name = block.attributes["file"], let old = block.attributes["replace"], let new = block.attributes["with"] {
            let url = folder.appending(path: name)
            let text = try String(contentsOf: url, encoding: .utf8)
            try text.replacingOccurrences(of: old, with: new).write(to: url, atomically: true, encoding: .utf8)
            restored = (url, text)
        }
        let lines = block.text.components(separatedBy: "\n")
        let command = try #require(lines.first?.hasPrefix("$ portolan ") == true ? lines.first?.dropFirst("$ portolan ".count) : nil)
        let (output, status) = try portolan(command.split(separator: " ").map(String.init), in: folder)
        #expect(status == Int32(block.attributes["status"] ?? "0"), "\(command): \(output)")
        if let part = block.attributes["contains"] {
            #expect(output.contains(part), "\(command): \(output)")
        } else {
            #expect(output.trimmingCharacters(in: .newlines) == lines.dropFirst().joined(separator: "\n"), "\(command)")
        }
        if let restored { try restored.text.write(to: restored.url, atomically: true, encoding: .utf8) }
    }

    /// Runs the program that was built beside these tests.
    private static func portolan(_ arguments: [String], in folder: URL) throws -> (output: String, status: Int32) {
        let process = Process()
        let pipe = Pipe()
        let beside = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent().appending(path: "portolan")
        let built = repository.appending(path: ".build/debug/portolan")
        process.executableURL = FileManager.default.isExecutableFile(atPath: beside.path()) ? beside : built
        process.arguments = arguments
        process.currentDirectoryURL = folder
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (String(decoding: data, as: UTF8.self), process.terminationStatus)
    }

    /// The fenced blocks: "```yaml file=a.yaml"; a value goes up to the next `name=`.
    static func blocks(of text: String) -> [Block] {
        var blocks: [Block] = []
        var open: (Block, [String])?
        for line in text.components(separatedBy: "\n") {
            if line.hasPrefix("```") {
                if let (block, lines) = open {
                    var block = block
                    block.text = lines.joined(separator: "\n")
                    if block.language == "yaml" { block.text += "\n" }
                    blocks.append(block)
                    open = nil
                } else {
                    open = (header(String(line.dropFirst(3))), [])
                }
            } else if open != nil {
                open?.1.append(line)
            }
        }
        return blocks
    }

    private static func header(_ line: String) -> Block {
        let words = line.split(separator: " ").map(String.init)
        var attributes: [String: String] = [:]
        var last: String?
        for word in words.dropFirst() {
            if let equals = word.firstIndex(of: "="), word[..<equals].allSatisfy(\.isLetter) {
                last = String(word[..<equals])
                attributes[String(word[..<equals])] = String(word[word.index(after: equals)...])
            } else if let last {
                attributes[last, default: ""] += " \(word)"
            }
        }
        return Block(language: words.first ?? "", attributes: attributes, text: "")
    }
}
