// SPDX-License-Identifier: Apache-2.0

/// A step of a request's way through a rule, where a data plane takes several in the order that the manifest gives them.
///
/// Order counts: what one step changes is what the next one sees. A rule without steps is read by its other fields alone.
public enum RuleStep: Hashable, Sendable {
    /// Changes the path.
    case path(PathChange)
    /// Answers with a redirect, unless the URL is already what it leads to.
    case redirect(URLRedirect)
    /// Lets in clients of these ranges; others get the status.
    case admit([String], status: Int)
    /// Asks for credentials.
    case authenticate(CredentialCheck)
    /// Changes headers; a changed `Host` is the host that the backend sees.
    case headers(request: HeaderChanges, response: HeaderChanges, host: String?)
}

/// How a step changes a path; prefixes and expressions are held against the decoded path, as Go's `url.URL` has it.
public enum PathChange: Hashable, Sendable {
    /// The first of these prefixes that fits, byte for byte, is cut off; a leading slash is put in where none is left, unless nothing is.
    case strip([String], forcesSlash: Bool)
    /// The first of these expressions that matches from the start is cut off.
    case stripMatch([String])
    /// A text in front.
    case add(String)
    /// All of it; the query stays.
    case replace(String)
    /// What the expression matches in the path as it is written, by a template with `$1`.
    case substitute(expression: String, template: String)
}

/// A redirect that is worked out from the whole URL as text.
public struct URLRedirect: Hashable, Sendable {
    /// What the new URL is made of.
    public enum Kind: Hashable, Sendable {
        /// Another scheme, and a port where it is not the scheme's own; host and the rest are kept.
        case scheme(String, port: String?)
        /// What the expression matches in `scheme://host/path?query`, replaced by a template with `$1`.
        case pattern(expression: String, template: String)
    }

    /// What the new URL is made of.
    public var kind: Kind
    /// Whether a GET gets 301 and others 308; otherwise 302 and 307.
    public var isPermanent: Bool
    /// The status of all methods, where it is set.
    public var status: Int?

    /// Makes a redirect.
    public init(_ kind: Kind, isPermanent: Bool, status: Int? = nil) {
        self.kind = kind
        self.isPermanent = isPermanent
        self.status = status
    }
}

/// A check of credentials by a list of users.
public struct CredentialCheck: Hashable, Sendable {
    /// The scheme of `Authorization`: `Basic` or `Digest`.
    public var scheme: String
    /// Lines of `user:hash`, as htpasswd writes them.
    public var users: [String]
    /// What a request gets whose credentials do not fit.
    public var challenge: Int
    /// Whether the backend does not see `Authorization`.
    public var removesHeader: Bool
    /// Whether hashes may be `{PLAIN}` and `{SSHA}` too, as nginx reads them.
    public var readsPlainText = false

    /// Makes a check.
    public init(scheme: String, users: [String], challenge: Int = 401, removesHeader: Bool = false) {
        self.scheme = scheme
        self.users = users
        self.challenge = challenge
        self.removesHeader = removesHeader
    }
}
