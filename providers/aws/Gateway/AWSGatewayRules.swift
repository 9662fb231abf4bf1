// SPDX-License-Identifier: Apache-2.0

import PortolanGatewayAPI
import PortolanKubernetes
import PortolanManifest
import PortolanModel
import PortolanProvider

/// One match of a route's rule on one host: what becomes a rule of an Application Load Balancer.
private struct AWSGatewayMatch {
    var route: Route
    var rule: AWSGatewayRule
    var ruleIndex: Int
    /// The match's mapping; `nil` where the rule has none and takes everything.
    var node: YAMLNode?
    var matchIndex: Int
    /// The host; `nil` for any.
    var host: String?

    var path: (type: String, value: String) {
        let written = node?.field("path")
        return (written?.optionalString("type") ?? "PathPrefix", written?.optionalString("value") ?? "/")
    }

    /// Ranks in the order in which they are compared, the greater first.
    ///
    /// Source: aws-load-balancer-controller 3.5.0, pkg/gateway/routeutils/route_rule_precedence.go:245-330
    var rank: [Int] {
        let labels = host.map { $0.utf8.count { $0 == UInt8(ascii: ".") } } ?? 0
        let hosts = [host == nil ? 0 : host?.hasPrefix("*.") == true ? 1 : 2, labels, host?.utf8.count ?? 0]
        if route.kind == .grpc {
            let method = node?.field("method")
            let isExpression = method?.optionalString("type") == "RegularExpression"
            return hosts + [
                method == nil ? 0 : isExpression ? 1 : 3, method?.string("service").utf8.count ?? 0,
                method?.string("method").utf8.count ?? 0, 0, node?.items("headers").count ?? 0, 0,
            ]
        }
        let type = ["Exact": 3, "PathPrefix": 2, "RegularExpression": 1][path.type] ?? 0
        return hosts + [
            type, path.value.utf8.count, 0, node?.field("method") == nil ? 0 : 1, node?.items("headers").count ?? 0,
            node?.items("queryParams").count ?? 0,
        ]
    }

    func precedes(_ other: AWSGatewayMatch) -> Bool {
        let (own, theirs) = (rank, other.rank)
        if own != theirs { return theirs.lexicographicallyPrecedes(own) }
        if route.precedence != other.route.precedence { return route.precedence < other.route.precedence }
        return (ruleIndex, matchIndex, host ?? "") < (other.ruleIndex, other.matchIndex, other.host ?? "")
    }
}

extension AWSGatewayModel {
    /// The rules of an Application Load Balancer's port, in the order in which they are tried.
    mutating func rules(_ port: AWSGatewayPort, _ routes: AWSGatewayRoutes) throws(Refusal) -> [ALBRule] {
        var matches: [AWSGatewayMatch] = []
        for index in port.routes {
            let attached = routes.attached[index]
            let hosts = attached.hosts(on: port.number)
            for (ruleIndex, rule) in (routes.rules[index] ?? []).enumerated() {
                // The API server writes the match that takes everything into rules of HTTPRoutes alone.
                let nodes = rule.rule.node.items("matches")
                let alternatives: [(Int, YAMLNode?)] =
                    nodes.isEmpty ? [(attached.route.kind == .grpc ? Int.max : 0, nil)] : nodes.enumerated().map { ($0, $1) }
                for (matchIndex, node) in alternatives {
                    for host in hosts.isEmpty ? [nil] : hosts.map(Optional.some) {
                        matches.append(
                            AWSGatewayMatch(
                                route: attached.route, rule: rule, ruleIndex: ruleIndex, node: node, matchIndex: matchIndex, host: host))
                    }
                }
            }
        }
        var rules: [ALBRule] = []
        for match in matches.sorted(by: { $0.precedes($1) }) { rules.append(try rule(match, on: port)) }
        return rules
    }

    private mutating func rule(_ match: AWSGatewayMatch, on port: AWSGatewayPort) throws(Refusal) -> ALBRule {
        var conditions = ALBConditions(hosts: [match.host].compactMap { $0 })
        conditions.paths = [try match.route.kind == .grpc ? Self.procedure(match.node) : Self.path(match.path)]
        for header in match.node?.items("headers") ?? [] {
            let isExpression = match.route.kind == .http && header.optionalString("type") == "RegularExpression"
            let value = header.string("value")
            conditions.further.append(
                .header(
                    name: header.string("name"), values: isExpression ? [value] : Self.alternatives(value), isExpression: isExpression))
        }
        if match.route.kind == .http {
            for query in match.node?.items("queryParams") ?? [] {
                conditions.further.append(.query([.init(key: query.string("name"), value: query.string("value"))]))
            }
            if let method = match.node?.optionalString("method") { conditions.further.append(.methods([method])) }
        }
        conditions.further += match.rule.configuration.map { Self.sources($0, matchIndex: match.matchIndex) } ?? []
        let origin = RuleOrigin(
            object: match.route.metadata.reference, location: (match.node ?? match.rule.rule.node).location)
        let action = try action(match, on: port)
        let authentication = port.protocol == "HTTPS" ? try self.authentication(match) : nil
        if port.protocol != "HTTPS", match.rule.configuration.flatMap({ Self.action(in: $0, AWSGatewayModel.asking) }) != nil {
            let sentence = "over plain HTTP everybody is let in: authentication holds on HTTPS listeners only"
            if !notes.contains(sentence) { notes.append(sentence) }
        }
        return ALBRule(
            conditions: conditions, authentication: authentication, action: action, transforms: Self.transforms(match), origin: origin)
    }

