// SPDX-License-Identifier: Apache-2.0

import PortolanModel
import PortolanRegex

extension RuleIndex {
    /// Whether a request fulfils a condition.
    func fulfils(_ read: ReadRequest, _ condition: RuleCondition) -> Bool {
        let request = read.request
        switch condition {
        case .all(let parts): return parts.allSatisfy { fulfils(read, $0) }
        case .any(let parts): return parts.contains { fulfils(read, $0) }
        case .not(let part): return !fulfils(read, part)
        case .host(let pattern): return pattern == "*" || plane.hostWildcard.matches(pattern, routedHost(request.host))
        case .hostMatch(let expression): return self.expression(expression)?.matches(request.host) ?? false
        case .path(let path): return matches(path, read.path)
        case .method(let method): return method == request.method
        case .header(let match):
            return holds(match, request.header(match.name ?? "").map { [$0] } ?? [])
        case .query(let match):
            return holds(match, read.parameters.filter { $0.name == match.name }.map(\.value))
        case .source(let ranges): return Self.admits(ranges, request.source)
        }
    }

    private func holds(_ match: ValueMatch, _ values: [String]) -> Bool {
        switch match.kind {
        case .present: !values.isEmpty
        case .absent: values.isEmpty
        case .exact: values.contains(match.value)
        case .pattern: values.contains { Wildcard.matches(match.value, $0) }
        case .regex: values.contains { expression(match.value)?.matches($0) ?? false }
        }
    }
}
