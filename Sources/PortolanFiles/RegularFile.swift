// SPDX-License-Identifier: Apache-2.0

import Glibc
import PortolanModel

/// Reads files whole, within a bound.
///
/// A pipe that nobody writes to would stop the program for good, and a device has no end: neither is read, save what the caller hands over
/// open (`/dev/stdin`, `/dev/fd/63` of a shell's `<(…)`).
package enum RegularFile {
    /// The content of a file.
    package static func read(_ path: String, limit: Int = Limits.fileBytes) throws(FileError) -> [UInt8] {
        let isHandedOver = isOwnDescriptor(path)
        // Opening a pipe waits for its writer unless told not to.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | (isHandedOver ? 0 : O_NONBLOCK))
        guard descriptor >= 0 else { throw FileError(errno: errno, path) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw FileError(errno: errno, path) }
        if let kind = kindWords(status.st_mode), !isHandedOver, path != "/dev/null" {
            throw FileError(path, .refused, "this is \(kind), and only regular files are read\n  pipe its content in with -")
        }
        return try read(descriptor, path, limit: limit)
    }

    /// All that comes out of an open file.
    package static func read(_ descriptor: Int32, _ path: String, limit: Int = Limits.fileBytes) throws(FileError) -> [UInt8] {
        var status = stat()
        let expected = fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFREG ? Int(status.st_size) : 0
        guard expected <= limit else { throw FileError(path, .tooLarge, "more than \(limit) bytes") }
        var content: [UInt8] = []
        content.reserveCapacity(expected + 1)
        var chunk = [UInt8](repeating: 0, count: max(4096, min(expected + 1, 1 << 20)))
        while true {
            let count = chunk.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw FileError(errno: errno, path) }
            guard count > 0 else { return content }
            content.append(contentsOf: chunk[..<count])
            guard content.count <= limit else { throw FileError(path, .tooLarge, "more than \(limit) bytes") }
        }
    }

    /// Whether a path names what the caller has opened itself.
    package static func isOwnDescriptor(_ path: String) -> Bool {
        ["/dev/stdin", "/dev/stdout", "/dev/stderr"].contains(path) || path.hasPrefix("/dev/fd/") || path.hasPrefix("/proc/self/fd/")
    }

    /// A path from the root, symbolic links resolved; `nil` where there is nothing of the name.
    package static func resolved(_ path: String) -> String? {
        guard let real = realpath(path, nil) else { return nil }
        defer { free(real) }
        return String(cString: real)
    }

    /// The names of what lies in a directory, sorted.
    package static func names(in folder: String) throws(FileError) -> [String] {
        guard let directory = opendir(folder) else { throw FileError(errno: errno, folder) }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: entry.pointee.d_name)) {
                    String(cString: $0)
                }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }
}
