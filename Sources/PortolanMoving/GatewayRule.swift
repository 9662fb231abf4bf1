// SPDX-License-Identifier: Apache-2.0

import PortolanModel

/// A rule of an HTTPRoute, before it is written.
struct GatewayRule: Hashable {
    /// A path of a match.
    enum Path: Hashable {
        case exact(String)
        case prefix(String)
        case regex(String)

        var type: String {
            switch self {
            case .exact: "Exact"
            case .prefix: "PathPrefix"
            case .regex: "RegularExpression"
            }
        }

        var value: String {
            switch self {
            case .exact(let value), .prefix(let value), .regex(let value): value
            }
        }
    }

    /// One of its alternatives.
    struct Match: Hashable {
        var path: Path
        var method: String?
        var headers: [ValueMatch] = []
        var query: [ValueMatch] = []
    }

    /// What answers.
    enum Action: Hashable {
        case forward([WeightedBackend])
        case redirect(NeutralRedirect)
        /// Nothing stands behind it, so that it answers 500; why, and what would stand there.
        case closed(reason: String, backends: [WeightedBackend])
    }

    /// How the path is replaced.
    enum PathChange: Hashable {
        case full(String)
        case prefix(String)
    }

    var matches: [Match]
    var action: Action
    var hostRewrite: String?
    var pathChange: PathChange?
    var requestHeaders = HeaderChanges()
    var responseHeaders = HeaderChanges()
    var mirrors: [WeightedBackend] = []
    var cors: CrossOrigin?
    /// `timeouts.request` in seconds.
    var timeout: Int?
    var access = Access()

    /// Whether a prefix is replaced, in the rewrite or the redirect, so that the rule must have exactly one match.
    var replacesPrefix: Bool {
        if case .prefix? = pathChange { return true }
        if case .redirect(let redirect) = action, case .prefix? = redirect.path { return true }
        return false
    }

    /// Whether two rules differ in their matches alone.
    func answersLike(_ other: GatewayRule) -> Bool {
        var (one, two) = (self, other)
        one.matches = []
        two.matches = []
        return one == two
    }
}
