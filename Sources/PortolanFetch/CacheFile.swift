// SPDX-License-Identifier: Apache-2.0
import Glibc
import PortolanFiles
import PortolanModel

/// Files of the cache: read whole, written so that a reader sees the old one or the new one and never a part.
enum CacheFile {
    /// The whole file; `nil` where there is none.
    static func read(_ path: String, limit: Int = Limits.fileBytes) throws(FetchError) -> [UInt8]? {
        do throws(FileError) {
            return try RegularFile.read(path, limit: limit)
        } catch {
            switch error.kind {
            case .missing: return nil
            case .tooLarge: throw .cacheFile(path: path, detail: "is larger than a cache entry can be")
            case .refused, .system: throw problem(error)
            }
        }
    }

    /// Writes beside the place, down to the disk, and then renames.
    static func write(_ bytes: [UInt8], to name: String, in folder: String) throws(FetchError) {
        do throws(FileError) { try OutputFolder(folder, access: .own).write(bytes, to: name) } catch { throw problem(error) }
    }

    /// The names in a folder, sorted; none where it does not exist.
    static func names(in folder: String) -> [String] { (try? RegularFile.names(in: folder)) ?? [] }

    /// Makes a folder and those above it, for the user alone.
    static func makeFolder(_ path: String) throws(FetchError) {
        do throws(FileError) { _ = try OutputFolder(path, access: .own) } catch { throw problem(error) }
    }

    private static func problem(_ error: FileError) -> FetchError { .cacheFile(path: error.path, detail: error.reason.lowercased()) }

    /// What the system says is wrong.
    static func problem(_ path: String) -> FetchError { .cacheFile(path: path, detail: String(cString: strerror(errno)).lowercased()) }
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
