// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A directory that is written into: opened once, and nothing below it is reached through a symbolic link.
///
/// Whoever ships the directory may have put links into it. Files are written whole beside their place, under a name that nobody can
/// foretell and that must not exist yet, and then renamed: a reader never sees half a file.
package final class OutputFolder {
    /// Who may read what is made.
    package struct Access: Sendable {
        let folder: mode_t
        let file: mode_t
        /// Whether files are written down to the disk before they take their place.
        let isSynced: Bool

        /// For everybody who may read the directory.
        package static let shared = Access(folder: 0o755, file: 0o644, isSynced: false)
        /// For the user alone.
        package static let own = Access(folder: 0o700, file: 0o600, isSynced: true)
    }

    private let path: String
    private let access: Access
    private let descriptor: Int32

    /// Opens a directory.
    ///
    /// - Parameter makes: Whether it is made, with those above it, where it does not exist.
    package init(_ path: String, makes: Bool = true, access: Access = .shared) throws(FileError) {
        self.path = path
        self.access = access
        if makes { try Self.make(path, access) }
        descriptor = open(path.isEmpty ? "." : path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileError(errno: errno, path) }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// Writes a file, with the directories above it.
    ///
    /// - Parameter name: Its place below the directory, `eks/kustomization.yaml` say.
    package func write(_ bytes: [UInt8], to name: String) throws(FileError) {
        let parts = name.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard let last = parts.last, parts.allSatisfy({ !$0.isEmpty && $0 != "." && $0 != ".." }) else {
            throw FileError(shown(name), .refused, "this is no place below the directory")
        }
        let folder = try self.folder(parts.dropLast())
        defer { close(folder) }
        var mode = access.file
        var status = stat()
        if fstatat(folder, last, &status, AT_SYMLINK_NOFOLLOW) == 0 {
            if let kind = kindWords(status.st_mode) { throw inTheWay(folder, last, kind, shown(name)) }
            mode = status.st_mode & 0o777
        }
        try put(bytes, folder, last, mode, shown(name))
    }

    /// What a file below the directory holds; `nil` where there is none, or none that is reached without a link.
    package func read(_ name: String, limit: Int) -> [UInt8]? {
        let parts = name.split(separator: "/").map(String.init)
        guard let last = parts.last, let folder = try? self.folder(parts.dropLast(), makes: false) else { return nil }
        defer { close(folder) }
        let file = openat(folder, last, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0, kindWords(status.st_mode) == nil else { return nil }
        return try? RegularFile.read(file, shown(name), limit: limit)
    }

    // MARK: Steps

    private func shown(_ name: String) -> String {
        path.isEmpty || path == "." ? name : path.hasSuffix("/") ? path + name : "\(path)/\(name)"
    }

    /// Opens the directory at the end of a way of names, made where it is missing; the caller closes it.
    private func folder(_ parts: ArraySlice<String>, makes: Bool = true) throws(FileError) -> Int32 {
        var current = openat(descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        var way = ""
        for part in parts {
            way += way.isEmpty ? part : "/" + part
            let above = current
            defer { close(above) }
            if makes { mkdirat(above, part, access.folder) }
            let next = openat(above, part, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
            let failure = errno
            guard next >= 0 else {
                var status = stat()
                let isThere = fstatat(above, part, &status, AT_SYMLINK_NOFOLLOW) == 0 && status.st_mode & S_IFMT != S_IFDIR
                throw isThere
                    ? inTheWay(above, part, kindWords(status.st_mode) ?? "a file", shown(way)) : FileError(errno: failure, shown(way))
            }
            current = next
        }
        guard current >= 0 else { throw FileError(errno: errno, path) }
        return current
    }

    private func inTheWay(_ folder: Int32, _ name: String, _ kind: String, _ path: String) -> FileError {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlinkat(folder, name, &buffer, buffer.count)
        let goal = count > 0 ? " to " + String(decoding: buffer.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self) : ""
        return FileError(
            path, .refused, "\(kind)\(goal) is in the way, and nothing is written through it\n  take it away, or write elsewhere")
    }

    private func put(_ bytes: [UInt8], _ folder: Int32, _ name: String, _ mode: mode_t, _ path: String) throws(FileError) {
        var temporary = ""
        var file: Int32 = -1
        for _ in 0..<8 where file < 0 {
            temporary = ".portolan-\(String(UInt64.random(in: .min ... .max), radix: 16)).part"
            file = openat(folder, temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, access.file)
            if file < 0, errno != EEXIST { break }
        }
        guard file >= 0 else { throw FileError(errno: errno, path) }
        if mode != access.file { fchmod(file, mode) }
        var failure = Self.fill(file, with: bytes)
        if failure == 0, access.isSynced, fsync(file) != 0 { failure = errno }
        if close(file) != 0, failure == 0 { failure = errno }
        if failure == 0, renameat(folder, temporary, folder, name) != 0 { failure = errno }
        guard failure != 0 else { return }
        unlinkat(folder, temporary, 0)
        throw FileError(errno: failure, path)
    }

    /// Writes everything; 0, or the system's error number.
    static func fill(_ descriptor: Int32, with bytes: [UInt8]) -> Int32 {
        bytes.withUnsafeBytes { buffer in
            var rest = buffer[...]
            while !rest.isEmpty {
                let count = Glibc.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { return errno }
                rest = rest.dropFirst(count)
            }
            return 0
        }
    }

    private static func make(_ path: String, _ access: Access) throws(FileError) {
        var made = path.hasPrefix("/") ? "/" : ""
        for part in path.split(separator: "/") {
            made += (made.isEmpty || made == "/" ? "" : "/") + part
            guard mkdir(made, access.folder) == 0 || errno == EEXIST || isFolder(made) else { throw FileError(errno: errno, made) }
        }
    }

    private static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }
}
