// SPDX-License-Identifier: Apache-2.0

import PortolanManifest
import PortolanModel
import PortolanProvider

/// Annotation values that hold several things: `key=value` pairs between commas, and JSON objects.
enum EntryValue {
    /// A pair of a map.
    struct Pair {
        var key: String
        var value: String
    }

    /// The pairs of a map, in the order written.
    static func pairs(_ text: String) -> [Pair] {
        text.split(separator: ",").map { part in
            let sides = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return Pair(key: sides[0].trimmingSpaces(), value: sides.count > 1 ? sides[1].trimmingSpaces() : "")
        }.filter { !$0.key.isEmpty }
    }

    /// The value of an entry of a map; `nil` where it is not there, or where an entry beside it says something else than it must.
    static func read(_ text: String, _ entry: String, beside: Settings) -> String? {
        let pairs = pairs(text)
        for need in beside {
            if let pair = pairs.last(where: { $0.key == need.name }), pair.value != need.value { return nil }
        }
        return pairs.last { $0.key == entry }?.value
    }

    /// A map with an entry set, and with those that must stand beside it; everything else in it stays.
    static func write(_ entry: String, _ value: String, beside: Settings, over text: String) -> String {
        var pairs = pairs(text)
        for (key, value) in beside.map({ ($0.name, $0.value) }) + [(entry, value)] {
            if let index = pairs.firstIndex(where: { $0.key == key }) {
                pairs[index].value = value
            } else {
                pairs.append(Pair(key: key, value: value))
            }
        }
        return pairs.map { "\($0.key)=\($0.value)" }.joined(separator: ",")
    }

    // MARK: JSON

    /// What stands in a JSON object: the texts under an entry, or all of it as a map; `nil` where there is nothing of the kind.
    static func readJSON(_ text: String, _ entry: String?) -> String? {
        guard text.utf8.first == UInt8(ascii: "{") else { return nil }
        let (tree, error) = YAMLTree.compose(Array(text.utf8), file: "-")
        guard error == nil, let root = tree.documents.first, root.kind == .mapping else { return nil }
        guard let entry else {
            let pairs = root.entries.flatMap { entry -> [String] in
                let key = entry.key.text ?? ""
                guard entry.value.kind == .mapping else { return ["\(key)=\(entry.value.text ?? "")"] }
                return entry.value.entries.map { "\(key).\($0.key.text ?? "")=\($0.value.text ?? "")" }
            }
            return pairs.isEmpty ? nil : pairs.joined(separator: ",")
        }
        guard let value = root.value(entry) else { return nil }
        let texts = leaves(value)
        return texts.isEmpty ? nil : texts.joined(separator: ",")
    }

    /// The texts of a value: its own, its elements', or those of the lists in it.
    private static func leaves(_ node: YAMLNode) -> [String] {
        switch node.kind {
        case .scalar: node.text.map { [$0] } ?? []
        case .sequence: node.elements.compactMap(\.text)
        default:
            node.entries.flatMap { $0.value.kind == .sequence ? $0.value.elements.compactMap(\.text) : [$0.value.text].compactMap { $0 } }
        }
    }

    /// A flat JSON object with an entry set, and with those that must stand beside it; everything else in it stays.
    ///
    /// `nil` where the text is no flat object of texts.
    static func writeJSON(_ entry: String, _ value: String, beside: Settings, over text: String?) -> String? {
        var pairs: [Pair] = []
        if let text {
            let (tree, error) = YAMLTree.compose(Array(text.utf8), file: "-")
            guard error == nil, text.trimmingSpaces().hasPrefix("{"), let root = tree.documents.first,
                root.entries.allSatisfy({ $0.value.kind == .scalar && !$0.value.isPlain })
            else { return nil }
            pairs = root.entries.map { Pair(key: $0.key.text ?? "", value: $0.value.text ?? "") }
        }
        for (key, value) in beside.map({ ($0.name, $0.value) }) + [(entry, value)] {
            if let index = pairs.firstIndex(where: { $0.key == key }) {
                pairs[index].value = value
            } else {
                pairs.append(Pair(key: key, value: value))
            }
        }
        return "{" + pairs.map { "\(quoted($0.key)):\(quoted($0.value))" }.joined(separator: ",") + "}"
    }

    /// A JSON object of the pairs of a map.
    static func writeJSON(map: String) -> String {
        "{" + pairs(map).map { "\(quoted($0.key)):\(quoted($0.value))" }.joined(separator: ",") + "}"
    }

    /// A JSON object with the addresses of each family in a list of its own.
    static func writeJSON(_ entry: String, addresses: String) -> String {
        let prefixes = NeutralValue.parts(addresses)
        let lists = [("ipv4", IPFamily.ipv4), ("ipv6", .ipv6)].compactMap { name, family -> String? in
            let members = prefixes.filter { IPPrefix($0)?.family == family }
            return members.isEmpty ? nil : "\(quoted(name)):[\(members.map(quoted).joined(separator: ","))]"
        }
        return "{\(quoted(entry)):{\(lists.joined(separator: ","))}}"
    }

    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": result += "\\\(scalar)"
            case "\u{0}"..<"\u{20}": result += "\\u00" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
