// SPDX-License-Identifier: Apache-2.0

/// A value of the Common Expression Language.
indirect enum CELValue: Sendable {
    case null
    case bool(Bool)
    case int(Int)
    case double(Double)
    case string(String)
    case list([CELValue])
    case map([String: CELValue])
    /// A span of time, in nanoseconds.
    case duration(Int)

    init(_ tree: JSONTree) {
        switch tree.value {
        case .null: self = .null
        case .bool(let value): self = .bool(value)
        case .int(let value): self = .int(value)
        case .double(let value): self = .double(value)
        case .string(let value): self = .string(value)
        case .list(let elements): self = .list(elements.map { CELValue($0) })
        case .object(let fields): self = .map(fields.mapValues { CELValue($0) })
        }
    }

    var number: Double? {
        switch self {
        case .int(let value): Double(value)
        case .double(let value): value
        default: nil
        }
    }
}

extension CELValue: Equatable {
    static func == (left: CELValue, right: CELValue) -> Bool {
        switch (left, right) {
        case (.null, .null): true
        case (.bool(let left), .bool(let right)): left == right
        case (.int(let left), .int(let right)): left == right
        case (.string(let left), .string(let right)): left.utf8.elementsEqual(right.utf8)
        case (.list(let left), .list(let right)): left == right
        case (.map(let left), .map(let right)): left == right
        case (.duration(let left), .duration(let right)): left == right
        default: left.number != nil && left.number == right.number
        }
    }
}

/// Why an expression has no value.
enum CELFault: Error, Hashable, Sendable {
    /// The expression's own error, such as a key that is not there: the server refuses the object for it.
    case error(String)
    /// What this program does not know of the language, or will not do.
    case notJudged(String)

    var message: String {
        switch self {
        case .error(let message), .notJudged(let message): message
        }
    }
}
