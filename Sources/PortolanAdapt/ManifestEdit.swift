// SPDX-License-Identifier: Apache-2.0

public import PortolanManifest
public import PortolanPortability

/// Why an object cannot be changed where it stands.
public struct ManifestEditError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What stands in the way, and what to do.
    public var description: String
}

/// Changes objects in the text of their file; comments, order and formatting stay as they are.
public struct ManifestEdit {
    private let text: YAMLText
    private var edits: [(range: Range<Int>, replacement: String)] = []

    /// Prepares the edit of a file.
    ///
    /// - Throws: `ManifestEditError` where the text is not what the tree was read from.
    public init(_ bytes: [UInt8], tree: YAMLTree) throws(ManifestEditError) {
        guard let text = YAMLText(bytes, of: tree) else {
            throw ManifestEditError(description: "\(tree.file): the file is not UTF-8, or has changed since it was read")
        }
        self.text = text
    }

    /// The text with all changes made.
    public var result: [UInt8] {
        var result = text.bytes
        for edit in edits.sorted(by: { $0.range.lowerBound > $1.range.lowerBound }) {
            result.replaceSubrange(edit.range, with: edit.replacement.utf8)
        }
        return result
    }

    /// Makes changes to one object.
    public mutating func apply(_ changes: [ServiceChange], to object: YAMLNode) throws(ManifestEditError) {
        guard text.range(of: object) != nil else {
            throw ManifestEditError(description: "\(object.location): the object is no part of the text that is edited")
        }
        var annotations: [(String, String)] = []
        for change in changes {
            switch change {
            case .annotation(let key, let value):
                annotations.removeAll { $0.0 == key }
                annotations.append((key, value.yamlQuoted))
            case .annotationRemoval(let key): try remove(key, from: object.at("metadata", "annotations"))
            case .field(let name, let value): try set([(name, value.yamlScalar)], in: object, path: ["spec"])
            case .list(let name, let values):
                try set([(name, "[" + values.map(\.yamlQuoted).joined(separator: ", ") + "]")], in: object, path: ["spec"])
            case .removal(let name): try remove(name, from: object.value("spec"))
            }
        }
        if !annotations.isEmpty { try set(annotations, in: object, path: ["metadata", "annotations"]) }
    }

    /// Sets entries of a mapping below the object; mappings that are missing on the way are made.
    private mutating func set(_ entries: [(key: String, value: String)], in object: YAMLNode, path: [String]) throws(ManifestEditError) {
        var node = object
        var left = path[...]
        while let name = left.first, let next = node.value(name), next.kind == .mapping {
            node = next
            left = left.dropFirst()
        }
        if let name = left.first, let value = node.value(name), !value.isNull {
            throw ManifestEditError(description: "\(value.location): \(name) is no mapping")
        }
        guard !node.isAlias else {
            throw ManifestEditError(
                description: "\(node.location): the mapping is an alias, so a change would reach other objects; write an overlay (--output)"
            )
        }
        if let name = left.first {
            let isNull = node.writtenEntries.contains { $0.key.isText(name) }
            let nested = left.dropFirst().reversed().reduce(Self.flow(entries)) { "{\($1): \($0)}" }
            // A null mapping in block style (`annotations:`) takes its value on the same line.
            if isNull { return try replace(name, with: " " + nested, in: node) }
            return text.isFlow(node) ? insertFlow([(name, nested)], in: node) : insertBlock(name, left: left.dropFirst(), entries, in: node)
        }
        var fresh: [(key: String, value: String)] = []
        for entry in entries {
            if node.writtenEntries.contains(where: { $0.key.isText(entry.key) }) {
                try replace(entry.key, with: entry.value, in: node)
            } else {
                fresh.append(entry)
            }
        }
        guard !fresh.isEmpty else { return }
        if text.isFlow(node) {
            insertFlow(fresh, in: node)
        } else {
            insertLines(fresh.map { "\(Self.key($0.key)): \($0.value)" }, in: node)
        }
    }

    // MARK: Edits

