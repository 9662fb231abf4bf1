// SPDX-License-Identifier: Apache-2.0

import PortolanModel
import PortolanRegex

/// Why an implementation does not take a rule as it is written.
enum RuleFault: Hashable, Sendable {
    /// The rule is left out: requests fall to the others.
    case dropped
    /// The rule answers with `GatewayImplementation.invalidStatus`.
    case answers
}

extension GatewayTopology {
    /// What is wrong with a rule; `nil` where nothing is.
    ///
    /// Source: gateway-api v1.6, apis/v1/httproute_types.go:327 (filters that are not understood must not be skipped), and Envoy Gateway
    /// d32f28294, gatewayapi/route.go:286 and filters.go:393, 641.
    func fault(of rule: RouteRule) -> RuleFault? {
        if implementation.refusesExpressions {
            let expressions = rule.matches.flatMap { match -> [String] in
                let path = match.path.flatMap { $0.kind == .regex && match.serviceLength + match.methodLength == 0 ? $0.value : nil }
                return [path].compactMap { $0 } + (match.headers + match.query).filter { $0.kind == .regex }.map(\.value)
            }
            if expressions.contains(where: { !RE2Syntax.accepts($0) }) { return .dropped }
        }
        return rule.filters.contains(where: isFaulty) ? .answers : nil
    }

    private func isFaulty(_ filter: RouteFilter) -> Bool {
        switch filter.action {
        case .unknown: true
        case .extensionRef(let reference):
            !implementation.extensionKinds.contains(GatewayImplementation.GroupKind(reference.group, reference.kind))
        case .redirect(let redirect): redirect.scheme.map { !["http", "https"].contains($0) } ?? false
        case .requestHeaders(let changes), .responseHeaders(let changes):
            implementation.refusesPseudoHeaders
                && (changes.set + changes.add).contains { header in
                    header.name.contains("/") || header.name.contains(":") || header.name.lowercased() == "host"
                }
        default: false
        }
    }

    /// Whether no rule of a route is taken, so that the route is not accepted.
    func refusesAllRules(of route: Route) -> Bool {
        route.kind.isHTTP && !route.rules.isEmpty && route.rules.allSatisfy { fault(of: $0) != nil }
    }
}
