// SPDX-License-Identifier: Apache-2.0

/// Named properties with text values, always in the order of their names, so that the same input prints the same bytes.
public struct Settings: Hashable, Sendable, ExpressibleByDictionaryLiteral, Sequence {
    /// One property.
    public struct Entry: Hashable, Sendable {
        /// The name that the cloud's API gives it.
        public var name: String
        /// Its value as text.
        public var value: String
    }

    /// The properties, sorted by name.
    public private(set) var entries: [Entry]

    /// No properties.
    public init() { entries = [] }

    /// Takes properties from a literal; of two with one name the last counts.
    public init(dictionaryLiteral elements: (String, String)...) {
        entries = []
        entries.reserveCapacity(elements.count)
        for (name, value) in elements { self[name] = value }
    }

    /// Takes properties from a sequence of pairs; of two with one name the last counts.
    public init(_ pairs: some Sequence<(String, String)>) {
        entries = []
        for (name, value) in pairs { self[name] = value }
    }

    /// Whether there are none.
    public var isEmpty: Bool { entries.isEmpty }

    /// How many there are.
    public var count: Int { entries.count }

    /// The value of a property; `nil` removes it.
    public subscript(name: String) -> String? {
        get {
            let index = position(of: name)
            return index < entries.count && entries[index].name == name ? entries[index].value : nil
        }
        set {
            let index = position(of: name)
            let found = index < entries.count && entries[index].name == name
            switch (found, newValue) {
            case (true, let value?): entries[index].value = value
            case (true, nil): entries.remove(at: index)
            case (false, let value?): entries.insert(Entry(name: name, value: value), at: index)
            case (false, nil): break
            }
        }
    }

    /// Adds the properties of another set; where both name one, the other's counts.
    public mutating func merge(_ other: Settings) {
        for entry in other.entries { self[entry.name] = entry.value }
    }

    /// Walks the properties in the order of their names.
    public func makeIterator() -> IndexingIterator<[Entry]> { entries.makeIterator() }

    private func position(of name: String) -> Int {
        var low = 0
        var high = entries.count
        while low < high {
            let middle = (low + high) / 2
            if entries[middle].name < name { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
