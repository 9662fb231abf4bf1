// SPDX-License-Identifier: Apache-2.0

public import PortolanModel

/// The documents of one file as a compact tree, immutable once composed.
///
/// Nodes lie in one array in pre-order, their text in another: a node's first child follows it, and each knows where its subtree
/// ends. A file of 5 MB becomes two allocations, and a node that nobody asks for costs no `String`.
public final class YAMLTree: Sendable {
    /// A node as it is stored.
    struct Record {
        var kind: YAMLNode.Kind
        /// For a scalar: written plain, so that its type is read from its text.
        ///
        /// For a mapping: has a merge key.
        var flag: Bool
        var line: UInt32
        var column: UInt32
        /// Scalar: offset of its text.
        ///
        /// Alias: index of the node that it stands for.
        var start: UInt32
        /// Scalar: length of its text in bytes.
        ///
        /// Collection: number of direct children, keys and values counted alike.
        var count: UInt32
        /// The index after the last node of this subtree.
        var end: UInt32
    }

    /// The path as the user gave it; `-` for standard input.
    public let file: String
    let records: [Record]
    let text: [UInt8]
    let roots: [Int]

    init(file: String, records: [Record], text: [UInt8], roots: [Int]) {
        self.file = file
        self.records = records
        self.text = text
        self.roots = roots
    }

    /// The root nodes of the file's documents, in order.
    ///
    /// An empty document has none.
    public var documents: [YAMLNode] { roots.map { YAMLNode(tree: self, index: $0) } }
}

/// One node of a tree: a light handle.
///
/// Aliases are followed, so that a node is always a scalar, a sequence or a mapping.
public struct YAMLNode: Sendable {
    /// What a node is.
    public enum Kind: UInt8, Sendable {
        /// A scalar.
        case scalar
        /// A sequence.
        case sequence
        /// A mapping.
        case mapping
        /// Only inside the tree: stands for another node.
        case alias
    }

    /// A key and its value.
    public struct Entry: Sendable {
        /// The key.
        public let key: YAMLNode
        /// The value.
        public let value: YAMLNode
    }

    /// The tree that holds the node.
    public let tree: YAMLTree
    private let index: Int
    /// The record that the node stands for, aliases followed.
    var target: Int { index }
    /// Where the node is written: for an alias the place of the alias, not of the anchor.
    private let writtenAt: Int

    init(tree: YAMLTree, index: Int) {
        self.tree = tree
        writtenAt = index
        let record = tree.records[index]
        // The composer points an alias at its anchored node, never at another alias.
        self.index = record.kind == .alias ? Int(record.start) : index
    }

    private var record: YAMLTree.Record { tree.records[index] }

    /// Where the node stands in the tree, in the order in which nodes are written.
    var position: Int { writtenAt }

    /// Whether the node is an alias, whose value is written elsewhere.
    public var isAlias: Bool { writtenAt != index }

    /// Scalar, sequence or mapping.
    public var kind: Kind { record.kind }

    /// 1-based line.
    public var line: Int { Int(tree.records[writtenAt].line) }

    /// 1-based column.
    public var column: Int { Int(tree.records[writtenAt].column) }

    /// File, line and column.
    public var location: SourceLocation { SourceLocation(file: tree.file, line: line, column: column) }

    // MARK: Scalars

    /// Whether a scalar is written plain, neither quoted nor as a block, and carries no `!!str` tag: only then has it a type other than text.
    public var isPlain: Bool { record.kind == .scalar && record.flag }

    /// A scalar's text, whatever its type; `nil` for collections.
    public var text: String? {
        guard record.kind == .scalar else { return nil }
        return String(decoding: tree.text[Int(record.start)..<Int(record.start + record.count)], as: UTF8.self)
    }

    /// Whether a scalar's text is exactly this, without making a `String`.
    public func isText(_ other: StaticString) -> Bool {
        let record = record
        guard record.kind == .scalar, Int(record.count) == other.utf8CodeUnitCount else { return false }
        return tree.text.withUnsafeBufferPointer { text in
            UnsafeBufferPointer(rebasing: text[Int(record.start)..<Int(record.start + record.count)])
                .elementsEqual(UnsafeBufferPointer(start: other.utf8Start, count: other.utf8CodeUnitCount))
        }
    }