    private mutating func replace(_ key: String, with value: String, in node: YAMLNode) throws(ManifestEditError) {
        guard let entry = node.writtenEntries.last(where: { $0.key.isText(key) }), let range = text.range(of: entry.value) else { return }
        guard entry.value.isScalarOnOneLine || text.isFlow(entry.value) else {
            throw ManifestEditError(description: "\(entry.value.location): the value of \(key) spans lines; write an overlay (--output)")
        }
        edits.append((range, value))
    }

    private mutating func insertFlow(_ entries: [(key: String, value: String)], in node: YAMLNode) {
        guard let start = text.range(of: node)?.lowerBound else { return }
        let isEmpty = node.writtenEntries.isEmpty
        let pairs = entries.map { "\($0.key.yamlQuoted): \($0.value)" }.joined(separator: ", ")
        edits.append((start + 1..<start + 1, pairs + (isEmpty ? "" : ", ")))
    }

    /// Inserts lines in front of a block mapping's first key, as far indented as that.
    private mutating func insertLines(_ lines: [String], in node: YAMLNode) {
        guard let first = node.writtenEntries.first?.key, let start = text.range(of: first)?.lowerBound else { return }
        let indent = String(repeating: " ", count: first.column - 1)
        edits.append((start..<start, lines.map { $0 + newLine + indent }.joined()))
    }

    private mutating func insertBlock(
        _ name: String, left: ArraySlice<String>, _ entries: [(key: String, value: String)], in node: YAMLNode
    ) {
        guard let first = node.writtenEntries.first?.key else { return }
        let step = 2
        var depth = first.column - 1
        var lines = ["\(name):"]
        for inner in left {
            depth += step
            lines.append(String(repeating: " ", count: depth) + "\(inner):")
        }
        depth += step
        lines += entries.map { String(repeating: " ", count: depth) + "\(Self.key($0.key)): \($0.value)" }
        insertLines([lines.joined(separator: newLine)], in: node)
    }

    private mutating func remove(_ name: String, from mapping: YAMLNode?) throws(ManifestEditError) {
        guard let mapping, let entry = mapping.writtenEntries.first(where: { $0.key.isText(name) }),
            let key = text.range(of: entry.key), let value = text.range(of: entry.value)
        else { return }
        guard !mapping.isAlias, entry.value.isScalarOnOneLine else {
            throw ManifestEditError(description: "\(entry.key.location): \(name) cannot be taken out here; write an overlay (--output)")
        }
        // The last entry leaves a mapping that must stay one, and a flow mapping has no line of its own: null says the same.
        guard !text.isFlow(mapping), mapping.writtenEntries.count > 1 else {
            edits.append((key.lowerBound..<value.upperBound, "\(Self.key(name)): null"))
            return
        }
        // The whole line, the comment behind the value included.
        var end = value.upperBound
        while end < text.bytes.count, text.bytes[end] != UInt8(ascii: "\n") { end += 1 }
        var start = key.lowerBound
        while start > 0, text.bytes[start - 1] == UInt8(ascii: " ") { start -= 1 }
        guard start == 0 || text.bytes[start - 1] == UInt8(ascii: "\n") else {
            edits.append((key.lowerBound..<value.upperBound, "\(Self.key(name)): null"))
            return
        }
        edits.append((start..<min(end + 1, text.bytes.count), ""))
    }

    private var newLine: String {
        text.bytes.firstIndex(of: UInt8(ascii: "\n")).map { $0 > 0 && text.bytes[$0 - 1] == UInt8(ascii: "\r") ? "\r\n" : "\n" } ?? "\n"
    }

    private static func flow(_ entries: [(key: String, value: String)]) -> String {
        "{" + entries.map { "\($0.key.yamlQuoted): \($0.value)" }.joined(separator: ", ") + "}"
    }

    /// A key that needs no quotes mostly: annotation keys are words, dots, slashes and hyphens.
    private static func key(_ key: String) -> String {
        let isPlain = key.utf8.allSatisfy { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                || "-./_".utf8.contains(byte)
        }
        return isPlain && key.utf8.first.map { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0 | 0x20) } == true ? key : key.yamlQuoted
    }
}

extension YAMLNode {
    /// Whether the node is a scalar whose text has no line break: plain or quoted on its line.
    fileprivate var isScalarOnOneLine: Bool { kind == .scalar && !isAlias && text?.contains("\n") != true }
}
