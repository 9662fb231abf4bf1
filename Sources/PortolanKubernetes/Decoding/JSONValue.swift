// SPDX-License-Identifier: Apache-2.0

import PortolanManifest

/// What a YAML scalar is once sigs.k8s.io/yaml has written it as JSON.
enum JSONValue: Equatable {
    case null
    case bool
    case string
    /// A number without fraction or exponent.
    case whole(Int)
    /// Any other number.
    case fraction
    /// `.nan` and `.inf`, which JSON cannot hold.
    case notFinite

    init(_ scalar: YAMLScalar) {
        switch scalar {
        case .null: self = .null
        case .bool: self = .bool
        case .string: self = .string
        case .int(let value): self = .whole(value)
        case .float(let value):
            // Go's encoding/json writes whole floats below 1e21 without exponent, so `80.0` and `1e3` become whole numbers.
            if !value.isFinite {
                self = .notFinite
            } else if let whole = Int(exactly: value) {
                self = .whole(whole)
            } else {
                self = .fraction
            }
        }
    }

    /// The JSON type as Go's decoding names it.
    var typeName: String {
        switch self {
        case .null: "null"
        case .bool: "bool"
        case .string: "string"
        case .whole, .fraction, .notFinite: "number"
        }
    }
}

extension YAMLScalar {
    fileprivate var string: String? {
        guard case .string(let text) = self else { return nil }
        return text
    }
}

/// The rules of the API types that read their JSON themselves.
enum JSONFormat {
    /// Whether a scalar fits a scalar kind.
    static func accepts(_ scalar: YAMLScalar, as kind: FieldTable.Kind) -> Bool {
        let value = JSONValue(scalar)
        if value == .null { return true }
        switch (kind, value) {
        case (.bool, .bool), (.string, .string), (.intOrString, .string): return true
        case (.int32, .whole(let number)), (.intOrString, .whole(let number)): return Int32(exactly: number) != nil
        case (.int64, .whole): return true
        case (.quantity, .whole), (.quantity, .fraction): return true
        case (.quantity, .string): return scalar.string.flatMap { Quantity($0) } != nil
        case (.bytes, .string): return scalar.string.map(Base64.accepts) ?? false
        case (.time, .string), (.microTime, .string): return scalar.string.map(isTime) ?? false
        case (.any, _): return value != .notFinite
        default: return false
        }
    }

    /// Whether text is an RFC 3339 time (Go's `time.RFC3339`, which takes fractions of a second too).
    static func isTime(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        let shape = Array("0000-00-00T00:00:00".utf8)
        guard bytes.count > shape.count, zip(bytes, shape).allSatisfy({ $1 == UInt8(ascii: "0") ? isDigit($0) : $0 == $1 }) else {
            return false
        }
        var rest = bytes[shape.count...]
        if rest.first == UInt8(ascii: ".") || rest.first == UInt8(ascii: ",") {
            let fraction = rest.dropFirst().prefix(while: isDigit)
            guard !fraction.isEmpty else { return false }
            rest = rest.dropFirst(1 + fraction.count)
        }
        guard isCalendarDate(bytes) else { return false }
        if rest.elementsEqual("Z".utf8) { return true }
        guard rest.count == 6, let sign = rest.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") else { return false }
        return zip(rest.dropFirst(), "00:00".utf8).allSatisfy { $1 == UInt8(ascii: "0") ? isDigit($0) : $0 == $1 }
    }

    private static func isCalendarDate(_ bytes: [UInt8]) -> Bool {
        func number(_ range: Range<Int>) -> Int { bytes[range].reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) } }
        let (year, month, day) = (number(0..<4), number(5..<7), number(8..<10))
        guard (1...12).contains(month), number(11..<13) < 24, number(14..<16) < 60, number(17..<19) < 60 else { return false }
        let isLeap = year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400))
        let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        return (1...lengths[month - 1]).contains(day)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}
