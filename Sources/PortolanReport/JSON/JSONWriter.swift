// SPDX-License-Identifier: Apache-2.0

import PortolanModel

/// Writes JSON into a byte buffer, indented, keys in the order in which they are written.
///
/// What is absent is not written.
///
/// Foundation's encoder would need a dictionary for each of a hundred thousand objects and sort their keys; a plan of 10,000 objects on ten targets
/// is written here as fast as memory is filled.
public struct JSONWriter: ~Copyable {
    /// What has been written.
    public private(set) var bytes: [UInt8] = []
    private var depth = 0
    private var needsComma = false

    /// Starts with nothing written.
    public init() {}

    /// Writes an object as a value.
    public mutating func object(_ body: (inout JSONWriter) -> Void) { collection("{", "}", body) }

    /// Writes an array as a value.
    public mutating func array<Element>(_ elements: some Sequence<Element>, _ body: (inout JSONWriter, Element) -> Void) {
        collection("[", "]") { writer in
            for element in elements {
                writer.separate()
                body(&writer, element)
                writer.needsComma = true
            }
        }
    }

    /// Writes a member whose value is an object.
    public mutating func member(_ key: StaticString, _ body: (inout JSONWriter) -> Void) {
        self.key(key)
        object(body)
        needsComma = true
    }

    /// Writes a member whose value is an array, empty or not.
    public mutating func member<Element>(
        _ key: StaticString, _ elements: some Sequence<Element>, _ body: (inout JSONWriter, Element) -> Void
    ) {
        self.key(key)
        array(elements, body)
        needsComma = true
    }

    /// Writes a text member; `nil` and the empty text are not written.
    public mutating func member(_ key: StaticString, _ value: String?) {
        guard let value, !value.isEmpty else { return }
        self.key(key)
        string(value)
        needsComma = true
    }

    /// Writes a text member, the empty text too.
    public mutating func member(_ key: StaticString, allowingEmpty value: String) {
        self.key(key)
        string(value)
        needsComma = true
    }

    /// Writes a number member; `nil` is not written.
    public mutating func member(_ key: StaticString, _ value: Int?) {
        guard let value else { return }
        self.key(key)
        number(value)
        needsComma = true
    }

    /// Writes a boolean member.
    public mutating func member(_ key: StaticString, _ value: Bool) {
        self.key(key)
        bytes.append(contentsOf: (value ? "true" : "false").utf8)
        needsComma = true
    }

    /// Writes a list of texts; an empty list is not written.
    public mutating func member(_ key: StaticString, _ values: [String]) {
        guard !values.isEmpty else { return }
        member(key, always: values)
    }

    /// Writes a list of texts, even an empty one.
    public mutating func member(_ key: StaticString, always values: [String]) {
        self.key(key)
        array(values) { $0.string($1) }
        needsComma = true
    }

    /// Writes a member whose key comes from the data.
    public mutating func member(named key: String, _ body: (inout JSONWriter) -> Void) {
        separate()
        string(key)
        bytes.append(contentsOf: ": ".utf8)
        body(&self)
        needsComma = true
    }

    /// Writes a text as a value.
    public mutating func string(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        defer { bytes.append(UInt8(ascii: "\"")) }
        let isStrange = !text.utf8.allSatisfy { $0 < 0x80 } && text.unicodeScalars.contains { !$0.isPrintable }
        if isStrange || text.utf8.contains(UInt8(ascii: "#")) && text.contains("##") {
            for scalar in text.unicodeScalars { escape(scalar) }
            return
        }
        var text = text
        text.withUTF8 { utf8 in
            for byte in utf8 { escape(byte) }
        }
    }

    /// Writes a number as a value.
    public mutating func number(_ value: Int) { bytes.append(contentsOf: String(value).utf8) }

    /// Writes a number of tenths as a value with one decimal, where it has one.
    public mutating func tenths(_ value: Int) {
        number(value / 10)
        if value % 10 != 0 { bytes.append(contentsOf: ".\(abs(value % 10))".utf8) }
    }

    // MARK: Private

    private mutating func key(_ key: StaticString) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        bytes.append(contentsOf: UnsafeBufferPointer(start: key.utf8Start, count: key.utf8CodeUnitCount))
        bytes.append(contentsOf: "\": ".utf8)
    }

    private mutating func collection(_ open: Unicode.Scalar, _ close: Unicode.Scalar, _ body: (inout JSONWriter) -> Void) {
        bytes.append(UInt8(ascii: open))
        depth += 1
        needsComma = false
        let start = bytes.count
        body(&self)
        depth -= 1
        if bytes.count > start { newLine() }
        bytes.append(UInt8(ascii: close))
        needsComma = true
    }

    private mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
        needsComma = false
        newLine()
    }

    private mutating func newLine() {
        bytes.append(UInt8(ascii: "\n"))
        bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: depth * 2))
    }

    private mutating func escape(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes.append(contentsOf: [UInt8(ascii: "\\"), byte])
        case UInt8(ascii: "\n"): bytes.append(contentsOf: "\\n".utf8)
        case UInt8(ascii: "\r"): bytes.append(contentsOf: "\\r".utf8)
        case UInt8(ascii: "\t"): bytes.append(contentsOf: "\\t".utf8)
        case 0..<0x20, 0x7f:
            escapeCode(byte)
        default: bytes.append(byte)
        }
    }

    /// JSON allows characters that turn a line round, or that a terminal obeys, but they mislead whoever reads the document; and a CI takes
    /// `##[error]` for a command wherever it stands.
    private mutating func escape(_ scalar: Unicode.Scalar) {
        if scalar == "#" { return escapeCode(scalar.value) }
        if scalar.isASCII { return escape(UInt8(truncatingIfNeeded: scalar.value)) }
        guard scalar.isPrintable else {
            for unit in UTF16.encode(scalar) ?? UTF16.encodedReplacementCharacter { escapeCode(unit) }
            return
        }
        bytes.append(contentsOf: String(scalar).utf8)
    }

    private mutating func escapeCode(_ code: some BinaryInteger) {
        let hex = String(code, radix: 16)
        bytes.append(contentsOf: ("\\u" + String(repeating: "0", count: 4 - hex.count) + hex).utf8)
    }
}
