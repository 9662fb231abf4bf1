// SPDX-License-Identifier: Apache-2.0

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
