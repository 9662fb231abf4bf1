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
    /// Where the data plane answers for other origins by plain rules and headers: the policy that they make up, which only describes them.
    public var describedCORS: CrossOrigin?
    /// Rules of other objects that take the same requests, and that chance may put before this one; none where the order is known.
    public var rivals: [RuleOrigin] = []
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
