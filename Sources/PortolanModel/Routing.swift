// SPDX-License-Identifier: Apache-2.0

/// What a data plane does with the requests that match: one element of a listener's ordered rules (contract: `routing.md`).
public struct Rule: Hashable, Sendable {
    /// Host patterns in lower case; empty for any host.
    public var hosts: [String]
    /// The path; `nil` for any.
    public var path: PathMatch?
    /// HTTP methods; empty for any.
    public var methods: [String]
    /// Headers that must all match; `Host` is the host that is asked for, without a port.
    public var headers: [ValueMatch]
    /// Query parameters that must all match.
    public var query: [ValueMatch]
    /// Who may ask; `nil` for everybody.
    ///
    /// Whether others get 403 or the next rule is the data plane's way (`DataPlane.refusesSources`).
    public var sourceRanges: [String]?
    /// Where the requests go; several share them by weight.
    public var backends: [WeightedBackend]
    /// The redirect that answers instead of a backend.
    public var redirect: Redirect?
    /// The answer that the data plane gives itself.
    public var fixed: FixedAnswer?
    /// What is changed on the way to the backend.
    public var rewrite: Rewrite?
    /// Who is let in.
    public var auth: Authentication?
    /// Every other property of the rule under the data plane's own name.
    public var settings: Settings
    /// Headers that are changed on the way to the backend.
    public var requestHeaders: HeaderChanges
    /// Headers that are changed on the way back.
    public var responseHeaders: HeaderChanges
    /// Services (`ns/name`) that get a copy of each request.
    public var mirrors: [String]
    /// Which other origins may read the answers, where the data plane sees to that.
    public var cors: CrossOrigin?
    /// The section of the listener (`Listener.sections`) that the rule belongs to; `nil` where the listener has none.
    public var section: String?
    /// The object and the place in it that made the rule; `nil` for the data plane's own.
    public var origin: RuleOrigin?
    /// Where the fields above cannot express which requests it takes: the whole condition, which then counts alone.
    public var condition: RuleCondition?
    /// Where order counts: what is done to a request; then redirect, auth, rewrite and header changes above only describe it.
    public var steps: [RuleStep]
    /// Who may not ask, whatever `sourceRanges` says; empty for nobody.
    public var deniedRanges: [String] = []
    /// Whether a plan leaves it out: what the data plane does beside the rules that were written (an answer of its own, the conditions of a
    /// canary); it answers requests as the others do.
    public var isUnlisted = false
    /// Where the data plane has virtual hosts: the one that the rule belongs to (`DataPlane.virtualHosts`); `hosts` then only says its names.
    public var virtualHost: Int?

    /// Makes a rule.
    public init(
        hosts: [String] = [], path: PathMatch? = nil, methods: [String] = [], headers: [ValueMatch] = [], query: [ValueMatch] = [],
        sourceRanges: [String]? = nil, backends: [WeightedBackend] = [], redirect: Redirect? = nil, fixed: FixedAnswer? = nil,
        rewrite: Rewrite? = nil, auth: Authentication? = nil, settings: Settings = [:], requestHeaders: HeaderChanges = HeaderChanges(),
        responseHeaders: HeaderChanges = HeaderChanges(), mirrors: [String] = [], cors: CrossOrigin? = nil,
        section: String? = nil, origin: RuleOrigin? = nil, condition: RuleCondition? = nil, steps: [RuleStep] = []
    ) {
        self.hosts = hosts
        self.path = path
        self.methods = methods
        self.headers = headers
        self.query = query
        self.sourceRanges = sourceRanges
        self.backends = backends
        self.redirect = redirect
        self.fixed = fixed
        self.rewrite = rewrite
        self.auth = auth
        self.settings = settings
        self.requestHeaders = requestHeaders
        self.responseHeaders = responseHeaders
        self.mirrors = mirrors
        self.cors = cors
        self.section = section
        self.origin = origin
        self.condition = condition
        self.steps = steps
    }
}

/// What in the input made a rule.
public struct RuleOrigin: Hashable, Sendable {
    /// The Ingress or route.
    public var object: ObjectReference
    /// The path, match or rule in it.
    public var location: SourceLocation

    /// Makes an origin.
    public init(object: ObjectReference, location: SourceLocation) {
        self.object = object
        self.location = location
    }
}

/// Which paths a rule takes.
public struct PathMatch: Hashable, Sendable {
    /// How the value is held against a path.
    public enum Kind: String, Hashable, Sendable {
        /// The whole path.
        case exact
        /// Whole path elements: `/a` takes `/a`, `/a/` and `/a/b`, not `/ab`.
        case segments
        /// Bytes: `/a` takes `/ab`.
        case prefix
        /// `*` and `?` anywhere in the whole path.
        case pattern
        /// A regular expression, in the data plane's dialect (`DataPlane.regexMatch`).
        case regex
    }

    /// How the value is held against a path.
    public var kind: Kind
    /// The path, pattern or expression.
    public var value: String

    /// Makes a match.
    public init(_ kind: Kind, _ value: String) {
        self.kind = kind
        self.value = value
    }
}

