// SPDX-License-Identifier: Apache-2.0

import Glibc

/// What a program left behind.
public struct RunResult: Sendable {
    /// The exit status; 128 and the signal's number where a signal ended it, as a shell has it.
    public var status: Int
    /// Standard output.
    public var output: String
    /// Standard error.
    public var errors: String
}

/// Runs programs as a user would: arguments, standard input, environment, working directory.
///
/// Standard input and output are files: tests run beside each other, and a pipe's end that leaks into another test's child would stay open.
public struct Executable: Sendable {
    /// The program.
    public let path: String

    /// A program by its path.
    public init(path: String) { self.path = path }

    /// The `portolan` that was built together with the tests, or the one that `PORTOLAN_EXECUTABLE` names.
    public static let portolan: Executable = {
        if let path = Environment["PORTOLAN_EXECUTABLE"] { return Executable(path: path) }
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink("/proc/self/exe", &buffer, buffer.count - 1)
        let own = String(decoding: buffer.prefix(max(0, count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let folder = own.lastIndex(of: "/").map { own[..<$0] } ?? ""
        return Executable(path: "\(folder)/portolan")
    }()

    /// The environment of a run unless a test says otherwise: the same on every machine.
    public static var plainEnvironment: [String: String] {
        [
            "PATH": Environment["PATH"] ?? "/usr/bin:/bin", "HOME": "/nonexistent", "LC_ALL": "C.UTF-8",
            // 2026-11-23, so that prices do not age between two runs of the tests.
            "SOURCE_DATE_EPOCH": "1795392000",
        ]
    }

    /// Runs the program to its end.
    ///
    /// - Parameters:
    ///   - arguments: Its arguments.
    ///   - input: What it reads on standard input.
    ///   - environment: All of its environment.
    ///   - folder: Its working directory; the source tree unless given.
    ///   - output: A file or device for standard output instead of one that is read back.
    public func run(
        _ arguments: [String], input: String = "", environment: [String: String] = plainEnvironment, in folder: String = Repository.root,
        output: String? = nil
    ) -> RunResult {
        run(arguments, input: Array(input.utf8), environment: environment, in: folder, output: output)
    }

    /// Runs the program on bytes that need not be text.
    public func run(
        _ arguments: [String], input: [UInt8], environment: [String: String] = plainEnvironment, in folder: String = Repository.root,
        output: String? = nil
    ) -> RunResult {
        let place = TemporaryFolder()
        let inputPath = place.write(input, to: "stdin")
        let outputPath = output ?? "\(place.path)/stdout"
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, inputPath, O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, outputPath, O_WRONLY | O_CREAT, 0o600)
        posix_spawn_file_actions_addopen(&actions, 2, "\(place.path)/stderr", O_WRONLY | O_CREAT, 0o600)
        // Only a program can change the folder: the tests' own is shared by all of them.
        let program = "/usr/bin/env"
        var argumentPointers = ([program, "-C", folder, path] + arguments).map { strdup($0) } + [nil]
        var environmentPointers = environment.sorted { $0.key < $1.key }.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for pointer in argumentPointers + environmentPointers { free(pointer) } }
        var process = pid_t()
        let failure = posix_spawn(&process, program, &actions, nil, &argumentPointers, &environmentPointers)
        guard failure == 0 else { return RunResult(status: 127, output: "", errors: "\(path): \(String(cString: strerror(failure)))") }
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        let signal = status & 0x7f
        return RunResult(
            status: signal == 0 ? Int(status >> 8 & 0xff) : 128 + Int(signal),
            output: output == nil ? String(decoding: TextFile.read(outputPath) ?? [], as: UTF8.self) : "",
            errors: String(decoding: TextFile.read("\(place.path)/stderr") ?? [], as: UTF8.self))
    }
}
