// SPDX-License-Identifier: Apache-2.0

import PortolanManifest

/// JSON inside an annotation.
enum JSONText {
    /// Whether the text is a JSON object: YAML would take more (comments, commas at the end) than a controller's decoder does.
    static func isObject(_ text: String) -> Bool {
        var scanner = Scanner(bytes: Array(text.utf8))
        return scanner.isObject()
    }

    /// The scalar at a place, or a list's count; `nil` where there is none.
    static func value(in text: String, at path: [ValueRule.JSONStep], scope: Scope) -> String? {
        guard isObject(text) else { return nil }
        var node = YAMLTree.compose(Array(text.utf8), file: "").tree.documents.first
        for step in path {
            switch step {
            case .key(let key):
                if node?.kind == .sequence, let index = Int(key) {
                    node = node.flatMap { $0.elements.indices.contains(index) ? $0.elements[index] : nil }
                } else {
                    node = node?.value(key)
                }
            case .element(let key, let template):
                guard let wanted = template.text(in: scope) else { return nil }
                node = node?.elements.first { $0.value(key)?.text == wanted }
            case .count:
                guard let node, node.kind != .scalar else { return nil }
                return String(node.kind == .sequence ? node.elements.count : node.entries.count)
            }
        }
        guard let node, !node.isNull else { return nil }
        return node.text
    }

    /// A strict pass over JSON (RFC 8259), with a stack of its own.
    private struct Scanner {
        let bytes: [UInt8]
        var index = 0
        /// For each open collection: whether it is an object.
        var open: [Bool] = []

        init(bytes: [UInt8]) { self.bytes = bytes }

        private var byte: UInt8? { index < bytes.count ? bytes[index] : nil }

        mutating func isObject() -> Bool {
            skipSpace()
            guard byte == UInt8(ascii: "{") else { return false }
            guard value() else { return false }
            while let isObject = open.last {
                skipSpace()
                if take(isObject ? "}" : "]") {
                    open.removeLast()
                } else {
                    guard take(","), member(isObject) else { return false }
                }
            }
            skipSpace()
            return index == bytes.count
        }

        /// A value; of a collection only its start and first member.
        private mutating func value() -> Bool {
            while true {
                skipSpace()
                let isObject: Bool
                switch byte {
                case UInt8(ascii: "{"): isObject = true
                case UInt8(ascii: "["): isObject = false
                case UInt8(ascii: "\""): return string()
                case UInt8(ascii: "t"): return word("true")
                case UInt8(ascii: "f"): return word("false")
                case UInt8(ascii: "n"): return word("null")
                default: return number()
                }
                index += 1
                skipSpace()
                if take(isObject ? "}" : "]") { return true }
                open.append(isObject)
                if isObject, !key() { return false }
            }
        }

        private mutating func member(_ isObject: Bool) -> Bool { (!isObject || key()) && value() }

        private mutating func key() -> Bool {
            skipSpace()
            guard string() else { return false }
            skipSpace()
            return take(":")
        }

        private mutating func string() -> Bool {
            guard take("\"") else { return false }
            while let next = byte {
                index += 1
                switch next {
                case UInt8(ascii: "\""): return true
                case UInt8(ascii: "\\"): index += 1
                case ..<0x20: return false
                default: break
                }
            }
            return false
        }

        private mutating func number() -> Bool {
            let start = index
            while let next = byte, "+-.eE0123456789".utf8.contains(next) { index += 1 }
            return Double(String(decoding: bytes[start..<index], as: UTF8.self)) != nil
        }

        private mutating func word(_ text: String) -> Bool {
            guard bytes[index...].starts(with: text.utf8) else { return false }
            index += text.utf8.count
            return true
        }

        private mutating func take(_ text: Character) -> Bool {
            guard byte == text.asciiValue else { return false }
            index += 1
            return true
        }

        private mutating func skipSpace() {
            while let next = byte, [0x20, 0x09, 0x0a, 0x0d].contains(next) { index += 1 }
        }
    }
}
