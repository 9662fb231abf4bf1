// SPDX-License-Identifier: Apache-2.0

/// How a load balancer or proxy reads requests, where that differs between them: with its rules, all that a trace needs.
public struct DataPlane: Hashable, Sendable {
    /// How `*` in a host pattern reads.
    public enum HostWildcard: String, Hashable, Sendable {
        /// The first label and no more: `*.example.com` takes `a.example.com` only.
        case oneLabel
        /// One label or more: `*.example.com` takes `a.b.example.com` too.
        case labels
        /// Any text, dots included, anywhere in the pattern; `?` is one character.
        case text
    }

    /// What is done to a path before it is matched.
    public struct PathCleaning: Hashable, Sendable {
        /// `%41` becomes `A`, all that is encoded.
        public var decodes: Bool
        /// Only the characters that need no encoding (RFC 3986, 2.3) are decoded.
        public var decodesUnreserved: Bool
        /// `//` becomes `/`.
        public var mergesSlashes: Bool
        /// `.` and `..` are resolved.
        public var resolvesDots: Bool
        /// Whether the backend gets the path as it was cleaned; otherwise as the client sent it.
        public var isForwarded: Bool
        /// `%2f` becomes `%2F` in what the backend gets.
        public var uppercasesEscapes = false
        /// Whether a `.` or `..` at the end leaves no slash, as Go's `path.Clean` has it; RFC 3986 leaves one.
        public var dropsTrailingDots = false
        /// Whether rules see further characters decoded that are not reserved (RFC 3986, 2.2); the backend does not.
        public var decodesForMatching = false

        /// Makes a cleaning; by itself it does nothing.
        public init(
            decodes: Bool = false, decodesUnreserved: Bool = false, mergesSlashes: Bool = false, resolvesDots: Bool = false,
            isForwarded: Bool = false
        ) {
            self.decodes = decodes
            self.decodesUnreserved = decodesUnreserved
            self.mergesSlashes = mergesSlashes
            self.resolvesDots = resolvesDots
            self.isForwarded = isForwarded
        }
    }

    /// How a regular expression is held against a path.
    public enum RegexMatch: String, Hashable, Sendable {
        /// Anywhere in it.
        case anywhere
        /// From its start.
        case start
        /// All of it.
        case whole
    }

    /// What a rewrite by a regular expression replaces.
    public enum RegexRewrite: String, Hashable, Sendable {
        /// The whole path, where the expression matches somewhere in it.
        case wholePath
        /// What the expression matches first.
        case firstMatch
        /// All that it matches.
        case allMatches
    }

    /// In which form a redirect's location is written.
    public enum Placeholders: String, Hashable, Sendable {
        /// None: what is not set is kept from the request.
        case none
        /// ALB's `#{protocol}`, `#{host}`, `#{port}`, `#{path}`, `#{query}`.
        case alb
        /// nginx's variables; `$redirect_host` is the `Host` header without a port, `$trimmed_request_uri` is `$request_uri` without a slash
        /// at its end.
        case nginx
    }

    /// How `*` in a host pattern reads.
    public var hostWildcard: HostWildcard
    /// Whether the most specific host of all rules is picked first, so that its requests never fall to rules of another host.
    public var picksHostFirst: Bool
    /// Whether letter case of a path counts.
    public var ignoresPathCase: Bool
    /// What is done to a path before it is matched.
    public var pathCleaning: PathCleaning
    /// How regular expressions are held against paths.
    public var regexMatch: RegexMatch
    /// Whether the letter case of header and query values counts where they are patterns.
    public var ignoresValueCase: Bool
    /// Whether a source that a rule does not let in gets 403; otherwise the rule does not match, and the next is tried.
    public var refusesSources: Bool
    /// The status of a request that no rule takes.
    public var unmatchedStatus: Int
    /// The status of a request whose rule sends it to nobody.
    public var emptyStatus: Int
    /// What a rewrite by a regular expression replaces.
    public var regexRewrite: RegexRewrite
    /// Whether a `Location` has the port even where it is the scheme's own.
    public var writesDefaultPort: Bool
    /// In which form a redirect's location is written.
    public var placeholders: Placeholders
    /// Whether a host with a dot at its end is the host without it.
    public var ignoresTrailingDot = false
    /// Whether `;` parts query parameters, and becomes `&` on the way to the backend.
    public var readsSemicolons = false
    /// Its virtual hosts, where it picks one by the host that is asked for before it looks at any rule.
    public var virtualHosts: VirtualHosts?
    /// Whether a rule with nothing behind it says so before it asks who the client is.
    public var failsBeforeAccess = false
    /// Whether the backend gets a rewritten path with what is no URL encoded, as nginx does.
    public var escapesRewrites = false
    /// Whether an answer that several Services share names the port of the first.
    public var namesSharedPort = false
    /// Whether a redirect that names another scheme and no port keeps the port of the request; otherwise it takes the scheme's own.
    public var keepsRedirectPort: Bool
    /// Whether a rule asks for credentials before it redirects or answers itself; otherwise only before it sends to a backend.
    public var authenticatesFirst: Bool

    /// Makes a data plane.
    public init(
        hostWildcard: HostWildcard = .labels, picksHostFirst: Bool = false, ignoresPathCase: Bool = false,
        pathCleaning: PathCleaning = PathCleaning(), regexMatch: RegexMatch = .anywhere, ignoresValueCase: Bool = false,
        refusesSources: Bool = true, unmatchedStatus: Int = 404, emptyStatus: Int = 503,
        regexRewrite: RegexRewrite = .allMatches, writesDefaultPort: Bool = false, placeholders: Placeholders = .none,
        keepsRedirectPort: Bool = false, authenticatesFirst: Bool = false
    ) {
        self.hostWildcard = hostWildcard
        self.picksHostFirst = picksHostFirst
        self.ignoresPathCase = ignoresPathCase
        self.pathCleaning = pathCleaning
        self.regexMatch = regexMatch
        self.ignoresValueCase = ignoresValueCase
        self.refusesSources = refusesSources
        self.unmatchedStatus = unmatchedStatus
        self.emptyStatus = emptyStatus
        self.regexRewrite = regexRewrite
        self.writesDefaultPort = writesDefaultPort
        self.placeholders = placeholders
        self.keepsRedirectPort = keepsRedirectPort
        self.authenticatesFirst = authenticatesFirst
    }
}
