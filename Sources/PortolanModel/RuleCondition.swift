// SPDX-License-Identifier: Apache-2.0

/// A condition on requests as an expression, for rules that the fields of `Rule` cannot express.
public indirect enum RuleCondition: Hashable, Sendable {
    /// All hold; true where there are none.
    case all([RuleCondition])
    /// One holds.
    case any([RuleCondition])
    /// It does not hold.
    case not(RuleCondition)
    /// A host pattern, in lower case.
    case host(String)
    /// An expression that matches somewhere in the host, which is in lower case.
    case hostMatch(String)
    /// The path.
    case path(PathMatch)
    /// The method, in capitals.
    case method(String)
    /// A header; expressions match anywhere in the value.
    case header(ValueMatch)
    /// A query parameter; expressions match anywhere in the value.
    case query(ValueMatch)
    /// The client's address is in one of these ranges.
    case source([String])

    /// Host patterns of which a request must have one; `nil` where any host may do.
    public var requiredHosts: [String]? {
        switch self {
        case .host(let host): return host == "*" ? nil : [host]
        case .all(let parts): return parts.lazy.compactMap(\.requiredHosts).first
        case .any(let parts):
            var hosts: [String] = []
            for part in parts {
                guard let required = part.requiredHosts else { return nil }
                hosts += required
            }
            return parts.isEmpty ? nil : hosts
        case .not, .hostMatch, .path, .method, .header, .query, .source: return nil
        }
    }
}
