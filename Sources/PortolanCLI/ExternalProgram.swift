// SPDX-License-Identifier: Apache-2.0

import Foundation
import PortolanModel

/// Another program that is run to its end: what it prints, and what it says went wrong.
struct ExternalProgram {
    /// What is left of a run.
    struct Ending {
        var output: [UInt8]
        /// What it said on standard error, at most 4000 bytes.
        var words: String
        var status: Int32
    }

    /// Why its output was not taken.
    struct TooMuch: Error {}

    /// It did not end in `Limits.childSeconds`, and was ended.
    struct TooSlow: Error {}

    /// Its place.
    let path: String

    /// The program's place on PATH; relative entries are left out, since they would run what lies in the working directory.
    static func find(_ program: String) -> ExternalProgram? {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
        return path.split(separator: ":").map { "\($0)/\(program)" }.first { $0.hasPrefix("/") && access($0, X_OK) == 0 }
            .map(ExternalProgram.init)
    }

    /// Runs it without standard input.
    ///
    /// - Parameters:
    ///   - arguments: Its arguments.
    ///   - environment: What is set in its environment beside what there is.
    ///   - limit: How many bytes it may print.
    func run(_ arguments: [String], environment: [String: String] = [:], limit: Int) throws -> Ending {
        let process = Process()
        process.executableURL = URL(filePath: path)
        process.arguments = arguments
        if !environment.isEmpty { process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 } }
        process.standardInput = FileHandle.nullDevice
        let output = Pipe()
        let errors = Pipe()
        process.standardOutput = output
        process.standardError = errors
        try process.run()
        let hasEnded = Mutexed(false)
        let isLate = Mutexed(false)
        let identifier = process.processIdentifier
        DispatchQueue.global().asyncAfter(deadline: .now() + .seconds(Limits.childSeconds)) {
            guard !hasEnded.value else { return }
            isLate.set(true)
            kill(identifier, SIGKILL)
        }
        defer { hasEnded.set(true) }
        // Both pipes must be emptied at once, or a program that fills one of them waits for ever.
        let words = Mutexed<Data>(Data())
        let reader = DispatchQueue(label: "portolan.program")
        let done = DispatchGroup()
        reader.async(group: done) { words.set(errors.fileHandleForReading.readDataToEndOfFile()) }
        var content: [UInt8] = []
        while let chunk = try output.fileHandleForReading.read(upToCount: 1 << 20), !chunk.isEmpty {
            content += chunk
            guard content.count <= limit else {
                process.terminate()
                throw TooMuch()
            }
        }
        done.wait()
        process.waitUntilExit()
        guard !isLate.value else { throw TooSlow() }
        let text = String(decoding: words.value.prefix(4000), as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        return Ending(output: content, words: text, status: process.terminationStatus)
    }
}