/// A condition on a header or query parameter.
public struct ValueMatch: Hashable, Sendable {
    /// How the value is compared.
    public enum Kind: String, Hashable, Sendable {
        /// Byte for byte.
        case exact
        /// A regular expression.
        case regex
        /// `*` and `?`.
        case pattern
        /// The header or parameter must be there, whatever its value.
        case present
        /// It must not be there.
        case absent
    }

    /// The name; `nil` for a query condition without a key.
    public var name: String?
    /// How the value is compared.
    public var kind: Kind
    /// The value, pattern or expression.
    public var value: String

    /// Makes a condition.
    public init(name: String?, _ kind: Kind, _ value: String) {
        self.name = name
        self.kind = kind
        self.value = value
    }
}

/// A Service that a rule sends to.
public struct WeightedBackend: Hashable, Sendable {
    /// `ns/name`.
    public var service: String
    /// The Service's port as a number, or as written where the Service is not in the input; `nil` where none is named.
    public var port: PortValue?
    /// Its share in relation to the rule's other backends; `nil` where it is the only one.
    public var weight: Int?
    /// The status that a request gets which is sent here, where nothing can answer: no such Service, no endpoints; `nil` where pods answer.
    public var failure: Int?
    /// What is changed for this backend alone, beside what the rule changes.
    public var requestHeaders: HeaderChanges
    /// The same on the way back.
    public var responseHeaders: HeaderChanges

    /// Makes a backend.
    public init(
        service: String, port: PortValue?, weight: Int? = nil, failure: Int? = nil, requestHeaders: HeaderChanges = HeaderChanges(),
        responseHeaders: HeaderChanges = HeaderChanges()
    ) {
        self.service = service
        self.port = port
        self.weight = weight
        self.failure = failure
        self.requestHeaders = requestHeaders
        self.responseHeaders = responseHeaders
    }
}

/// A redirect; what is `nil` is kept from the request.
public struct Redirect: Hashable, Sendable {
    /// The status: 301, 302, 303, 307 or 308.
    public var status: Int
    /// `http` or `https`, or a placeholder of the data plane.
    public var scheme: String?
    /// The host, or a placeholder.
    public var host: String?
    /// The port as a number, or a placeholder.
    public var port: PortValue?
    /// The path, in the data plane's own placeholders.
    public var path: String?
    /// The query without `?`.
    public var query: String?
    /// How `path` is put together with the request's, where it is no plain text.
    public var pathRewrite: PathRewrite?
    /// The whole location in the data plane's placeholders, where it is one text; the fields above then only describe it.
    ///
    /// Only 301, 302, 303, 307 and 308 carry it.
    public var template: String?

    /// Makes a redirect.
    public init(
        status: Int, scheme: String? = nil, host: String? = nil, port: PortValue? = nil, path: String? = nil, query: String? = nil,
        pathRewrite: PathRewrite? = nil
    ) {
        self.status = status
        self.scheme = scheme
        self.host = host
        self.port = port
        self.path = path
        self.query = query
        self.pathRewrite = pathRewrite
    }
}

/// An answer of the data plane's own.
public struct FixedAnswer: Hashable, Sendable {
    /// The status.
    public var status: Int
    /// `Content-Type`.
    public var contentType: String?
    /// The body.
    public var body: String?
    /// Whether it is given only to those whom source ranges and credentials let in.
    public var isGuarded = false

    /// Makes an answer.
    public init(status: Int, contentType: String? = nil, body: String? = nil) {
        self.status = status
        self.contentType = contentType
        self.body = body
    }
}

/// How a path becomes another.
public struct PathRewrite: Hashable, Sendable {
    /// What of the path is replaced.
    public enum Kind: String, Hashable, Sendable {
        /// All of it.
        case full
        /// What the rule's path matched.
        case prefix
        /// What an expression matched.
        case regex
    }

    /// What of the path is replaced.
    public var kind: Kind
    /// By what; `$1` and the like stand for groups.
    public var value: String
    /// The expression of `regex`, where it is not the rule's own path.
    public var expression: String?
    /// The prefix of `prefix`, where it is not the rule's own path.
    public var replaced: String?
    /// Whether `prefix` works by whole path elements, so that a slash at the end of the value does not count.
    public var isByElements: Bool

    /// Makes a rewrite.
    public init(
        _ kind: Kind, _ value: String, expression: String? = nil, replaced: String? = nil, isByElements: Bool = false
    ) {
        self.kind = kind
        self.value = value
        self.expression = expression
        self.replaced = replaced
        self.isByElements = isByElements
    }
}

/// What a backend sees instead of what the client sent.
public struct Rewrite: Hashable, Sendable {
    /// The `Host` header.
    public var host: String?
    /// The path.
    public var path: PathRewrite?
    /// The expression whose first match in the client's host `host` replaces; `nil` where `host` stands for the whole.
    public var hostExpression: String?

    /// Makes a rewrite.
    public init(host: String? = nil, path: PathRewrite? = nil, hostExpression: String? = nil) {
        self.host = host
        self.path = path
        self.hostExpression = hostExpression
    }
}

