// SPDX-License-Identifier: Apache-2.0

/// The entries of a mapping or the elements of a sequence, walked in place: no array is made.
public struct YAMLChildren: Sequence, IteratorProtocol, Sendable {
    private let tree: YAMLTree
    private var index: Int
    private let end: Int

    fileprivate init(tree: YAMLTree, index: Int, end: Int) {
        self.tree = tree
        self.index = index
        self.end = end
    }

    /// The next child: in a mapping a key, then its value, then the next key.
    public mutating func next() -> YAMLNode? {
        guard index < end else { return nil }
        defer { index = Int(tree.records[index].end) }
        return YAMLNode(tree: tree, index: index)
    }
}

extension YAMLNode {
    /// The direct children as written, keys and values counted alike; none for scalars.
    public var writtenChildren: YAMLChildren {
        let record = tree.records[target]
        guard record.kind != .scalar else { return YAMLChildren(tree: tree, index: 0, end: 0) }
        return YAMLChildren(tree: tree, index: target + 1, end: Int(record.end))
    }

    /// Whether a mapping has a merge key (`<<`).
    public var hasMergeKey: Bool { kind == .mapping && tree.records[target].flag }

    /// Hands a scalar's bytes to a closure, without making a `String`; none for collections.
    public func withTextBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        let record = tree.records[target]
        let count = record.kind == .scalar ? Int(record.count) : 0
        return tree.text.withUnsafeBufferPointer { text in
            body(UnsafeBufferPointer(rebasing: text[Int(record.start)..<Int(record.start) + count]))
        }
    }

    /// Whether a scalar is text whatever its content resolves to: quoted, or with a first byte with which no other type begins.
    ///
    /// A quick answer that spares most scalars a look at their whole text; `false` says only that a look is needed.
    public var isCertainlyText: Bool {
        guard kind == .scalar else { return false }
        guard isPlain else { return true }
        return withTextBytes { bytes in
            guard let first = bytes.first else { return false }
            switch first {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."): return false
            case UInt8(ascii: "~"): return bytes.count > 1
            default: return bytes.count > 5 || !Self.mayBeWord(bytes)
            }
        }
    }

    /// A plain scalar's number where it is written as most are: decimal digits, no sign, no leading zero, not too many.
    var plainDecimal: Int? {
        guard isPlain else { return nil }
        return withTextBytes { bytes in
            guard (1...18).contains(bytes.count), bytes.count == 1 || bytes[0] != UInt8(ascii: "0") else { return nil }
            var number = 0
            for byte in bytes {
                guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
                number = number * 10 + Int(byte - UInt8(ascii: "0"))
            }
            return number
        }
    }

    /// Whether another node is a scalar with the same text.
    public func hasSameText(as other: YAMLNode) -> Bool {
        withTextBytes { bytes in other.withTextBytes { bytes.count == $0.count && bytes.elementsEqual($0) } }
    }

    /// Whether a short text is, letter case aside, one of YAML 1.1's words for truth or nothing.
    private static func mayBeWord(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        func isWord(_ word: StaticString) -> Bool {
            word.utf8CodeUnitCount == bytes.count
                && zip(bytes, UnsafeBufferPointer(start: word.utf8Start, count: bytes.count)).allSatisfy { $0 | 0x20 == $1 }
        }
        switch bytes.count {
        case 1: return isWord("y") || isWord("n")
        case 2: return isWord("no") || isWord("on")
        case 3: return isWord("yes") || isWord("off")
        case 4: return isWord("true") || isWord("null")
        case 5: return isWord("false")
        default: return false
        }
    }
}
