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
}

/// Reads a file's documents. One bad document does not stop the others: reading goes on at the next `---` line.
public enum ManifestReader {
    /// More errors of one file than this say nothing new.
    private static let mostErrors = 20

    /// Reads the content of a file.
    public static func read(_ bytes: [UInt8], path: String, limits: YAMLLimits = YAMLLimits()) -> ManifestFile {
        var file = ManifestFile(path: path, trees: [], errors: [])
        var rest = bytes[...]
        var line = 0
        while true {
            let (tree, error) = YAMLTree.compose(Array(rest), file: path, limits: limits, firstLine: line)
            if !tree.roots.isEmpty { file.trees.append(tree) }
            guard let error else { return file }
            file.errors.append(error)
            guard file.errors.count < mostErrors, let next = nextDocument(in: rest, firstLine: line, afterLine: error.location.line - 1)
            else { return file }
            rest = rest[next.start...]
            line = next.line
        }
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
