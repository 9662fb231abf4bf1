// SPDX-License-Identifier: Apache-2.0

package import PortolanModel

/// A rule in words of no data plane: what may be said again in another controller's words.
package struct NeutralRule: Hashable, Sendable {
    /// What answers.
    package enum Action: Hashable, Sendable {
        /// Services, by weight where there are several.
        case forward([WeightedBackend])
        /// A redirect.
        case redirect(NeutralRedirect)
        /// The data plane itself.
        case fixed(FixedAnswer)
    }

    /// Which paths it takes.
    package var path: NeutralPath
    /// HTTP methods; empty for any.
    package var methods: [String] = []
    /// Headers that must all match.
    package var headers: [ValueMatch] = []
    /// Query parameters that must all match.
    package var query: [ValueMatch] = []
    /// What answers.
    package var action: Action
    /// The host that the backend sees.
    package var hostRewrite: String?
    /// The path that the backend sees.
    package var pathRewrite: NeutralRewrite?
    /// Headers that are changed on the way to the backend.
    package var requestHeaders = HeaderChanges()
    /// Headers that are changed on the way back.
    package var responseHeaders = HeaderChanges()
    /// Services that get a copy.
    package var mirrors: [String] = []
    /// Which other origins may read answers.
    package var cors: CrossOrigin?
    /// Who is let in.
    package var access = Access()
    /// Every other property, under the data plane's name.
    package var settings: Settings = [:]
    /// The Ingress that made it.
    package var origin: RuleOrigin?

    /// Whether it has conditions beside the path.
    package var isConditional: Bool { !methods.isEmpty || !headers.isEmpty || !query.isEmpty }

    /// What it does with a request, whatever makes it take one.
    package var answer: NeutralRule {
        var rule = self
        rule.path = NeutralPath(.any)
        rule.methods = []
        rule.headers = []
        rule.query = []
        rule.origin = nil
        return rule
    }
}

/// Who is let in.
package struct Access: Hashable, Sendable {
    /// Credentials.
    package var auth: Authentication?
    /// Who may ask; `nil` for everybody.
    package var allowed: [String]?
    /// Who may not ask.
    package var denied: [String] = []

    /// Whether everybody is.
    package var isOpen: Bool { auth == nil && allowed == nil && denied.isEmpty }

    /// What is asked of clients, in words.
    package var words: String {
        var parts: [String] = []
        if let auth { parts.append(Self.words(of: auth)) }
        if let allowed { parts.append("only \(allowed.isEmpty ? "nobody" : allowed.joined(separator: ", ")) may ask") }
        if !denied.isEmpty { parts.append("\(denied.joined(separator: ", ")) may not ask") }
        return parts.joined(separator: ", ")
    }

    private static func words(of auth: Authentication) -> String {
        switch auth.kind {
        case "basic", "digest": "it asks for a user and a password (\(auth.kind))"
        case "client-certificate": "it asks for a client certificate"
        case "external": "another service decides who is let in"
        default: "it asks for credentials (\(auth.kind))"
        }
    }
}

/// A redirect; what is `nil` is the request's own.
package struct NeutralRedirect: Hashable, Sendable {
    /// The status.
    package var status: Int
    /// `http` or `https`.
    package var scheme: String?
    /// The host.
    package var host: String?
    /// The port; `nil` for that of the scheme.
    package var port: Int?
    /// The path.
    package var path: NeutralRewrite?
}

/// How a path becomes another.
package enum NeutralRewrite: Hashable, Sendable {
    /// All of it.
    case full(String)
    /// What a prefix of whole elements stands for: `/a` replaced by `/b`.
    case prefix(String, by: String)
    /// What an expression says, which the whole path must match; `$1` and the like stand for groups.
    case regex(String, template: String)
}
