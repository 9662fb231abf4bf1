// SPDX-License-Identifier: Apache-2.0

import Glibc
import PortolanFiles
import PortolanModel

/// Why a path could not be read.
public enum InputError: Error, Hashable, Sendable {
    /// There is no such file or folder.
    case missing(path: String)
    /// The system refuses: its own words.
    case unreadable(path: String, reason: String)
    /// A folder without a single manifest.
    case empty(path: String)
    /// A pipe, a device or a socket: why it is not read.
    case notRegular(path: String, reason: String)
    /// A link that leads nowhere, or in a circle.
    case brokenLink(path: String)
    /// More files than are read.
    case tooMany(limit: Int)
    /// More bytes than are read.
    case tooLarge(path: String, limit: Int)
}

extension InputError: CustomStringConvertible {
    /// What is wrong, and what to do.
    public var description: String {
        switch self {
        case .missing(let path): "\(path): no such file or directory\n  give a manifest file, a directory, or - for standard input"
        case .unreadable(let path, let reason): "\(path): \(reason)\n  make it readable, or leave it out"
        case .empty(let path): "\(path): no .yaml, .yml or .json file below this directory\n  give the directory that holds the manifests"
        case .notRegular(let path, let reason): "\(path): \(reason)"
        case .brokenLink(let path): "\(path): a symbolic link that leads nowhere\n  mend it, or take it away"
        case .tooMany(let limit): "more than \(limit) files\n  give fewer at a time"
        case .tooLarge(let path, let limit): "\(path): more than \(limit >> 20) MiB\n  split it"
        }
    }
}

/// Finds manifest files.
public enum InputFiles {
    private static let extensions = [".yaml", ".yml", ".json"]
    /// The files that a list of paths stands for: files as they are, directories searched for `.yaml`, `.yml` and `.json`, `-` for standard
    /// input.
    ///
    /// Each file once, sorted, so that the order of arguments does not count. Hidden files and folders are left out; symbolic links to
    /// folders are not followed.
    public static func expand(_ paths: [String]) -> (files: [String], errors: [InputError]) {
        var files: Set<String> = []
        var errors: [InputError] = []
        for path in paths {
            if path == "-" {
                files.insert(path)
                continue
            }
            var status = stat()
            guard stat(path, &status) == 0 else {
                errors.append(errno == ENOENT ? .missing(path: path) : .unreadable(path: path, reason: String(cString: strerror(errno))))
                continue
            }
            guard status.st_mode & S_IFMT == S_IFDIR else {
                files.insert(normalized(path))
                continue
            }
            var found: Set<String> = []
            var problems: [InputError] = []
            search(normalized(path), depth: 0, into: &found, errors: &problems)
            if found.isEmpty, problems.isEmpty { problems.append(.empty(path: path)) }
            files.formUnion(found)
            errors += problems
        }
        guard files.count <= Limits.files else { return ([], uniqued(errors) + [.tooMany(limit: Limits.files)]) }
        return (files.sorted(), uniqued(errors))
    }

    /// The content of a file, or of standard input for `-`.
    public static func read(_ path: String, limit: Int = YAMLLimits().bytes) throws(InputError) -> [UInt8] {
        do throws(FileError) {
            if path == "-" { return try RegularFile.read(STDIN_FILENO, path, limit: limit) }
            return try RegularFile.read(path, limit: limit)
        } catch {
            switch error.kind {
            case .tooLarge: throw .tooLarge(path: path, limit: limit)
            case .refused: throw .notRegular(path: path, reason: error.reason)
            case .missing, .system: throw .unreadable(path: path, reason: error.reason)
            }
        }
    }

    private static func search(_ folder: String, depth: Int, into files: inout Set<String>, errors: inout [InputError]) {
        guard depth < Limits.folderDepth else {
            errors.append(.unreadable(path: folder, reason: "directories are nested more than \(Limits.folderDepth) deep"))
            return
        }
        guard let directory = opendir(folder) else {
            errors.append(.unreadable(path: folder, reason: String(cString: strerror(errno))))
            return
        }
        var folders: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: Int(entry.pointee.d_reclen)) { String(cString: $0) }
            }
            guard !name.hasPrefix(".") else { continue }
            let path = folder == "." ? name : folder.hasSuffix("/") ? folder + name : folder + "/" + name
            let isManifest = extensions.contains { name.hasSuffix($0) }
            switch kind(of: path, hint: entry.pointee.d_type) {
            case .folder: folders.append(path)
            case .file where isManifest: files.insert(path)
            case .other where isManifest: errors.append(.notRegular(path: path, reason: "no regular file, so it is not read"))
            case .brokenLink: errors.append(.brokenLink(path: path))
            case .file, .other, .folderLink: break
            }
        }
        closedir(directory)
        for path in folders.sorted() where files.count <= Limits.files { search(path, depth: depth + 1, into: &files, errors: &errors) }
    }

    private enum Kind {
        case file, folder
        /// A link to a folder: it is not followed, since circles would have no end.
        case folderLink
        case brokenLink, other
    }

    /// The kind of a directory entry; a symbolic link to a file counts as that file.
    private static func kind(of path: String, hint: UInt8) -> Kind {
        if Int(hint) == Int(DT_DIR) { return .folder }
        if Int(hint) == Int(DT_REG) { return .file }
        var status = stat()
        guard lstat(path, &status) == 0 else { return .other }
        let isLink = status.st_mode & S_IFMT == S_IFLNK
        guard stat(path, &status) == 0 else { return isLink ? .brokenLink : .other }
        switch status.st_mode & S_IFMT {
        case S_IFREG: return .file
        case S_IFDIR: return isLink ? .folderLink : .folder
        default: return .other
        }
    }

    /// A path without `.` parts, double slashes and a trailing slash, so that one file has one name however it was given.
    private static func normalized(_ path: String) -> String {
        let parts = path.utf8.split(separator: UInt8(ascii: "/")).filter { !$0.elementsEqual(".".utf8) }.map { String($0) ?? "" }
        let joined = parts.joined(separator: "/")
        if path.utf8.first == UInt8(ascii: "/") { return "/" + joined }
        return joined.isEmpty ? "." : joined
    }

    private static func uniqued(_ errors: [InputError]) -> [InputError] {
        var seen: Set<InputError> = []
        return errors.filter { seen.insert($0).inserted }
    }
}
