// SPDX-License-Identifier: Apache-2.0

import PortolanModel

/// One alternative of a condition, as the fields of a rule say it.
struct ConditionParts: Hashable {
    var path: PathMatch?
    var methods: [String] = []
    var headers: [ValueMatch] = []
    var query: [ValueMatch] = []
    var sources: [String]?

    /// How many alternatives a condition may have.
    private static let limit = 32

    /// The alternatives that make up a condition; `nil` where it says what fields cannot.
    ///
    /// Hosts are left to the list that the rule is in.
    static func alternatives(_ condition: RuleCondition) -> [ConditionParts]? {
        switch condition {
        case .all(let parts):
            var result = [ConditionParts()]
            for part in parts {
                guard let found = alternatives(part), result.count * found.count <= limit else { return nil }
                let joined = result.flatMap { left in found.map { left.joined(with: $0) } }
                guard joined.allSatisfy({ $0 != nil }) else { return nil }
                result = joined.compactMap { $0 }
            }
            return result
        case .any(let parts):
            var result: [ConditionParts] = []
            for part in parts {
                guard let found = alternatives(part) else { return nil }
                for one in found where !result.contains(one) { result.append(one) }
                guard result.count <= limit else { return nil }
            }
            return result
        case .host: return [ConditionParts()]
        case .path(let path): return [ConditionParts(path: path)]
        case .method(let method): return [ConditionParts(methods: [method])]
        case .header(let match): return match.kind == .absent ? nil : [ConditionParts(headers: [match.whole])]
        case .query(let match): return match.kind == .absent ? nil : [ConditionParts(query: [match.whole])]
        case .source(let ranges): return [ConditionParts(sources: ranges)]
        case .not, .hostMatch: return nil
        }
    }

    /// Both conditions; `nil` where fields cannot say it, as of two paths.
    private func joined(with other: ConditionParts) -> ConditionParts? {
        if path != nil, other.path != nil, path != other.path { return nil }
        if !methods.isEmpty, !other.methods.isEmpty, methods != other.methods { return nil }
        if sources != nil, other.sources != nil, sources != other.sources { return nil }
        return ConditionParts(
            path: path ?? other.path, methods: methods.isEmpty ? other.methods : methods, headers: headers + other.headers,
            query: query + other.query, sources: sources ?? other.sources)
    }
}

extension ValueMatch {
    /// The same match, whose expression takes the whole value.
    fileprivate var whole: ValueMatch { kind == .regex ? ValueMatch(name: name, .regex, ".*(?:\(value)).*") : self }
}
