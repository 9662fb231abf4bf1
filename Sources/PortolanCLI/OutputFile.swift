// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Why a file could not be written.
struct OutputError: Error, CustomStringConvertible {
    let path: String
    let reason: String

    var description: String { "\(path): \(reason)" }
}

/// Writes files whole: beside the place first, then renamed, so that a reader never sees half a file.
enum OutputFile {
    static func write(_ bytes: [UInt8], to path: String) throws(OutputError) {
        var status = stat()
        let exists = stat(path, &status) == 0
        // A device or a pipe (/dev/stdout, /dev/null) is written to: a file must not take its place.
        if exists, status.st_mode & S_IFMT != S_IFREG {
            let descriptor = open(path, O_WRONLY | O_CLOEXEC)
            guard descriptor >= 0, fill(descriptor, with: bytes) else { throw failure(path) }
            return
        }
        // Through a symbolic link the file that it names is replaced, not the link.
        let place = exists ? resolved(path) : path
        let temporary = "\(place).portolan-\(getpid())"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw failure(path) }
        if exists { fchmod(descriptor, status.st_mode & 0o7777) }
        guard fill(descriptor, with: bytes), rename(temporary, place) == 0 else {
            let error = failure(path)
            unlink(temporary)
            throw error
        }
    }

    /// Adds to a file, which is made where there is none.
    static func append(_ bytes: [UInt8], to path: String) throws(OutputError) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
        guard descriptor >= 0, fill(descriptor, with: bytes) else { throw failure(path) }
    }

    /// Writes everything and closes; `errno` says why not.
    private static func fill(_ descriptor: Int32, with bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                let reason = errno
                close(descriptor)
                errno = reason
                return false
            }
            rest = rest.dropFirst(count)
        }
        return close(descriptor) == 0
    }

    private static func resolved(_ path: String) -> String {
        guard let real = realpath(path, nil) else { return path }
        defer { free(real) }
        return String(cString: real)
    }

    /// A path from the root, symbolic links resolved; `nil` where there is nothing of the name.
    static func absolute(_ path: String) -> String? {
        guard let real = realpath(path, nil) else { return nil }
        defer { free(real) }
        return String(cString: real)
    }

    /// Makes a directory and those above it.
    static func makeDirectory(_ path: String) throws(OutputError) {
        var made = path.hasPrefix("/") ? "/" : ""
        for part in path.split(separator: "/") {
            made += (made.isEmpty || made == "/" ? "" : "/") + part
            guard mkdir(made, 0o755) == 0 || errno == EEXIST else { throw failure(made) }
        }
    }

    /// The names of the files in a directory, sorted.
    static func names(in path: String) throws(OutputError) -> [String] {
        guard let directory = opendir(path) else { throw failure(path) }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: Int(entry.pointee.d_reclen)) { String(cString: $0) }
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names.sorted()
    }

    private static func failure(_ path: String) -> OutputError { OutputError(path: path, reason: String(cString: strerror(errno))) }
}
