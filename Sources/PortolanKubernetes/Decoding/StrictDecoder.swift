// SPDX-License-Identifier: Apache-2.0

import PortolanManifest

/// Holds a document against its type as the API server's strict decoding does (sigs.k8s.io/json behind sigs.k8s.io/yaml).
///
/// Nearly every document is right, so `accepts` only says yes, fast and without allocation, or "look closer": then `DecodeFaults` walks
/// the document in the API server's own order and says what is wrong, if anything is.
struct StrictDecoder {
    let table: FieldTable

    /// Whether a document is certainly right.
    func accepts(_ node: YAMLNode, asObject object: Int) -> Bool {
        guard node.kind == .mapping, !node.hasMergeKey else { return node.isNull }
        let fields = table.objects[object].fields
        var seen: UInt64 = 0
        var children = node.writtenChildren
        while let key = children.next(), let value = children.next() {
            guard key.isCertainlyText, let field = key.withTextBytes({ table.field($0, of: object) }) else { return false }
            // A type of more fields than there are bits gets the closer look.
            guard field - fields.lowerBound < UInt64.bitWidth else { return false }
            let bit = UInt64(1) << UInt64(field - fields.lowerBound)
            guard seen & bit == 0, accepts(value, as: table.fields[field].kind) else { return false }
            seen |= bit
        }
        return true
    }

    private func accepts(_ node: YAMLNode, as kind: Int) -> Bool {
        switch table.kinds[kind] {
        case .object(let object):
            return accepts(node, asObject: object)
        case .list(let element):
            guard node.kind == .sequence else { return node.isNull }
            return node.writtenChildren.allSatisfy { accepts($0, as: element) }
        case .map(let element):
            return acceptsMap(node, of: element)
        case .any:
            return acceptsAnything(node)
        case .string:
            return node.isCertainlyText || node.isNull || node.scalar.map(JSONValue.init) == .string
        case .quantity where node.commonQuantity != nil:
            return true
        default:
            guard node.kind == .scalar, let value = node.scalar else { return false }
            return JSONFormat.accepts(value, as: table.kinds[kind])
        }
    }

    private func acceptsMap(_ node: YAMLNode, of element: Int) -> Bool {
        guard node.kind == .mapping, !node.hasMergeKey else { return node.isNull }
        var keys: [YAMLNode] = []
        var children = node.writtenChildren
        while let key = children.next(), let value = children.next() {
            // A closer look at long mappings keeps the comparison of all with all short.
            guard key.isCertainlyText, keys.count < 64, accepts(value, as: element), !keys.contains(where: key.hasSameText) else {
                return false
            }
            keys.append(key)
        }
        return true
    }

    /// Free content: refused only for what no YAML may have.
    ///
    /// A loop, since its depth is the document's own.
    private func acceptsAnything(_ node: YAMLNode) -> Bool {
        var open = [node]
        while let node = open.popLast() {
            switch node.kind {
            case .scalar, .alias:
                guard node.isCertainlyText || node.scalar.map(JSONValue.init) != .notFinite else { return false }
            case .sequence:
                open.append(contentsOf: node.writtenChildren)
            case .mapping:
                guard !node.hasMergeKey else { return false }
                var keys: [YAMLNode] = []
                var children = node.writtenChildren
                while let key = children.next(), let value = children.next() {
                    guard key.isCertainlyText, keys.count < 64, !keys.contains(where: key.hasSameText) else { return false }
                    keys.append(key)
                    open.append(value)
                }
            }
        }
        return true
    }
}
