// SPDX-License-Identifier: Apache-2.0

import PortolanModel

/// A rule of an Application Load Balancer as the ELBv2 API takes it: conditions that must all hold, each with alternatives.
struct ALBRule {
    var conditions: ALBConditions
    /// Who is let in, before the action.
    var authentication: Authentication?
    var action: ALBAction
    var transforms: [ALBTransform] = []
    /// What in the input made it.
    var origin: RuleOrigin?
}

/// The conditions of a rule; several values of one condition are alternatives.
struct ALBConditions {
    /// A condition beside host and path, any number of which may stand in a rule.
    enum Further: Hashable {
        case header(name: String, values: [String], isExpression: Bool)
        case methods([String])
        case query([QueryValue])
        case sourceIP([String])
    }

    /// A query parameter, or any parameter's value where there is no key.
    struct QueryValue: Hashable {
        var key: String?
        var value: String
    }

    /// Host patterns; a rule has these or expressions, never both.
    var hosts: [String] = []
    var hostExpressions: [String] = []
    /// Paths; a `segments` match stands for the two patterns of a prefix.
    var paths: [PathMatch] = []
    var further: [Further] = []

    /// The path conditions as the API has them.
    var pathPatterns: [String] { paths.flatMap(\.albPatterns) }

    /// Whether the path condition is one of expressions.
    var hasPathExpressions: Bool { paths.contains { $0.kind == .regex } }

    /// How many values the rule has, of which AWS takes five.
    var valueCount: Int {
        hosts.count + hostExpressions.count + pathPatterns.count
            + further.reduce(0) { sum, condition in
                switch condition {
                case .header(_, let values, _), .methods(let values), .sourceIP(let values): sum + values.count
                case .query(let values): sum + values.count
                }
            }
    }
}

extension PathMatch {
    /// The values of an ALB's path condition that say the same.
    var albPatterns: [String] { kind == .segments ? [value, value + "/*"] : [value] }

    /// The path of a Kubernetes prefix: whole elements, a trailing slash cut off, `/` any path.
    ///
    /// Source: aws-load-balancer-controller 3.5.0, pkg/ingress/model_build_listener_rules.go:240, pkg/gateway/routeutils/route_rule_condition.go
    static func albPrefix(_ path: String) -> PathMatch {
        path == "/" ? PathMatch(.pattern, "/*") : PathMatch(.segments, path.hasSuffix("/") ? String(path.dropLast()) : path)
    }
}

/// What a rule does in the end.
enum ALBAction {
    case forward(ALBForward)
    case redirect(ALBRedirect)
    case fixed(FixedAnswer)
}

/// Forwarding to target groups by weight.
struct ALBForward {
    /// A target group with its weight.
    struct Target {
        var backend: WeightedBackend
        /// The id of the pool; `nil` for a target group that exists apart from the manifest.
        var pool: String?
    }

    var targets: [Target]
    /// Stickiness between target groups.
    var settings: Settings = [:]
}

/// A redirect as the API has it: what is `nil` is kept from the request.
struct ALBRedirect {
    var host: String?
    var path: String?
    var port: String?
    var `protocol`: String?
    var query: String?
    var status: Int

    /// The redirect in the contract's form: the scheme in lower case, a number as port unless it is a placeholder.
    var redirect: Redirect {
        Redirect(
            status: status, scheme: `protocol`?.lowercased(), host: host,
            port: port.map { port in Int(port).map { .number($0) } ?? .name(port) },
            path: path, query: query)
    }
}

/// A change of host or URL on the way to the target, by the first match of an expression.
struct ALBTransform {
    enum Kind: String {
        case host = "host-header-rewrite"
        case url = "url-rewrite"
    }

    var kind: Kind
    var expression: String
    var replacement: String
}

extension Authentication {
    /// Users of an identity provider, whose session a cookie keeps.
    static func session(
        _ kind: String, settings: Settings, onUnauthenticated: String, scope: String, cookie: String, timeout: Int
    ) -> Authentication {
        var settings = settings
        settings["onUnauthenticatedRequest"] = onUnauthenticated
        settings["scope"] = scope
        settings["sessionCookieName"] = cookie
        let challenge: Int? = ["authenticate": 302, "deny": 401][onUnauthenticated]
        return Authentication(kind, settings: settings, challenge: challenge, sessionCookie: cookie, sessionTimeout: timeout)
    }
}

extension DataPlane {
    /// How an Application Load Balancer reads requests.
    ///
    /// Source: AWS, Listener rules for your Application Load Balancer (condition and action types): hosts without case, paths with case, `*`
    /// and `?` in both, header and query values without case, the path as sent.
    static let alb = DataPlane(
        hostWildcard: .text, regexMatch: .anywhere, ignoresValueCase: true, refusesSources: false, regexRewrite: .firstMatch,
        writesDefaultPort: true, placeholders: .alb, keepsRedirectPort: true, authenticatesFirst: true)
}
