// SPDX-License-Identifier: Apache-2.0

import Foundation
import PortolanFiles
import PortolanModel

/// Why a revision could not be read.
struct GitError: Error, CustomStringConvertible {
    let description: String
}

/// The tree of a revision of the repository that the working directory lies in, written into a folder that only this process knows.
///
/// Nothing in the repository changes: the tree is read into an index of its own, and no hook runs.
final class GitRevision {
    /// The commit's name.
    let commit: String
    /// Where the tree lies.
    private let folder: String
    /// The repository's top folder.
    private let top: String
    /// The working directory below it, with a slash behind it; empty where it is the top.
    private let prefix: String

    /// Writes the tree of a revision.
    ///
    /// - Parameter name: What git calls it: a branch, a tag, `HEAD~1`, `origin/main`, a commit.
    init(_ name: String) throws {
        // git would take it for an option.
        guard !name.isEmpty, !name.hasPrefix("-"), !name.contains("\0") else {
            throw GitError(description: "--against \(name): no revision begins with a hyphen")
        }
        guard let git = ExternalProgram.find("git") else {
            throw GitError(description: "--against \(name): git not found on PATH\n  install it, or give a plan kept as JSON")
        }
        top = try Self.line(git, ["rev-parse", "--show-toplevel"], name)
        prefix = try Self.line(git, ["rev-parse", "--show-prefix"], name)
        guard let commit = try? Self.line(git, ["rev-parse", "--verify", "--quiet", "--end-of-options", "\(name)^{commit}"], name),
            !commit.isEmpty
        else {
            throw GitError(
                description: "--against \(name): neither a plan's file nor a revision of this repository\n"
                    + "  in CI fetch it first: fetch-depth: 0 of actions/checkout, GIT_DEPTH: 0 of GitLab")
        }
        self.commit = commit
        folder = try Self.makeFolder()
        do {
            let environment = ["GIT_INDEX_FILE": "\(folder)/index"]
            _ = try Self.run(git, ["-C", top, "read-tree", "\(commit)^{tree}"], environment, name)
            let tree = ["-C", top, "checkout-index", "--all", "--force", "--quiet", "--prefix=\(folder)/tree/"]
            _ = try Self.run(git, tree, environment, name)
            try FileManager.default.createDirectory(atPath: "\(folder)/tree/\(prefix)", withIntermediateDirectories: true)
        } catch {
            try? FileManager.default.removeItem(atPath: folder)
            throw error
        }
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    /// The paths of a call as they are in the tree; those that it lacks are left out.
    func paths(_ paths: [String]) throws -> [String] {
        try paths.compactMap { path in
            let place = try self.path(path)
            return FileManager.default.fileExists(atPath: place.hasPrefix("/") ? place : "\(folder)/tree/\(prefix)\(place)") ? place : nil
        }
    }

    /// Relative paths stay as they are, since the working directory is another; absolute ones lead into the tree.
    private func path(_ path: String) throws -> String {
        guard path != "-" else { throw GitError(description: "--against a revision: standard input is in no revision; give its path") }
        let outside = GitError(description: "\(path): lies outside of the repository, so no revision has it")
        guard path.hasPrefix("/") else {
            guard !FilePattern.normalized(prefix + path).split(separator: "/").contains("..") else { throw outside }
            return path
        }
        let real = RegularFile.resolved(path) ?? path
        guard real == top || real.hasPrefix(top + "/") else { throw outside }
        return "\(folder)/tree\(real.dropFirst(top.count))"
    }

    /// Does something with the tree's folder, the one that corresponds to the working directory, as the working directory.
    func inside<Value>(_ body: () throws -> Value) throws -> Value {
        let here = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard here >= 0 else { throw GitError(description: "the working directory cannot be read: \(String(cString: strerror(errno)))") }
        defer {
            _ = fchdir(here)
            close(here)
        }
        guard chdir("\(folder)/tree/\(prefix)") == 0 else {
            throw GitError(description: "the revision's folder cannot be entered: \(String(cString: strerror(errno)))")
        }
        return try body()
    }

    // MARK: git

    private static func makeFolder() throws -> String {
        var template = Array("\(NSTemporaryDirectory())/portolan-XXXXXX".utf8CString)
        guard let made = template.withUnsafeMutableBufferPointer({ buffer in buffer.baseAddress.flatMap { mkdtemp($0) } }) else {
            throw GitError(description: "no temporary folder: \(String(cString: strerror(errno)))")
        }
        return String(cString: made)
    }

    private static func line(_ git: ExternalProgram, _ arguments: [String], _ name: String) throws -> String {
        let output = String(decoding: try run(git, arguments, [:], name), as: UTF8.self)
        return output.hasSuffix("\n") ? String(output.dropLast()) : output
    }

    private static func run(_ git: ExternalProgram, _ arguments: [String], _ more: [String: String], _ name: String) throws -> [UInt8] {
        // No hook, no monitor, no question, and nothing from the network.
        let quiet = ["-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=false"]
        let environment = ["GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0", "GIT_LFS_SKIP_SMUDGE": "1", "GIT_NO_LAZY_FETCH": "1"]
        let ending = try git.run(quiet + arguments, environment: environment.merging(more) { $1 }, limit: Limits.smallFileBytes)
        guard ending.status == 0 else {
            throw GitError(description: "--against \(name): git failed\n  " + ending.words.replacingOccurrences(of: "\n", with: "\n  "))
        }
        return ending.output
    }
}
