// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// The source tree that these tests were built from.
enum SourceTree {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// The paths of all files that git tracks or would track, sorted.
    static func files() throws -> [String] {
        let listing = try run("/usr/bin/env", ["git", "-C", root.path(), "ls-files", "-co", "--exclude-standard", "-z"], in: root)
        #expect(listing.status == 0, "\(listing.output)")
        let paths = listing.output.split(separator: "\0").map(String.init).sorted()
        // A file that was removed and not yet committed is still listed.
        return paths.filter { FileManager.default.fileExists(atPath: root.appending(path: $0).path()) }
    }

    static func markdown() throws -> [String] { try files().filter { $0.hasSuffix(".md") } }

    static func text(_ path: String) throws -> String { try String(contentsOf: root.appending(path: path), encoding: .utf8) }

    /// Runs the `portolan` that was built beside these tests.
    static func portolan(_ arguments: [String], in folder: URL = root) throws -> (output: String, status: Int32) {
        let beside = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent().appending(path: "portolan")
        let built = root.appending(path: ".build/debug/portolan")
        return try run((FileManager.default.isExecutableFile(atPath: beside.path()) ? beside : built).path(), arguments, in: folder)
    }

    private static func run(_ program: String, _ arguments: [String], in folder: URL) throws -> (output: String, status: Int32) {
        let process = Process()
        let pipe = Pipe()
        process.executableURL = URL(filePath: program)
        process.arguments = arguments
        process.currentDirectoryURL = folder
        // The same on every machine: no cache of prices, no configuration, no colours.
        process.environment = [
            "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "", "HOME": "/nonexistent", "LC_ALL": "C.UTF-8",
            "SOURCE_DATE_EPOCH": "1795392000",
        ]
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (String(decoding: data, as: UTF8.self), process.terminationStatus)
    }
}

/// A file of the tree that is written from the code and its data.
///
/// `PORTOLAN_RECORD=1` writes it; CI never does.
enum GeneratedFile {
    /// Holds a file against what it should be.
    static func check(_ path: String, is expected: String) throws {
        let environment = ProcessInfo.processInfo.environment
        let isRecording = environment["PORTOLAN_RECORD"] == "1"
        guard !(isRecording && environment["CI"] == "true") else {
            Issue.record("\(path): CI does not record; run `make record` and commit what it writes")
            return
        }
        let found = try? SourceTree.text(path)
        guard found != expected else { return }
        guard isRecording else {
            Issue.record("\(path) is stale: run `make record`\n\(firstDifference(found ?? "", expected))")
            return
        }
        let url = SourceTree.root.appending(path: path)
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try expected.write(to: url, atomically: true, encoding: .utf8)
    }

    private static func firstDifference(_ found: String, _ expected: String) -> String {
        let (old, new) = (found.components(separatedBy: "\n"), expected.components(separatedBy: "\n"))
        let line = zip(old, new).prefix { $0 == $1 }.count
        return "line \(line + 1)\n-\(line < old.count ? old[line] : "")\n+\(line < new.count ? new[line] : "")"
    }
}
