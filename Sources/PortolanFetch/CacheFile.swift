// SPDX-License-Identifier: Apache-2.0
import Glibc

/// Files of the cache: read whole, written so that a reader sees the old one or the new one and never a part.
enum CacheFile {
    /// The whole file; `nil` where there is none.
    static func read(_ path: String, limit: Int = 256 << 20) throws(FetchError) -> [UInt8]? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw problem(path)
        }
        defer { close(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = chunk.withUnsafeMutableBytes { Glibc.read(file, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw problem(path) }
            guard count > 0 else { return bytes }
            bytes += chunk[..<count]
            guard bytes.count <= limit else { throw .cacheFile(path: path, detail: "is larger than a cache entry can be") }
        }
    }

    /// Writes beside the place, down to the disk, and then renames.
    static func write(_ bytes: [UInt8], to path: String) throws(FetchError) {
        let temporary = "\(path).\(getpid()).part"
        let file = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else { throw problem(temporary) }
        var written = 0
        var failure: FetchError?
        while written < bytes.count, failure == nil {
            let count = bytes.withUnsafeBytes { Glibc.write(file, $0.baseAddress?.advanced(by: written), $0.count - written) }
            if count < 0, errno == EINTR { continue }
            if count <= 0 { failure = problem(temporary) } else { written += count }
        }
        if failure == nil, fsync(file) != 0 { failure = problem(temporary) }
        close(file)
        if failure == nil, rename(temporary, path) != 0 { failure = problem(path) }
        guard let failure else { return }
        unlink(temporary)
        throw failure
    }

    /// The names in a folder, sorted; none where it does not exist.
    static func names(in folder: String) -> [String] {
        guard let handle = opendir(folder) else { return [] }
        defer { closedir(handle) }
        var names: [String] = []
        while let entry = readdir(handle) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: entry.pointee.d_name)) {
                    String(cString: $0)
                }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    /// Makes a folder and those above it, for the user alone.
    static func makeFolder(_ path: String) throws(FetchError) {
        var made = path.hasPrefix("/") ? "" : "."
        for part in path.split(separator: "/") {
            made += "/\(part)"
            guard mkdir(made, 0o700) == 0 || errno == EEXIST || isFolder(made) else { throw problem(made) }
        }
    }

    /// What the system says is wrong.
    static func problem(_ path: String) -> FetchError { .cacheFile(path: path, detail: String(cString: strerror(errno)).lowercased()) }

    private static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }
}

/// Holds the cache against other processes for as long as it lives.
final class CacheLock {
    private let file: Int32

    /// Takes the lock, waiting for another process for a while.
    init(folder: String, patience: Duration, cancellation: Cancellation) throws(FetchError) {
        let path = "\(folder)/lock"
        file = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else { throw CacheFile.problem(path) }
        let deadline = ContinuousClock.now + patience
        while flock(file, LOCK_EX | LOCK_NB) != 0 {
            guard errno == EWOULDBLOCK || errno == EINTR else { throw CacheFile.problem(path) }
            guard !cancellation.isCancelled else { throw .cancelled }
            guard ContinuousClock.now < deadline else { throw .cacheLocked(path: folder, holder: Self.holder(path)) }
            usleep(20_000)
        }
        ftruncate(file, 0)
        let name = Array("process \(getpid())".utf8)
        _ = name.withUnsafeBytes { pwrite(file, $0.baseAddress, $0.count, 0) }
    }

    deinit {
        // Closing gives the lock up; the file stays, since removing it would let two processes lock two files of one name.
        if file >= 0 { close(file) }
    }

    private static func holder(_ path: String) -> String {
        let bytes = (try? CacheFile.read(path)).flatMap { $0 } ?? []
        let text = ParsedText.clean(String(decoding: bytes, as: UTF8.self))
        return text.isEmpty ? "another process" : text
    }
}
