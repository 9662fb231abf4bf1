// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanProvider

/// What is wrong with annotations, in the decoder's words.
struct LabelFault: Error {
    let message: String
}

/// Annotations as traefik/paerser reads them: keys with dots become a tree, whose names count without regard to letter case.
// Source: traefik/paerser 0.2.2, parser/labels_decode.go, nodes_metadata.go, element_fill.go.
final class LabelNode {
    let name: String
    private(set) var value: String?
    private(set) var children: [LabelNode] = []

    private init(name: String) { self.name = name }

    /// Reads the annotations below a root.
    ///
    /// - Returns: The root, or `nil` where no annotation is below it.
    static func read(_ annotations: StringMap, root: String) throws(LabelFault) -> LabelNode? {
        let start = "traefik.ingress.kubernetes.io/"
        let found = annotations.entries.compactMap { entry -> (key: String, value: String)? in
            guard entry.key.hasPrefix(start) else { return nil }
            let key = String(entry.key.dropFirst(start.utf8.count))
            return key.lowercased().hasPrefix(root + ".") ? (key, entry.value) : nil
        }
        guard !found.isEmpty else { return nil }
        let tree = LabelNode(name: root)
        for (key, value) in found.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
            let parts = key.split(separator: ".", omittingEmptySubsequences: false).dropFirst()
            guard parts.allSatisfy({ !$0.isEmpty && $0.first != "[" }) else { throw LabelFault(message: "invalid element: traefik.\(key)") }
            var node = tree
            for part in parts { node = node.child(String(part)) }
            node.value = value
        }
        return tree
    }

    private func child(_ name: String) -> LabelNode {
        if let known = children.first(where: { $0.name.lowercased() == name.lowercased() }) { return known }
        let child = LabelNode(name: name)
        children.append(child)
        return child
    }

    /// The children by their names in small letters; one that is not among the known names is an error.
    func fields(_ known: Set<String>) throws(LabelFault) -> [String: LabelNode] {
        var result: [String: LabelNode] = [:]
        for child in children {
            let name = child.name.lowercased()
            guard known.contains(name) else { throw LabelFault(message: "field not found, node: \(child.name)") }
            result[name] = child
        }
        return result
    }

    /// Whether a structure that may stand alone is switched on: by `true`, by no value, or by what is below it.
    var isSwitchedOn: Bool { (value ?? "").isEmpty || value?.lowercased() == "true" }

    func bool() throws(LabelFault) -> Bool {
        try requireLeaf()
        guard let read = GoValue.bool(value ?? "") else {
            throw LabelFault(message: "strconv.ParseBool: parsing \(GoValue.quoted(value ?? "")): invalid syntax")
        }
        return read
    }

    func int() throws(LabelFault) -> Int {
        try requireLeaf()
        guard let read = GoValue.int(value ?? "") else {
            throw LabelFault(message: "strconv.ParseInt: parsing \(GoValue.quoted(value ?? "")): invalid syntax")
        }
        return read
    }

    func text() throws(LabelFault) -> String {
        try requireLeaf()
        return value ?? ""
    }

    /// A list between commas, blanks trimmed; empty parts are kept, and an empty text is no list.
    func list() throws(LabelFault) -> [String] {
        try requireLeaf()
        guard let value, !value.isEmpty else { return [] }
        return GoValue.split(value).map { $0.trimmingSpaces() }
    }

    private func requireLeaf() throws(LabelFault) {
        guard children.isEmpty else { throw LabelFault(message: "invalid node \(name)") }
    }
}