    // MARK: Conditions. Source: pkg/gateway/routeutils/route_rule_condition.go

    private static func path(_ path: (type: String, value: String)) throws(Refusal) -> PathMatch {
        switch path.type {
        case "Exact": return PathMatch(.pattern, path.value)
        case "RegularExpression": return PathMatch(.regex, path.value)
        default:
            guard !path.value.contains("*"), !path.value.contains("?") else {
                throw Refusal("prefix path shouldn't contain wildcards: \(path.value)")
            }
            return .albPrefix(path.value)
        }
    }

    private static func procedure(_ node: YAMLNode?) throws(Refusal) -> PathMatch {
        guard let method = node?.field("method") else { return PathMatch(.pattern, "/*") }
        let (service, name) = (method.optionalString("service"), method.optionalString("method"))
        guard service != nil || name != nil else { throw Refusal("Invalid grpc method match") }
        return PathMatch(.pattern, "/\(service ?? "*")/\(name ?? "*")")
    }

    /// A value split at its commas; a backslash takes the next character as it is.
    private static func alternatives(_ value: String) -> [String] {
        var values = [""]
        var isEscaped = false
        for character in value {
            if isEscaped {
                values[values.count - 1].append(character)
                isEscaped = false
            } else if character == "\\" {
                isEscaped = true
            } else if character == "," {
                values.append("")
            } else {
                values[values.count - 1].append(character)
            }
        }
        if isEscaped { values[values.count - 1].append("\\") }
        return values
    }

    private static func sources(_ configuration: YAMLNode, matchIndex: Int) -> [ALBConditions.Further] {
        configuration.items("conditions").compactMap { condition in
            guard condition.string("field") == "source-ip", let sources = condition.field("sourceIPConfig") else { return nil }
            if let indexes = condition.field("matchIndexes"), !indexes.elements.contains(where: { $0.decodedInteger == matchIndex }) {
                return nil
            }
            return .sourceIP(sources.strings("values"))
        }
    }

    // MARK: Actions. Source: pkg/gateway/routeutils/route_rule_action.go, route_rule_transform.go

    private static let asking: Set<String> = ["authenticate-cognito", "authenticate-oidc", "jwt-validation"]

    private static func action(in configuration: YAMLNode, _ types: Set<String>) -> YAMLNode? {
        configuration.items("actions").first { types.contains($0.string("type")) }
    }

    private mutating func action(_ match: AWSGatewayMatch, on port: AWSGatewayPort) throws(Refusal) -> ALBAction {
        var forward = ALBForward(targets: [])
        for backend in match.rule.backends { forward.targets.append(try target(backend, of: match.route, on: port.protocol)) }
        let routing = match.rule.configuration.flatMap { Self.action(in: $0, ["forward", "fixed-response", "redirect"]) }
        if routing?.string("type") == "fixed-response", let fixed = routing?.field("fixedResponseConfig") {
            return .fixed(
                FixedAnswer(
                    status: fixed.integer("statusCode") ?? 0, contentType: fixed.optionalString("contentType"),
                    body: fixed.optionalString("messageBody")))
        }
        if let redirect = try Self.redirect(match, routing?.field("redirectConfig")) { return .redirect(redirect) }
        guard forward.targets.contains(where: { $0.backend.weight ?? 1 > 0 }) else {
            return .fixed(FixedAnswer(status: 500, contentType: "text/plain"))
        }
        if let stickiness = routing?.field("forwardConfig")?.field("targetGroupStickinessConfig") {
            forward.settings["TargetGroupStickinessConfig.Enabled"] = String(stickiness.boolean("enabled") ?? false)
            forward.settings["TargetGroupStickinessConfig.DurationSeconds"] = String(stickiness.integer("durationSeconds") ?? 3600)
        }
        return .forward(forward)
    }

