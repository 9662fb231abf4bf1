// SPDX-License-Identifier: Apache-2.0

public import PortolanManifest
import PortolanModel

/// Reads fields as Go's decoding leaves them: `null` is absence, absence is the zero value. For documents that strict decoding accepted;
/// of others it reads what it can.
extension YAMLNode {
    /// A field that is there and not `null`.
    public func field(_ name: String) -> YAMLNode? {
        guard let node = value(name), !node.isNull else { return nil }
        return node
    }

    /// A text field; empty where absent.
    public func string(_ name: String) -> String { value(name)?.decodedString ?? "" }

    /// A pointer to text in Go: `nil` only where absent.
    public func optionalString(_ name: String) -> String? { field(name)?.decodedString }

    /// A whole number.
    public func integer(_ name: String) -> Int? { field(name)?.decodedInteger }

    /// A truth value.
    public func boolean(_ name: String) -> Bool? {
        guard case .bool(let value)? = field(name)?.scalar else { return nil }
        return value
    }

    /// The elements of a list; none where absent.
    public func items(_ name: String) -> [YAMLNode] { value(name)?.elements ?? [] }

    /// A list of texts.
    public func strings(_ name: String) -> [String] { items(name).map(\.decodedString) }

    /// A mapping from text to text, in the order written; `nil` where absent.
    public func stringMap(_ name: String) -> StringMap? { field(name)?.decodedStringMap }

    /// A number or name; 0 where absent.
    public func intOrString(_ name: String) -> IntOrString {
        guard let node = field(name) else { return .int(0) }
        return node.decodedInteger.map { .int($0) } ?? .string(node.decodedString)
    }

    /// A scalar's text; empty for `null` and collections.
    public var decodedString: String { isNull ? "" : text ?? "" }

    /// A scalar's whole number.
    public var decodedInteger: Int? {
        guard kind == .scalar, !isCertainlyText, case .whole(let number)? = scalar.map(JSONValue.init) else { return nil }
        return number
    }

    /// A mapping from text to text.
    public var decodedStringMap: StringMap? {
        guard kind == .mapping else { return nil }
        var entries: [StringMap.Entry] = []
        if hasMergeKey {
            for entry in self.entries { entries.append(key: entry.key, value: entry.value) }
        } else {
            var children = writtenChildren
            while let key = children.next(), let value = children.next() { entries.append(key: key, value: value) }
        }
        return StringMap(entries.lastOfEachKey)
    }
}

extension [StringMap.Entry] {
    /// Of a key that is written twice the last value, as JSON has it.
    fileprivate var lastOfEachKey: [StringMap.Entry] {
        // Most mappings are short and have no such key: comparing all with all is quickest, up to a length.
        if count <= 8, indices.allSatisfy({ index in !self[..<index].contains { $0.key == self[index].key } }) { return self }
        var last: [String: String] = [:]
        for entry in self { last[entry.key] = entry.value }
        guard last.count < count else { return self }
        var seen: Set<String> = []
        return filter { seen.insert($0.key).inserted }.map { StringMap.Entry(key: $0.key, value: last[$0.key] ?? $0.value) }
    }

    fileprivate mutating func append(key: YAMLNode, value: YAMLNode) {
        guard value.kind == .scalar, let text = key.isCertainlyText ? key.text : key.jsonKey else { return }
        append(StringMap.Entry(key: text, value: value.decodedString))
    }
}
