// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Why a path could not be read.
public enum InputError: Error, Hashable, Sendable {
    /// There is no such file or folder.
    case missing(path: String)
    /// The system refuses: its own words.
    case unreadable(path: String, reason: String)
    /// A folder without a single manifest.
    case empty(path: String)
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
        case .tooLarge(let path, let limit): "\(path): more than \(limit >> 20) MiB\n  split it"
        }
    }
}

/// Finds manifest files.
public enum InputFiles {
    private static let extensions = [".yaml", ".yml", ".json"]
    private static let deepest = 64

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
        return (files.sorted(), uniqued(errors))
    }

    /// The content of a file, or of standard input for `-`.
    public static func read(_ path: String, limit: Int = YAMLLimits().bytes) throws(InputError) -> [UInt8] {
        let descriptor = path == "-" ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .unreadable(path: path, reason: String(cString: strerror(errno))) }
        defer { if descriptor != STDIN_FILENO { close(descriptor) } }
        var status = stat()
        let expected = fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFREG ? Int(status.st_size) : 0
        guard expected <= limit else { throw .tooLarge(path: path, limit: limit) }
        var content: [UInt8] = []
        content.reserveCapacity(expected + 1)
        var chunk = [UInt8](repeating: 0, count: max(4096, min(expected + 1, 1 << 20)))
        while true {
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw .unreadable(path: path, reason: String(cString: strerror(errno))) }
            guard count > 0 else { return content }
            content.append(contentsOf: chunk[..<count])
            guard content.count <= limit else { throw .tooLarge(path: path, limit: limit) }
        }
    }

    private static func search(_ folder: String, depth: Int, into files: inout Set<String>, errors: inout [InputError]) {
        guard depth < deepest else {
            errors.append(.unreadable(path: folder, reason: "directories are nested more than \(deepest) deep"))
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
            switch kind(of: path, hint: entry.pointee.d_type) {
            case UInt32(S_IFDIR): folders.append(path)
            case UInt32(S_IFREG) where extensions.contains(where: { name.hasSuffix($0) }): files.insert(path)
            default: break
            }
        }
        closedir(directory)
        for path in folders.sorted() { search(path, depth: depth + 1, into: &files, errors: &errors) }
    }

    /// The kind of a directory entry: a symbolic link to a file counts as that file, one to a folder as nothing.
    private static func kind(of path: String, hint: UInt8) -> UInt32 {
        if Int(hint) == Int(DT_DIR) { return UInt32(S_IFDIR) }
        if Int(hint) == Int(DT_REG) { return UInt32(S_IFREG) }
        var status = stat()
        guard stat(path, &status) == 0 else { return 0 }
        let kind = status.st_mode & S_IFMT
        return Int(hint) == Int(DT_LNK) && kind == S_IFDIR ? 0 : kind
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
