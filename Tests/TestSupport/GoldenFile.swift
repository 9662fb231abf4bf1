// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A file of the source tree that holds what the program printed when somebody looked at it and found it good.
public struct GoldenFile: Sendable {
    /// The path below the source tree.
    public let name: String
    private var path: String { "\(Repository.root)/\(name)" }

    /// A golden file by its path below the source tree.
    public init(_ name: String) { self.name = name }

    /// Holds what was printed now against the file.
    ///
    /// `PORTOLAN_RECORD=1` writes it anew; a missing one is written and fails, so that somebody looks.
    ///
    /// - Returns: What is wrong: a unified diff, say; `nil` where nothing is.
    public func difference(from actual: String) -> String? {
        let isRecording = Environment["PORTOLAN_RECORD"] == "1"
        let isCI = Environment["CI"] == "true"
        guard !(isRecording && isCI) else { return "\(name): PORTOLAN_RECORD=1 with CI=true: CI does not record golden files" }
        guard let expected = TextFile.read(path) else {
            guard !isCI else { return "\(name) is missing, and CI does not record golden files: run `make record` and commit it" }
            TextFile.write(Array(actual.utf8), to: path)
            return isRecording ? nil : "\(name) was missing and has been recorded: look at it, commit it, and run again"
        }
        guard expected != Array(actual.utf8) else { return nil }
        guard !isRecording else {
            TextFile.write(Array(actual.utf8), to: path)
            return nil
        }
        return "\(name) differs; if that is right, run `make record` and commit it\n" + unifiedDiff(actual)
    }

    private func unifiedDiff(_ actual: String) -> String {
        let folder = TemporaryFolder()
        let new = folder.write(actual, to: "actual")
        let result = Executable(path: "/usr/bin/diff").run(["-u", "--label", name, "--label", "printed now", path, new])
        let lines = result.output.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count > 200 else { return result.output + result.errors }
        return lines.prefix(200).joined(separator: "\n") + "\n… and \(lines.count - 200) lines more"
    }
}
