// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanManifest
import PortolanModel

/// An object with changes made, written anew so that the API server's own rules can be held against it.
struct ChangedObject {
    private let text: String

    init(_ service: Service, _ changes: [ServiceChange]) {
        var annotations: [String: String?] = [:]
        var fields: [String: String?] = [:]
        for change in changes {
            switch change {
            case .annotation(let key, let value): annotations[key] = Self.quoted(value)
            case .annotationRemoval(let key): annotations[key] = .some(nil)
            case .field(let name, let value): fields[name] = Self.quoted(value)
            case .list(let name, let values): fields[name] = "[" + values.map(Self.quoted).joined(separator: ",") + "]"
            case .removal(let name): fields[name] = .some(nil)
            }
        }
        let node = service.metadata.node
        let metadata = node.value("metadata")
        let written = Self.mapping(metadata?.value("annotations"), replacing: annotations)
        text = Self.mapping(
            node,
            replacing: [
                "metadata": Self.mapping(metadata, replacing: ["annotations": written]),
                "spec": Self.mapping(node.value("spec"), replacing: fields),
            ])
    }

    /// Whether the API server of a cluster with these families takes it.
    func isAccepted(in families: [IPFamily]) -> Bool {
        let (tree, error) = YAMLTree.compose(Array(text.utf8), file: "-")
        guard error == nil, let root = tree.documents.first else { return false }
        var reader = ObjectReader(clusterFamilies: families)
        reader.read(root)
        return reader.inventory.services.count == 1
    }

    /// A mapping in flow style, some of whose values are replaced, added or (`nil`) left out.
    private static func mapping(_ node: YAMLNode?, replacing values: [String: String?]) -> String {
        var left = values
        var members: [String] = []
        for entry in node?.entries ?? [] {
            let key = entry.key.text ?? ""
            if let value = left.removeValue(forKey: key) {
                if let value { members.append("\(quoted(key)): \(value)") }
            } else {
                members.append("\(quoted(key)): \(flow(entry.value))")
            }
        }
        members += left.sorted { $0.key < $1.key }.compactMap { key, value in value.map { "\(quoted(key)): \($0)" } }
        return "{" + members.joined(separator: ", ") + "}"
    }

    /// A node in flow style.
    ///
    /// What is open stands in an array: a file's nesting must not become the program's.
    private static func flow(_ node: YAMLNode) -> String {
        enum Piece {
            case text(String)
            case node(YAMLNode)
        }
        var result = ""
        var open: [Piece] = [.node(node)]
        while let piece = open.popLast() {
            switch piece {
            case .text(let text): result += text
            case .node(let node) where node.kind == .scalar:
                // What is plain and no text (a number, a boolean) keeps its type only as it stands.
                let text = node.text ?? ""
                if node.isPlain, let scalar = node.scalar, scalar != .string(text) {
                    result += text.isEmpty ? "null" : text
                } else {
                    result += quoted(text)
                }
            case .node(let node) where node.kind == .sequence:
                open.append(.text("]"))
                for element in node.elements.reversed() { open += [.text(", "), .node(element)] }
                result += "["
            case .node(let node):
                open.append(.text("}"))
                for entry in node.entries.reversed() {
                    open += [.text(", "), .node(entry.value), .text(": "), .text(quoted(entry.key.text ?? ""))]
                }
                result += "{"
            }
        }
        return result
    }

    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": result += "\\\(scalar)"
            case "\u{0}"..<"\u{20}", "\u{7F}"..<"\u{A0}", "\u{2028}"..."\u{2029}", "\u{FEFF}":
                let hex = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
