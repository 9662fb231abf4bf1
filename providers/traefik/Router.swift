// SPDX-License-Identifier: Apache-2.0

import PortolanModel

/// A router as a provider makes it, before it is known whether it can be built.
struct Router {
    /// The priority of a default backend.
    static let lowestPriority = -2_147_483_648
    /// What no router of a user may exceed.
    // Source: traefik 3.7.9, pkg/server/router/router.go maxUserPriority.
    static let highestPriority = Int.max - 1000

    var provider: Provider
    /// The rule's text; its length decides where no priority is set.
    var rule: String
    var condition: RuleCondition
    /// 0 for the length of the rule.
    var priority = 0
    /// Empty for all.
    var entryPoints: [String] = []
    /// Names as written, in order.
    var middlewares: [String] = []
    /// The TLS options that it asks for; empty for the default ones, `nil` without TLS of its own.
    var tlsOptions: String?
    /// The service's name.
    var service: String
    var origin: RuleOrigin

    /// What decides among rules that take the same request: highest first.
    var rank: Int { priority == 0 ? rule.utf8.count : priority }
}

/// A service of Traefik's own configuration.
enum RouterService {
    /// A pool of pods, or a host outside.
    case pool(ServicePool)
    /// Others by their qualified names, each with a weight.
    case weighted([(name: String, weight: Int)])
    /// One that answers, and others that get a copy.
    case mirrored(String, copies: [String])
    /// One of several by a hash of the client's address.
    case hashed([(name: String, weight: Int)])
    /// One, and another for its failures.
    case failover(String, fallback: String, hasErrors: Bool)
}

/// A pool: the servers behind a Service's port.
struct ServicePool {
    /// `ns/name`.
    var service: String
    var port: PortValue
    /// `http`, `https`, `h2c`, or another text that nothing answers to.
    var scheme: String
    /// Under Traefik's names, where they are not the default.
    var settings: Settings = [:]
    /// Whether there is a server at all.
    var hasServers = true
    /// The host that servers see instead of the client's; `nil` where it is kept, or is a pod's own address.
    var host: String?
    /// Names of middlewares between the router and the servers.
    var middlewares: [String] = []
}

extension ServicePool {
    /// What is spoken to the servers.
    var spoken: String {
        switch scheme {
        case "https": "HTTPS"
        case "h2c": "HTTP2"
        default: "HTTP"
        }
    }
}
