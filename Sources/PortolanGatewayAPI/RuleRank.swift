// SPDX-License-Identifier: Apache-2.0

import PortolanModel

/// A rule's place among all that may take a request: greater is tried first.
///
/// Source: gateway-api v1.6, apis/v1/httproute_types.go:180 and grpcroute_types.go:150. Ties go to the older route, then by namespace and
/// name, then to the earlier rule and match: the order in which ranks are made.
package struct RuleRank: Comparable, Sendable {
    private let keys: [Int]

    /// The rank of a match.
    package init(_ match: RouteMatch, for implementation: GatewayImplementation) {
        let isGRPC = match.serviceLength + match.methodLength > 0
        let length = match.path?.value.utf8.count ?? 0
        let path: [Int]
        if isGRPC {
            path = [match.serviceLength > 0 ? match.methodLength > 0 ? 3 : 1 : 0, match.serviceLength, match.methodLength]
        } else {
            switch match.path?.kind {
            case .exact?: path = [3, length, 0]
            case .regex?: path = [implementation.ranksRegexAbovePrefix ? 2 : -1, length, 0]
            case nil: path = [1, 0, 0]
            default: path = [1, length, 0]
            }
        }
        let method = match.method == nil ? 0 : 1
        let exact = match.headers.count { $0.kind == .exact }
        let headers =
            implementation.countsMethodAsHeader
            ? [match.headers.count + method, exact + method] : [method, match.headers.count, exact]
        keys = path + headers + [match.query.count, match.query.count { $0.kind == .exact }]
    }

    /// Whether one is tried after the other.
    package static func < (one: RuleRank, other: RuleRank) -> Bool { one.keys.lexicographicallyPrecedes(other.keys) }
}
