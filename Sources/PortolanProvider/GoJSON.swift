// SPDX-License-Identifier: Apache-2.0

/// A JSON text as Go's `encoding/json` takes it: strict syntax, no recursion, its error messages.
///
/// Values lie in one array in pre-order, each knowing where it ends, so that a deeply nested text costs no stack.
public struct GoJSON: Sendable {
    /// What a value is, named as Go's type errors name it.
    public enum Kind: String, Sendable {
        /// `null`.
        case null
        /// `true` or `false`.
        case bool
        /// A number.
        case number
        /// A string.
        case string
        /// An array.
        case array
        /// An object.
        case object
    }

    struct Record: Sendable {
        var kind: Kind
        /// A string decoded, anything else that is no collection as written.
        var text: String
        /// The key under which an object holds it.
        var key: String?
        /// The index after the last value of this subtree.
        var end: Int
    }

    let records: [Record]

    /// Reads a text.
    ///
    /// - Parameters:
    ///   - text: The text.
    ///   - ignoringRest: Stop behind the first value as `json.NewDecoder(…).Decode` does, whatever follows it.
    /// - Throws: `GoError` with Go's own words, `unexpected end of JSON input` say.
    public init(_ text: String, ignoringRest: Bool = false) throws(GoError) {
        var scanner = GoJSONScanner(text)
        records = try scanner.scan(ignoringRest: ignoringRest)
    }

    /// The outermost value.
    public var root: GoJSONValue { GoJSONValue(document: self, index: 0) }
}

/// What a Go function returned as its error.
public struct GoError: Error, Hashable, Sendable {
    /// The error's text.
    public var message: String

    /// Makes an error.
    public init(_ message: String) { self.message = message }
}

/// One value of a JSON text.
public struct GoJSONValue: Sendable {
    let document: GoJSON
    let index: Int

    /// What it is.
    public var kind: GoJSON.Kind { document.records[index].kind }
    /// A string decoded, any other scalar as written.
    public var text: String { document.records[index].text }

    /// An array's elements.
    public var elements: [GoJSONValue] {
        var result: [GoJSONValue] = []
        var child = index + 1
        while child < document.records[index].end {
            result.append(GoJSONValue(document: document, index: child))
            child = document.records[child].end
        }
        return result
    }

    /// An object's members in the order written, duplicates kept.
    public var members: [(key: String, value: GoJSONValue)] {
        elements.map { (document.records[$0.index].key ?? "", $0) }
    }

    /// The error for a value that a Go type cannot take: `json: cannot unmarshal string into Go value of type linode.acl`.
    ///
    /// - Parameters:
    ///   - place: `value` at the top, else `struct field Type.path`.
    ///   - type: The Go type.
    public func mismatch(in place: String, type: String) -> GoError {
        let what = kind == .number ? "number" : kind.rawValue
        return GoError("json: cannot unmarshal \(what) into Go \(place) of type \(type)")
    }

    /// Whether a member's key stands for a struct's field: `encoding/json` compares without case, the long s and the Kelvin sign included.
    public static func key(_ key: String, names field: String) -> Bool {
        key == field || fold(key) == fold(field)
    }

    private static func fold(_ text: String) -> [UInt32] {
        text.unicodeScalars.map { scalar in
            switch scalar.value {
            case 0x41...0x5a: scalar.value + 0x20
            case 0x17f: 0x73
            case 0x212a: 0x6b
            default: scalar.value
            }
        }
    }
}
