// SPDX-License-Identifier: Apache-2.0

public import PortolanModel

/// One thing that a manifest asks of its network edge.
public struct Requirement: Hashable, Sendable {
    /// The port that a requirement belongs to.
    public struct Port: Hashable, Sendable {
        /// The Service's port.
        public var number: Int
        /// Its transport protocol.
        public var `protocol`: String
    }

    /// Where a requirement comes from, and in whose words.
    public struct Origin: Hashable, Sendable {
        /// The annotation's key, or the field's path.
        public var key: String
        /// The place in the input.
        public var location: SourceLocation
        /// The target whose word it is; `kubernetes` for the Service's own fields, `portolan` for neutral words.
        public var words: String
        /// Nobody wrote it: it is the default of Kubernetes or of the home.
        public var isDefault: Bool
    }

    /// The word.
    public var id: RequirementID
    /// The port; `nil` where it holds for the endpoint.
    public var port: Port?
    /// The neutral value: lists between commas, durations in seconds, yes or no.
    public var value: String
    /// Where it comes from.
    public var origin: Origin
}

extension Requirement: Comparable {
    /// Orders by the vocabulary, then by port.
    public static func < (left: Self, right: Self) -> Bool {
        if left.id != right.id { return left.id.position < right.id.position }
        return (left.port?.number ?? 0, left.port?.protocol ?? "", left.value)
            < (right.port?.number ?? 0, right.port?.protocol ?? "", right.value)
    }
}

extension RequirementID {
    private static let positions = Dictionary(uniqueKeysWithValues: allCases.enumerated().map { ($1, $0) })

    /// Its place in the vocabulary.
    var position: Int { Self.positions[self] ?? 0 }
}
