// SPDX-License-Identifier: Apache-2.0

import PortolanGraph
import PortolanManifest
import PortolanPortability

/// An app that the user names: by `--app`, or under `apps` in the configuration.
struct DeclaredApp {
    let name: String
    /// Folders and files, relative to the working directory, the configuration's, or the folder that is searched.
    let paths: [String]

    /// What of the input it is.
    ///
    /// A folder that is found to be an app stands for that app, with what it shares with others; any other folder for what lies in it.
    ///
    /// - Parameters:
    ///   - found: The apps that the input holds of itself.
    ///   - files: The paths of the input's files.
    ///   - bases: The folders that a path may be relative to.
    /// - Returns: `nil` where nothing of the input lies there.
    func app(among found: [DiscoveredApp], files: [String], bases: [String]) -> DiscoveredApp? {
        var places: Set<Int> = []
        var kustomizations: [DiscoveredApp] = []
        for path in paths {
            let candidates = bases.map { FilePattern.normalized($0.isEmpty || $0 == "." ? path : "\($0)/\(path)") }
            if let app = found.first(where: { $0.name == FilePattern.normalized(path) || candidates.contains($0.kustomization ?? "") }) {
                places.formUnion(app.files)
                if app.kustomization != nil { kustomizations.append(app) }
                continue
            }
            for (place, file) in files.enumerated() where candidates.contains(where: { FilePattern.holds($0, file) }) {
                places.insert(place)
            }
        }
        guard !places.isEmpty else { return nil }
        let built = kustomizations.count == 1 && paths.count == 1 ? kustomizations.first : nil
        return DiscoveredApp(
            name: name, files: places.sorted(), kustomization: built?.kustomization, unbuilt: kustomizations.flatMap(\.unbuilt))
    }
}

/// Paths, and patterns of paths: `*` and `?` within one part, `**` for any number of parts.
struct FilePattern {
    private let parts: [[UInt8]]
    private let isName: Bool

    init(_ pattern: String) {
        let normalized = Self.normalized(pattern)
        parts = normalized.utf8.split(separator: UInt8(ascii: "/")).map(Array.init)
        isName = parts.count == 1
    }

    /// A path without `.` parts, `x/..` and a trailing slash.
    static func normalized(_ path: String) -> String {
        var parts: [Substring] = []
        for part in path.split(separator: "/") where part != "." {
            if part == "..", let last = parts.last, last != ".." { parts.removeLast() } else { parts.append(part) }
        }
        let joined = parts.joined(separator: "/")
        return path.hasPrefix("/") ? "/" + joined : joined.isEmpty ? "." : joined
    }

    /// Whether a path is a folder or file, or lies in it.
    static func holds(_ folder: String, _ path: String) -> Bool {
        folder == "." ? !path.hasPrefix("/") && !path.hasPrefix("..") : path == folder || path.hasPrefix(folder + "/")
    }

    /// Whether the pattern takes a path, or a folder above it; a pattern of one part takes that name at any depth.
    func matches(_ path: String) -> Bool {
        let names = path.utf8.split(separator: UInt8(ascii: "/")).map(Array.init)
        if isName, let name = parts.first, name != Array("**".utf8) { return names.contains { Self.matches(name, $0) } }
        // Which parts of the pattern may come next, moved on one name at a time: no trying out, however many stars there are.
        var open = closure([0])
        for name in names {
            var next: Set<Int> = []
            for place in open where place < parts.count {
                if parts[place] == Array("**".utf8) {
                    next.insert(place)
                } else if Self.matches(parts[place], name) {
                    next.insert(place + 1)
                }
            }
            open = closure(next)
            if open.contains(parts.count) { return true }
        }
        return false
    }

    private func closure(_ places: Set<Int>) -> Set<Int> {
        var result = places
        for place in parts.indices where result.contains(place) && parts[place] == Array("**".utf8) { result.insert(place + 1) }
        return result
    }

    /// Whether one part of a pattern takes one name.
    private static func matches(_ pattern: [UInt8], _ name: [UInt8]) -> Bool {
        var (place, index) = (0, 0)
        var star: (place: Int, index: Int)?
        while index < name.count {
            if place < pattern.count, pattern[place] == UInt8(ascii: "*") {
                star = (place, index)
                place += 1
            } else if place < pattern.count, pattern[place] == UInt8(ascii: "?") || pattern[place] == name[index] {
                (place, index) = (place + 1, index + 1)
            } else if let back = star {
                star = (back.place, back.index + 1)
                (place, index) = (back.place + 1, back.index + 1)
            } else {
                return false
            }
        }
        return pattern[place...].allSatisfy { $0 == UInt8(ascii: "*") }
    }
}
