// SPDX-License-Identifier: Apache-2.0

import CLibYAML

/// Where a tree's nodes lie in the bytes that they were composed from, for edits that leave everything else as it is.
public struct YAMLText: Sendable {
    /// The file's content.
    public let bytes: [UInt8]
    private let tree: YAMLTree
    /// The byte ranges of the nodes, in the order of the tree's records.
    private let ranges: [Range<Int>]

    /// Reads the places of a tree's nodes; `nil` where the bytes are not what the tree was composed from, or not UTF-8.
    public init?(_ bytes: [UInt8], of tree: YAMLTree) {
        guard let marks = Self.marks(bytes), marks.count == tree.records.count else { return nil }
        let offsets = Self.byteOffsets(bytes, characters: marks.last.map { max($0.upperBound, marks.map(\.upperBound).max() ?? 0) } ?? 0)
        guard let offsets else { return nil }
        self.bytes = bytes
        self.tree = tree
        ranges = marks.map { offsets[$0.lowerBound]..<offsets[$0.upperBound] }
    }

    /// The bytes of a node as it is written: for an alias the alias itself.
    ///
    /// A block collection reaches to the end of its last scalar.
    public func range(of node: YAMLNode) -> Range<Int>? {
        guard node.tree === tree, node.position < ranges.count else { return nil }
        return ranges[node.position]
    }

    /// Whether a node is a collection in flow style: `{…}` or `[…]`.
    public func isFlow(_ node: YAMLNode) -> Bool {
        guard let start = range(of: node)?.lowerBound, start < bytes.count else { return false }
        return bytes[start] == UInt8(ascii: "{") || bytes[start] == UInt8(ascii: "[")
    }

    // MARK: Marks

    /// The nodes' extents in characters, in the order of their first event.
    private static func marks(_ bytes: [UInt8]) -> [Range<Int>]? {
        var parser = yaml_parser_t()
        guard yaml_parser_initialize(&parser) == 1 else { return nil }
        defer { yaml_parser_delete(&parser) }
        return bytes.withUnsafeBufferPointer { buffer -> [Range<Int>]? in
            yaml_parser_set_input_string(&parser, buffer.baseAddress, buffer.count)
            var marks: [Range<Int>] = []
            var open: [Int] = []
            var last = 0
            while true {
                var event = yaml_event_t()
                guard yaml_parser_parse(&parser, &event) == 1 else { return nil }
                defer { yaml_event_delete(&event) }
                switch event.type {
                case YAML_STREAM_END_EVENT:
                    return marks
                case YAML_SCALAR_EVENT, YAML_ALIAS_EVENT:
                    last = max(event.end_mark.index, event.start_mark.index)
                    marks.append(event.start_mark.index..<last)
                case YAML_SEQUENCE_START_EVENT, YAML_MAPPING_START_EVENT:
                    open.append(marks.count)
                    marks.append(event.start_mark.index..<event.end_mark.index)
                case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT:
                    guard let index = open.popLast() else { return nil }
                    // A flow collection ends with its bracket; the end of a block collection is known only by what follows it.
                    if event.end_mark.index > event.start_mark.index { last = event.end_mark.index }
                    marks[index] = marks[index].lowerBound..<max(marks[index].lowerBound, last)
                default: break
                }
            }
        }
    }

    /// The byte offset of each character up to a bound; `nil` where the text is not UTF-8.
    private static func byteOffsets(_ bytes: [UInt8], characters: Int) -> [Int]? {
        let hasMark = bytes.starts(with: [0xEF, 0xBB, 0xBF])
        var offsets: [Int] = []
        offsets.reserveCapacity(characters + 1)
        var index = hasMark ? 3 : 0
        while offsets.count <= characters {
            offsets.append(min(index, bytes.count))
            guard index < bytes.count else { continue }
            switch bytes[index] {
            case 0..<0x80: index += 1
            case 0xC0..<0xE0: index += 2
            case 0xE0..<0xF0: index += 3
            case 0xF0..<0xF8: index += 4
            default: return nil
            }
        }
        return offsets
    }
}
