// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Writes the one file that the caller names.
package enum OutputFile {
    /// Writes it whole, in the place of an older one, whose mode it keeps.
    ///
    /// A device or a pipe of the name is written to: a file must not take its place. Through a link the file is replaced that it names, if
    /// that lies in the link's own directory or below; a link that leads elsewhere may have been put there by somebody else.
    package static func write(_ bytes: [UInt8], to path: String) throws(FileError) {
        var status = stat()
        let exists = lstat(path, &status) == 0
        let kind = exists ? status.st_mode & S_IFMT : S_IFREG
        guard kind != S_IFDIR else { throw FileError(path, .refused, String(cString: strerror(EISDIR))) }
        if RegularFile.isOwnDescriptor(path) || kind != S_IFREG && kind != S_IFLNK { return try pour(bytes, into: path) }
        let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
        guard kind == S_IFLNK else { return try put(bytes, folder, path) }
        guard let goal = RegularFile.resolved(path), let home = RegularFile.resolved(folder),
            goal.hasPrefix(home == "/" ? home : home + "/"), let slash = goal.lastIndex(of: "/")
        else {
            throw FileError(
                path, .refused,
                "a symbolic link that leads out of its directory is in the way, and nothing is written through it\n  name the file that is meant"
            )
        }
        try put(bytes, String(goal[...slash]), goal)
    }

    /// Adds to a file, which is made where there is none.
    package static func append(_ bytes: [UInt8], to path: String) throws(FileError) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOCTTY, 0o644)
        guard descriptor >= 0 else { throw FileError(errno: errno, path) }
        let failure = OutputFolder.fill(descriptor, with: bytes)
        close(descriptor)
        guard failure == 0 else { throw FileError(errno: failure, path) }
    }

    private static func put(_ bytes: [UInt8], _ folder: String, _ path: String) throws(FileError) {
        let name = path.lastIndex(of: "/").map { String(path[path.index(after: $0)...]) } ?? path
        let place: OutputFolder
        do throws(FileError) { place = try OutputFolder(folder, makes: false) } catch { throw FileError(path, error.kind, error.reason) }
        try place.write(bytes, to: name)
    }

    private static func pour(_ bytes: [UInt8], into path: String) throws(FileError) {
        let descriptor = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY)
        guard descriptor >= 0 else { throw FileError(errno: errno, path) }
        let failure = OutputFolder.fill(descriptor, with: bytes)
        close(descriptor)
        guard failure == 0 else { throw FileError(errno: failure, path) }
    }
}
