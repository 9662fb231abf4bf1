// SPDX-License-Identifier: Apache-2.0

import PortolanManifest

/// The values of an exposure, each under the path that leads to it.
///
/// Elements of lists go by what they are, not by their place: a load balancer by its product, a listener by port and protocol, so that an
/// inserted one does not rename the others.
enum Leaves {
    private struct Open {
        var path: String
        var node: YAMLNode
    }

    static func facts(_ root: YAMLNode) -> [PlanFacts.Fact] {
        var result: [PlanFacts.Fact] = []
        // What is open stands in an array: a document's nesting must not become the program's.
        var open = [Open(path: "", node: root)]
        while let (path, node) = open.popLast().map({ ($0.path, $0.node) }) {
            switch node.kind {
            case .mapping:
                let prefix = path.isEmpty ? "" : path + "."
                open += node.entries.reversed().map { Open(path: prefix + ($0.key.text ?? ""), node: $0.value) }
            case .sequence where node.elements.allSatisfy({ $0.kind == .scalar }):
                result.append(PlanFacts.Fact(name: path, value: node.elements.compactMap(\.text).joined(separator: ", ")))
            case .sequence:
                var names = UniqueNames()
                open += node.elements.map { Open(path: "\(path)[\(names.name(name(of: $0)))]", node: $0) }.reversed()
            default: result.append(PlanFacts.Fact(name: path, value: node.text ?? ""))
            }
        }
        return result
    }

    private static func name(of element: YAMLNode) -> String {
        if let product = element.value("product")?.text { return product }
        return [element.value("port")?.text, element.value("protocol")?.text].compactMap { $0 }.joined(separator: "/")
    }
}
