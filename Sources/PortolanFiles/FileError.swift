// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Why a file could not be read or written.
package struct FileError: Error, Hashable, Sendable {
    /// What went wrong, for those who go on differently.
    package enum Kind: Hashable, Sendable {
        /// There is nothing of the name.
        case missing
        /// It is no regular file, or something stands in the way.
        case refused
        /// It holds more bytes than are read.
        case tooLarge
        /// The system's own no.
        case system
    }

    package var path: String
    package var kind: Kind
    /// In words: the system's own, or what is in the way and what to do.
    package var reason: String

    package init(_ path: String, _ kind: Kind, _ reason: String) {
        self.path = path
        self.kind = kind
        self.reason = reason
    }

    /// What `errno` says.
    init(errno code: Int32, _ path: String) {
        self.init(path, code == ENOENT || code == ENOTDIR ? .missing : .system, String(cString: strerror(code)))
    }
}

extension FileError: CustomStringConvertible {
    package var description: String { "\(path): \(reason)" }
}

/// What a directory entry is, in words; `nil` for a regular file.
func kindWords(_ mode: mode_t) -> String? {
    switch mode & S_IFMT {
    case S_IFREG: nil
    case S_IFDIR: "a directory"
    case S_IFLNK: "a symbolic link"
    case S_IFIFO: "a named pipe"
    case S_IFSOCK: "a socket"
    default: "a device"
    }
}
