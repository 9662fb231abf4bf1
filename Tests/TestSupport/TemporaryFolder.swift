// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A folder for one test, removed when nobody holds it any more.
public final class TemporaryFolder: Sendable {
    /// Where it lies.
    public let path: String

    /// Makes a folder.
    public init() {
        var template = Array("\(Environment["TMPDIR"] ?? "/tmp")/portolan-test-XXXXXX".utf8CString)
        path = template.withUnsafeMutableBufferPointer { buffer in
            buffer.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) } ?? ""
        }
        precondition(!path.isEmpty, "no temporary folder: \(String(cString: strerror(errno)))")
    }

    deinit {
        var found: [String] = []
        var open = [path]
        // Links are removed, not followed: opendir would, so lstat is asked first.
        while let name = open.popLast() {
            found.append(name)
            var status = stat()
            guard lstat(name, &status) == 0, status.st_mode & S_IFMT == S_IFDIR, let folder = opendir(name) else { continue }
            while let entry = readdir(folder) {
                let child = withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
                if child != ".", child != ".." { open.append("\(name)/\(child)") }
            }
            closedir(folder)
        }
        for name in found.reversed() { remove(name) }
    }

    /// Writes a file into the folder, with the folders above it.
    ///
    /// - Returns: Its path.
    @discardableResult public func write(_ text: String, to name: String) -> String { write(Array(text.utf8), to: name) }

    /// Writes a file of bytes into the folder, with the folders above it.
    ///
    /// - Returns: Its path.
    @discardableResult public func write(_ bytes: [UInt8], to name: String) -> String {
        let place = "\(path)/\(name)"
        TextFile.write(bytes, to: place)
        return place
    }
}

/// Files as bytes, without Foundation.
public enum TextFile {
    /// The content of a file; `nil` where it cannot be read.
    public static func read(_ path: String) -> [UInt8]? {
        guard let file = fopen(path, "rb") else { return nil }
        defer { fclose(file) }
        var content: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = fread(&chunk, 1, chunk.count, file)
            guard count > 0 else { return content }
            content += chunk[..<count]
        }
    }

    /// Writes a file, with the folders above it; a failure ends the tests.
    public static func write(_ bytes: [UInt8], to path: String) {
        var index = path.startIndex
        while let slash = path[index...].dropFirst().firstIndex(of: "/") {
            mkdir(String(path[..<slash]), 0o755)
            index = slash
        }
        guard let file = fopen(path, "wb") else { preconditionFailure("\(path): \(String(cString: strerror(errno)))") }
        precondition(fwrite(bytes, 1, bytes.count, file) == bytes.count && fclose(file) == 0, "\(path): not written")
    }
}

/// The environment of the tests.
public enum Environment {
    /// A variable's value.
    public static subscript(name: String) -> String? { getenv(name).map { String(cString: $0) } }
}

/// The source tree.
public enum Repository {
    /// Its top folder.
    public static let root: String = {
        var parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
        parts.removeLast(3)
        return parts.joined(separator: "/")
    }()
}