    /// The first redirect among a rule's filters; what stands in front of it must be a filter that the controller knows.
    private static func redirect(_ match: AWSGatewayMatch, _ configuration: YAMLNode?) throws(Refusal) -> ALBRedirect? {
        let filters = match.rule.rule.filters
        if filters.count == 1, filters[0].type == "ExtensionRef", configuration != nil, match.route.kind == .http {
            throw Refusal(
                "HTTPRouteFilterRequestRedirect must be provided if RedirectActionConfig in ListenerRuleConfiguration is provided")
        }
        for filter in filters {
            if filter.type == "ExtensionRef" || (filter.type == "URLRewrite" && match.route.kind == .http) { continue }
            guard match.route.kind == .http, case .redirect(let redirect) = filter.action else {
                let hint = match.route.kind == .http ? " Only request redirect is supported." : ""
                throw Refusal(
                    "Unsupported filter type: \(filter.type).\(hint) To specify header modification, please configure it through "
                        + "LoadBalancerConfiguration.")
            }
            return try made(redirect, query: configuration?.optionalString("query"))
        }
        return nil
    }

    private static func made(_ redirect: RouteRedirect, query: String?) throws(Refusal) -> ALBRedirect {
        var result = ALBRedirect(host: redirect.host, port: redirect.port.map { String($0) }, query: query, status: redirect.status)
        if let scheme = redirect.scheme?.uppercased() {
            guard let usual = ["HTTP": "80", "HTTPS": "443"][scheme] else { throw Refusal("unsupported redirect scheme: \(scheme)") }
            result.protocol = scheme
            result.port = result.port ?? usual
        }
        switch redirect.path {
        case .full(let value)?:
            guard !value.contains("*"), !value.contains("?") else { throw Refusal("ReplaceFullPath shouldn't contain wildcards: \(value)") }
            result.path = value
        case .prefix(let value)?:
            guard !value.contains("*"), !value.contains("?") else {
                throw Refusal("ReplacePrefixMatch shouldn't contain wildcards: \(value)")
            }
        case nil: break
        }
        return result
    }

    private static func transforms(_ match: AWSGatewayMatch) -> [ALBTransform] {
        guard match.route.kind == .http else { return [] }
        return match.rule.rule.filters.flatMap { filter -> [ALBTransform] in
            switch filter.action {
            case .rewrite(let host, let path):
                let first = path.map { [Self.transform($0, match.path.value)] } ?? []
                return first + (host.map { [ALBTransform(kind: .host, expression: ".*", replacement: $0)] } ?? [])
            case .redirect(let redirect):
                guard case .prefix? = redirect.path, let path = redirect.path else { return [] }
                return [Self.transform(path, match.path.value)]
            default: return []
            }
        }
    }

    private static func transform(_ change: RoutePathChange, _ path: String) -> ALBTransform {
        switch change {
        case .full(let value): return ALBTransform(kind: .url, expression: "^([^?]*)", replacement: value)
        case .prefix(let value):
            let replacement = value.isEmpty ? "/" : value.hasSuffix("/") ? value : value + "$2"
            return ALBTransform(kind: .url, expression: "(^\(path)(/)?)", replacement: replacement)
        }
    }

    /// Who is let in: what a ListenerRuleConfiguration says, on HTTPS alone.
    private func authentication(_ match: AWSGatewayMatch) throws(Refusal) -> Authentication? {
        guard let action = match.rule.configuration.flatMap({ Self.action(in: $0, Self.asking) }) else { return nil }
        switch action.string("type") {
        case "authenticate-oidc":
            guard let config = action.field("authenticateOIDCConfig") else { return nil }
            let name = config.field("secret")?.string("name") ?? ""
            let reference = ObjectReference(kind: "Secret", namespace: match.route.metadata.namespace, name: name)
            if let secret = surroundings.base.secrets[reference] { try ALBAuth.check(secret) }
            return Self.session("oidc", config, ["issuer", "authorizationEndpoint", "tokenEndpoint", "userInfoEndpoint"])
        case "authenticate-cognito":
            guard let config = action.field("authenticateCognitoConfig") else { return nil }
            return Self.session("cognito", config, ["userPoolArn", "userPoolClientId", "userPoolDomain"])
        default:
            let config = action.field("jwtValidationConfig")
            var settings: Settings = [:]
            for name in ["jwksEndpoint", "issuer"] { settings[name] = config?.optionalString(name) }
            return Authentication("jwt", settings: settings, challenge: 401)
        }
    }

    private static func session(_ kind: String, _ config: YAMLNode, _ names: [String]) -> Authentication {
        var settings: Settings = [:]
        for name in names { settings[name] = config.optionalString(name) }
        return .session(
            kind, settings: settings, onUnauthenticated: config.optionalString("onUnauthenticatedRequest") ?? "authenticate",
            scope: config.optionalString("scope") ?? "openid",
            cookie: config.optionalString("sessionCookieName") ?? "AWSELBAuthSessionCookie",
            timeout: config.integer("sessionTimeout") ?? 604_800)
    }
}