    /// Whether a scalar's text is exactly this.
    public func isText(_ other: String) -> Bool {
        let record = record
        guard record.kind == .scalar, Int(record.count) == other.utf8.count else { return false }
        return tree.text[Int(record.start)..<Int(record.start + record.count)].elementsEqual(other.utf8)
    }

    // MARK: Collections

    /// A sequence's elements; none for other nodes.
    public var elements: [YAMLNode] {
        guard record.kind == .sequence else { return [] }
        return children
    }

    /// A mapping's entries as written: duplicate keys are kept, and a merge key is an entry like any other.
    public var writtenEntries: [Entry] {
        guard record.kind == .mapping else { return [] }
        let children = children
        return stride(from: 0, to: children.count - 1, by: 2).map { Entry(key: children[$0], value: children[$0 + 1]) }
    }

    /// A mapping's entries with merge keys (`<<`) resolved: own keys first, in the order written, then what they merge in.
    public var entries: [Entry] {
        let written = writtenEntries
        guard record.flag else { return written }
        var result = written.filter { !$0.key.isMergeKey }
        var taken = Set(result.compactMap(\.key.text))
        // Merges of merges wait in an array, not on the stack: how deep they go is the file's choice.
        var open = Self.mergeSources(written)
        while let source = open.popLast() {
            let written = source.writtenEntries
            for entry in written where !entry.key.isMergeKey {
                guard let key = entry.key.text, taken.insert(key).inserted else { continue }
                result.append(entry)
            }
            if source.hasMergeKey { open += Self.mergeSources(written) }
        }
        return result
    }

    /// The mappings that a mapping's merge keys name, the first one last.
    private static func mergeSources(_ entries: [Entry]) -> [YAMLNode] {
        entries.filter(\.key.isMergeKey).flatMap { $0.value.kind == .sequence ? $0.value.elements : [$0.value] }.reversed()
    }

    /// The value under a key of a mapping, merge keys resolved; of duplicates the last, as Go's JSON decoding has it.
    public func value(_ key: String) -> YAMLNode? {
        let record = record
        guard record.kind == .mapping else { return nil }
        guard !record.flag else { return entries.last { $0.key.isText(key) }?.value }
        return tree.index(under: key, in: index + 1..<Int(record.end)).map { YAMLNode(tree: tree, index: $0) }
    }

    /// Follows keys downwards.
    public func at(_ path: String...) -> YAMLNode? {
        var node: YAMLNode? = self
        for key in path { node = node?.value(key) }
        return node
    }

    /// The key node under which a mapping holds a value.
    public func keyNode(_ key: String) -> YAMLNode? { entries.last { $0.key.isText(key) }?.key }

    var isMergeKey: Bool { isPlain && isText("<<") }

    private var children: [YAMLNode] {
        let record = record
        var result: [YAMLNode] = []
        result.reserveCapacity(Int(record.count))
        var child = index + 1
        while child < Int(record.end) {
            result.append(YAMLNode(tree: tree, index: child))
            child = Int(tree.records[child].end)
        }
        return result
    }
}

extension YAMLTree {
    /// The index of the value under a key among the children of a mapping, which lie in a range; of equal keys the last.
    ///
    /// Looking up fields is most of what reading objects is, so it works on the bytes where they lie.
    func index(under key: String, in children: Range<Int>) -> Int? {
        var key = key
        return key.withUTF8 { key in
            records.withUnsafeBufferPointer { records in
                text.withUnsafeBufferPointer { text in
                    var found: Int?
                    var child = children.lowerBound
                    while child < children.upperBound {
                        let written = records[child]
                        let record = written.kind == .alias ? records[Int(written.start)] : written
                        let value = Int(written.end)
                        if Int(record.count) == key.count, record.kind == .scalar {
                            let bytes = UnsafeBufferPointer(rebasing: text[Int(record.start)..<Int(record.start) + key.count])
                            if bytes.elementsEqual(key) { found = value }
                        }
                        child = Int(records[value].end)
                    }
                    return found
                }
            }
        }
    }
}
