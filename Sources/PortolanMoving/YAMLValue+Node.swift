// SPDX-License-Identifier: Apache-2.0

import PortolanManifest

extension YAMLValue {
    /// How deep a tree may be.
    private static let depth = 64

    /// A node that was read, its texts as they were meant; `nil` where it is too deep.
    init?(_ node: YAMLNode, depth: Int = YAMLValue.depth) {
        guard depth > 0 else { return nil }
        switch node.kind {
        case .mapping:
            var entries: [Entry] = []
            for entry in node.entries {
                guard let key = entry.key.text, let value = YAMLValue(entry.value, depth: depth - 1) else { return nil }
                entries.append(Entry(key, value))
            }
            self = .map(entries)
        case .sequence:
            var values: [YAMLValue] = []
            for element in node.elements {
                guard let value = YAMLValue(element, depth: depth - 1) else { return nil }
                values.append(value)
            }
            self = .list(values)
        case .scalar, .alias:
            switch node.scalar {
            case .int(let number)?: self = .number(number)
            case .bool(let value)?: self = .boolean(value)
            default: self = node.isNull ? .map([]) : .text(node.text ?? "")
            }
        }
    }

    /// An object with further annotations.
    func annotated(_ changes: [Entry]) -> YAMLValue {
        guard case .map(var object) = self, let place = object.firstIndex(where: { $0.key == "metadata" }),
            case .map(var metadata) = object[place].value
        else { return self }
        var annotations: [Entry] = []
        if let old = metadata.firstIndex(where: { $0.key == "annotations" }) {
            if case .map(let entries) = metadata[old].value {
                annotations = entries.filter { entry in !changes.contains { $0.key == entry.key } }
            }
            metadata.remove(at: old)
        }
        metadata.append(Entry("annotations", .map(annotations + changes)))
        object[place].value = .map(metadata)
        return .map(object)
    }
}