/// Who is let in by a rule.
public struct Authentication: Hashable, Sendable {
    /// `basic`, `digest`, `oidc`, `cognito`, `external`, `jwt`, `client-certificate` and others.
    public var kind: String
    /// What else is known, under the data plane's names.
    public var settings: Settings
    /// What a request without credentials gets; `nil` where that is not known (an external service decides).
    public var challenge: Int?
    /// What the credentials are held against; `nil` where any are taken to be right.
    public var check: CredentialCheck?
    /// Whether it is enough to come from the rule's source ranges or to have credentials; otherwise both are needed.
    public var isAlternative = false
    /// The cookie that stands for a session, whose numbered parts are named `NAME-0` and so on; `nil` where credentials come in the header
    /// `Authorization`.
    public var sessionCookie: String?
    /// Seconds that a session lasts.
    public var sessionTimeout: Int?

    /// Makes an authentication.
    public init(
        _ kind: String, settings: Settings = [:], challenge: Int? = nil, sessionCookie: String? = nil, sessionTimeout: Int? = nil
    ) {
        self.kind = kind
        self.settings = settings
        self.challenge = challenge
        self.sessionCookie = sessionCookie
        self.sessionTimeout = sessionTimeout
    }
}

/// Changes of headers, in the order in which they are made: set, add, remove.
public struct HeaderChanges: Hashable, Sendable {
    /// Replaced or added, in order.
    public var set: [Header]
    /// Added beside what is there.
    public var add: [Header]
    /// Taken away.
    public var remove: [String]

    /// Makes changes.
    public init(set: [Header] = [], add: [Header] = [], remove: [String] = []) {
        self.set = set
        self.add = add
        self.remove = remove
    }

    /// Whether nothing is changed.
    public var isEmpty: Bool { self.set.isEmpty && add.isEmpty && remove.isEmpty }
}

/// A header with its value.
public struct Header: Hashable, Sendable {
    /// The name as written.
    public var name: String
    /// The value.
    public var value: String

    /// Makes a header.
    public init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}

/// The pool that a rule sends to: a target group, backend service or upstream.
public struct Pool: Hashable, Sendable {
    /// `ns/name` of the Service.
    public var service: String
    /// The Service's port as a number, or as written where the Service is not in the input.
    public var port: PortValue?
    /// The way to the pods.
    public var via: Backend.Via
    /// What the data plane speaks to the pods.
    public var `protocol`: String
    /// The health check, as far as the controller sets it explicitly.
    public var healthCheck: HealthCheck?
    /// Every other property under the data plane's own name.
    public var settings: Settings

    /// Makes a pool.
    public init(
        service: String, port: PortValue?, via: Backend.Via, protocol: String, healthCheck: HealthCheck? = nil, settings: Settings = [:]
    ) {
        self.service = service
        self.port = port
        self.via = via
        self.protocol = `protocol`
        self.healthCheck = healthCheck
        self.settings = settings
    }
}

/// What became of a route at the Gateway that it names: the Gateway API's own conditions.
public struct RouteStatus: Hashable, Sendable {
    /// The route.
    public var route: ObjectReference
    /// The listener that it names.
    public var section: String?
    /// Whether it is attached.
    public var accepted: Bool
    /// Why, or why not.
    public var acceptedReason: String
    /// Whether all that it refers to exists and may be used.
    public var resolvedRefs: Bool
    /// Why, or why not.
    public var resolvedRefsReason: String

    /// Makes a status.
    public init(
        route: ObjectReference, section: String? = nil, accepted: Bool, acceptedReason: String, resolvedRefs: Bool,
        resolvedRefsReason: String
    ) {
        self.route = route
        self.section = section
        self.accepted = accepted
        self.acceptedReason = acceptedReason
        self.resolvedRefs = resolvedRefs
        self.resolvedRefsReason = resolvedRefsReason
    }
}

/// The conditions of one listener of a Gateway.
public struct ListenerStatus: Hashable, Sendable {
    /// A condition: whether it holds, and the Gateway API's reason.
    public struct Condition: Hashable, Sendable {
        /// Whether it holds.
        public var holds: Bool
        /// The reason.
        public var reason: String

        /// Makes a condition.
        public init(_ holds: Bool, _ reason: String) {
            self.holds = holds
            self.reason = reason
        }
    }

    /// The listener's name.
    public var name: String
    /// The kinds of routes that it takes.
    public var supportedKinds: [String]
    /// How many routes are attached.
    public var attachedRoutes: Int
    /// `Accepted`.
    public var accepted: Condition
    /// `ResolvedRefs`.
    public var resolvedRefs: Condition
    /// `Programmed`.
    public var programmed: Condition
    /// `Conflicted`.
    public var conflicted: Condition

    /// Makes a status.
    public init(
        name: String, supportedKinds: [String], attachedRoutes: Int, accepted: Condition, resolvedRefs: Condition, programmed: Condition,
        conflicted: Condition
    ) {
        self.name = name
        self.supportedKinds = supportedKinds
        self.attachedRoutes = attachedRoutes
        self.accepted = accepted
        self.resolvedRefs = resolvedRefs
        self.programmed = programmed
        self.conflicted = conflicted
    }
}
