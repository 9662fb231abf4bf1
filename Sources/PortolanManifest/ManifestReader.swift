// SPDX-License-Identifier: Apache-2.0

import PortolanModel

/// The documents of one file, and what could not be read of it.
public struct ManifestFile: Sendable {
    /// The path as the user gave it; `-` for standard input.
    public var path: String
    /// The trees of its parts: one, or several where an error stands between them.
    public var trees: [YAMLTree]
    /// What could not be read, in the order of the file.
    public var errors: [YAMLError]

    /// The root nodes of all documents that could be read.
    public var documents: [YAMLNode] { trees.flatMap(\.documents) }

    /// The Kubernetes objects of the file, those in lists included.
    package var objects: [YAMLNode] {
        documents.flatMap { document -> [YAMLNode] in
            guard let kind = document.value("kind")?.text else { return [] }
            if kind.hasSuffix("List"), let items = document.value("items") { return items.elements }
            return [document]
        }
    }

    /// The folder that the file lies in, `.` for the working directory.
    package var folder: String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}

/// Reads a file's documents.
///
/// One bad document does not stop the others: reading goes on at the next `---` line.
public enum ManifestReader {
    /// Reads the content of a file.
    public static func read(_ bytes: [UInt8], path: String, limits: YAMLLimits = YAMLLimits()) -> ManifestFile {
        var file = ManifestFile(path: path, trees: [], errors: [])
        let isJSON = JSONDocuments.begin(bytes)
        let bytes = isJSON ? JSONDocuments.joiningSurrogates(in: bytes) : bytes
        var rest = bytes[...]
        var line = 0
        while true {
            let (tree, error) = compose(rest, file: path, limits: limits, firstLine: line)
            if !tree.roots.isEmpty { file.trees.append(tree) }
            guard let error else { return file }
            if isJSON, let next = JSONDocuments.next(in: rest, firstLine: line, after: error) {
                rest = rest[next...]
                line = error.location.line - 1
                continue
            }
            if file.errors.last?.location != error.location { file.errors.append(error) }
            let afterLine = error.location.line - (error.undecodableOffset == nil ? 1 : 0)
            guard let next = nextDocument(in: rest, firstLine: line, afterLine: afterLine) else { return file }
            guard file.errors.count < Limits.fileErrors else {
                file.errors.append(
                    YAMLError(
                        location: SourceLocation(file: path, line: next.line + 1),
                        message: "more than \(Limits.fileErrors) documents of this file are bad",
                        remedy: "mend those; what follows has not been read"))
                return file
            }
            rest = rest[next.start...]
            line = next.line
        }
    }

    /// Composes up to the first error.
    ///
    /// libyaml decodes ahead, so a byte that is no text would take the good documents before it along: they are composed by themselves.
    private static func compose(
        _ bytes: ArraySlice<UInt8>, file: String, limits: YAMLLimits, firstLine: Int
    ) -> (tree: YAMLTree, error: YAMLError?) {
        let whole = YAMLTree.compose(bytes, file: file, limits: limits, firstLine: firstLine)
        guard let offset = whole.error?.undecodableOffset else { return whole }
        var start: Int?
        var line = firstLine
        while let next = nextDocument(in: bytes[(start ?? bytes.startIndex)...], firstLine: line, afterLine: line),
            next.start <= bytes.startIndex + offset
        {
            (start, line) = next
        }
        guard let start else { return whole }
        let before = YAMLTree.compose(bytes[..<start], file: file, limits: limits, firstLine: firstLine)
        return before.error == nil ? (before.tree, whole.error) : before
    }

    /// The first `---` line at or behind a line, but not the one that the text starts with.
    private static func nextDocument(
        in bytes: ArraySlice<UInt8>, firstLine: Int, afterLine: Int
    ) -> (start: Int, line: Int)? {
        var line = firstLine
        var start = bytes.startIndex
        while let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) {
            start = end + 1
            line += 1
            if line >= afterLine, bytes[start...].starts(with: "---".utf8), isEndOfMarker(bytes, at: start + 3) { return (start, line) }
        }
        return nil
    }

    private static func isEndOfMarker(_ bytes: ArraySlice<UInt8>, at index: Int) -> Bool {
        guard index < bytes.endIndex else { return true }
        return [UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"), UInt8(ascii: "\n")].contains(bytes[index])
    }
}
