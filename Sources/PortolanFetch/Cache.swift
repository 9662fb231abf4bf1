// SPDX-License-Identifier: Apache-2.0
import Glibc

/// What was fetched before, in the user's cache folder.
public struct Cache: Hashable, Sendable {
    /// What is found in the place of an entry.
    public enum Found: Hashable, Sendable {
        /// Nothing.
        case missing
        /// An entry.
        case entry(CacheEntry)
        /// Something that is not, or no longer, an entry, and what is wrong with it.
        case damaged(String)
    }

    /// The folder.
    public let folder: String

    /// The cache in a folder.
    public init(folder: String) { self.folder = folder }

    /// The cache where the XDG base directory specification puts it; `nil` where the environment names no home.
    ///
    /// A relative `XDG_CACHE_HOME` counts for nothing, as the specification demands.
    public init?(environment: [String: String]) {
        if let base = environment["XDG_CACHE_HOME"], base.hasPrefix("/") {
            folder = "\(base)/portolan"
        } else if let home = environment["HOME"], home.hasPrefix("/") {
            folder = "\(home)/.cache/portolan"
        } else {
            return nil
        }
    }

    /// Looks a source up.
    public func find(_ id: String) -> Found {
        let bytes: [UInt8]?
        do throws(FetchError) {
            bytes = try CacheFile.read(path(id))
        } catch {
            return .damaged(error.description)
        }
        guard let bytes else { return .missing }
        do throws(CacheDamage) {
            return .entry(try CacheFormat.decode(bytes, source: id))
        } catch {
            return .damaged(error.detail)
        }
    }

    /// The ids of everything in the cache, sorted.
    public var ids: [String] {
        CacheFile.names(in: folder).filter { $0.hasSuffix(Self.suffix) }.map { String($0.dropLast(Self.suffix.utf8.count)) }
    }

    /// Stores an entry in the place of an older one.
    ///
    /// The caller holds the lock.
    func store(_ entry: CacheEntry) throws(FetchError) {
        try CacheFile.write(CacheFormat.encode(entry), to: "\(entry.source)\(Self.suffix)", in: folder)
    }

    /// Takes the lock, and clears away what a killed process left half-written.
    func lock(patience: Duration, cancellation: Cancellation) throws(FetchError) -> CacheLock {
        try CacheFile.makeFolder(folder)
        let lock = try CacheLock(folder: folder, patience: patience, cancellation: cancellation)
        for name in CacheFile.names(in: folder) where name.hasSuffix(".part") { unlink("\(folder)/\(name)") }
        return lock
    }

    private func path(_ id: String) -> String { "\(folder)/\(id)\(Self.suffix)" }

    private static let suffix = ".entry"
}
