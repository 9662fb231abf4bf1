// SPDX-License-Identifier: Apache-2.0

import PortolanManifest
import PortolanModel

/// Takes whole objects out of the text of a file; everything else stays as it is.
struct DocumentRemoval {
    /// Why an object cannot be taken out.
    struct Problem: Error, CustomStringConvertible {
        let description: String
    }

    /// The text without some objects.
    ///
    /// - Parameters:
    ///   - content: The text, which may be another than the file's by now.
    ///   - file: The file.
    ///   - gone: The objects.
    static func text(_ content: [UInt8], of file: Intake.File, without gone: Set<ObjectReference>) throws -> [UInt8] {
        guard file.manifest.objects.contains(where: { gone.contains($0.reference) }) else { return content }
        let path = file.manifest.path
        let (tree, error) = YAMLTree.compose(content, file: path)
        guard file.manifest.errors.isEmpty, error == nil, let text = YAMLText(content, of: tree) else {
            throw Problem(description: "\(path): not changed, since a part of it could not be read")
        }
        let roots = tree.documents.filter { gone.contains($0.reference) }
        let items = tree.documents.flatMap { $0.value("items")?.elements ?? [] }.filter { gone.contains($0.reference) }
        var cuts: [Range<Int>] = []
        for object in roots + items {
            guard let range = text.range(of: object) else {
                throw Problem(description: "\(object.location): the object is no part of the text that is edited")
            }
            if object.location == roots.first(where: { $0.location == object.location })?.location {
                cuts.append(document(around: range, in: text.bytes))
            } else if let item = item(range, in: text.bytes) {
                cuts.append(item)
            } else {
                throw Problem(description: "\(object.location): the object stands in a list in one line; use --output")
            }
        }
        var bytes = text.bytes
        for cut in cuts.sorted(by: { $0.lowerBound > $1.lowerBound }) { bytes.removeSubrange(cut) }
        return emptied(bytes)
    }

    /// A document with the comments in front of it, from its separator to the next one.
    private static func document(around range: Range<Int>, in bytes: [UInt8]) -> Range<Int> {
        var start = lineStart(range.lowerBound, bytes)
        while start > 0, !isSeparator(start, bytes) { start = lineStart(start - 1, bytes) }
        var end = lineEnd(range.upperBound, bytes)
        while end < bytes.count, !isSeparator(end, bytes) { end = lineEnd(end, bytes) }
        return start..<end
    }

    /// An element of a list in block style: its lines, from the dash on; in flow style the element with its comma.
    private static func item(_ range: Range<Int>, in bytes: [UInt8]) -> Range<Int>? {
        let start = lineStart(range.lowerBound, bytes)
        let front = bytes[start..<range.lowerBound]
        if front.contains(UInt8(ascii: "-")), front.allSatisfy({ $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "-") }) {
            return start..<lineEnd(range.upperBound, bytes)
        }
        // In flow style, JSON included: up to the comma behind it, or from the comma in front of it.
        var end = range.upperBound
        while end < bytes.count, isSpace(bytes[end]) { end += 1 }
        if end < bytes.count, bytes[end] == UInt8(ascii: ",") { return range.lowerBound..<(end + 1) }
        var begin = range.lowerBound
        while begin > 0, isSpace(bytes[begin - 1]) { begin -= 1 }
        if begin > 0, bytes[begin - 1] == UInt8(ascii: ",") { return (begin - 1)..<range.upperBound }
        return begin > 0 && bytes[begin - 1] == UInt8(ascii: "[") ? range : nil
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 32 || byte == 10 || byte == 13 || byte == 9 }

    private static func lineStart(_ place: Int, _ bytes: [UInt8]) -> Int {
        var start = place
        while start > 0, bytes[start - 1] != UInt8(ascii: "\n") { start -= 1 }
        return start
    }

    private static func lineEnd(_ place: Int, _ bytes: [UInt8]) -> Int {
        var end = place
        while end < bytes.count, bytes[end] != UInt8(ascii: "\n") { end += 1 }
        return min(end + 1, bytes.count)
    }

    /// Whether a line begins a document.
    private static func isSeparator(_ start: Int, _ bytes: [UInt8]) -> Bool {
        bytes[start...].starts(with: Array("---".utf8))
            && (start + 3 >= bytes.count || isSpace(bytes[start + 3]))
    }

    /// Nothing for a text that holds no more than separators, comments and a list's empty shell.
    private static func emptied(_ bytes: [UInt8]) -> [UInt8] {
        let lines = bytes.split(separator: UInt8(ascii: "\n")).map { $0.drop(while: isSpace) }
        let isEmpty = lines.allSatisfy { $0.isEmpty || $0.starts(with: Array("---".utf8)) || $0.first == UInt8(ascii: "#") }
        return isEmpty ? [] : bytes
    }
}

extension YAMLNode {
    /// Kind, namespace and name as written.
    fileprivate var reference: ObjectReference {
        let namespace = at("metadata", "namespace")?.text ?? ""
        return ObjectReference(
            kind: value("kind")?.text ?? "", namespace: namespace.isEmpty ? "default" : namespace, name: at("metadata", "name")?.text ?? "")
    }
}
