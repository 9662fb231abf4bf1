// SPDX-License-Identifier: Apache-2.0

/// Nested ranges of one family laid flat for binary search.
struct FlatRanges<Number: AddressNumber>: Sendable {
    /// A range as it is published.
    struct Range: Sendable {
        var start: Number
        var length: UInt8
        /// Who published it; of equal ranges the lowest counts.
        var owner: Int32
    }

    private struct Node: Sendable {
        var length: UInt8
        var owner: Int32
        /// The range around this one, or -1.
        var parent: Int32
    }

    /// Where the most specific range changes, ascending, and from there on it is `tops` (-1 for none).
    private var starts: [Number] = []
    private var tops: [Int32] = []
    private var nodes: [Node] = []

    init() {}

    /// Lays ranges flat.
    init(_ ranges: [Range]) {
        let sorted = ranges.sorted { left, right in
            if left.start != right.start { return left.start < right.start }
            return left.length == right.length ? left.owner < right.owner : left.length < right.length
        }
        starts.reserveCapacity(sorted.count * 2)
        tops.reserveCapacity(sorted.count * 2)
        nodes.reserveCapacity(sorted.count)
        var open: [(node: Int32, end: Number?)] = []
        var previous: Range?
        for range in sorted {
            if let previous, previous.start == range.start, previous.length == range.length { continue }
            previous = range
            close(&open, upTo: range.start)
            nodes.append(Node(length: range.length, owner: range.owner, parent: open.last?.node ?? -1))
            let node = Int32(nodes.count - 1)
            mark(range.start, node)
            open.append((node, range.start.end(ofLength: range.length)))
        }
        close(&open, upTo: nil)
    }

    /// The most specific range around a number that is no longer than asked.
    func find(_ number: Number, atMost length: Int) -> (owner: Int32, length: UInt8)? {
        var low = 0
        var high = starts.count
        while low < high {
            let middle = (low + high) / 2
            if starts[middle] <= number { low = middle + 1 } else { high = middle }
        }
        guard low > 0 else { return nil }
        var node = tops[low - 1]
        while node >= 0 {
            let candidate = nodes[Int(node)]
            if Int(candidate.length) <= length { return (candidate.owner, candidate.length) }
            node = candidate.parent
        }
        return nil
    }

    /// Ends the open ranges that end at or before a number: behind each, the one around it is the most specific again.
    private mutating func close(_ open: inout [(node: Int32, end: Number?)], upTo number: Number?) {
        while let last = open.last {
            guard let end = last.end else {
                // It reaches the last address of all: nothing lies behind it.
                guard number == nil else { return }
                open.removeLast()
                continue
            }
            if let number, end > number { return }
            open.removeLast()
            mark(end, open.last?.node ?? -1)
        }
    }

    private mutating func mark(_ start: Number, _ top: Int32) {
        if starts.last == start {
            tops[tops.count - 1] = top
        } else {
            starts.append(start)
            tops.append(top)
        }
    }
}
