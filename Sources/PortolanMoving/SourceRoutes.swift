// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel
import PortolanTrace

/// What the load balancer of a home does, host by host, for another controller of Ingresses to be told.
struct SourceRoutes {
    /// What is answered on which port.
    enum Ports: Hashable {
        /// Plain requests only.
        case plain
        /// Plain requests and those over TLS alike.
        case both
        /// Requests over TLS only.
        case secure
        /// Requests over TLS; plain ones are sent there with the status.
        case redirected(Int)
    }

    /// A host.
    struct Host {
        /// The pattern; `nil` for hosts that nobody names.
        var pattern: String?
        /// Its rules, in the order in which they are tried.
        var rules: [NeutralRule]
        /// What is answered on which port.
        var ports: Ports
        /// The Secret with its certificate; `nil` where it has none.
        var secret: (namespace: String, name: String)?
    }

    let group: HomeRoutes.Group
    /// Exact hosts first, then the longest wildcards, then those that nobody names.
    private(set) var hosts: [Host] = []
    private(set) var losses: [MoveLoss] = []

    init(_ group: HomeRoutes.Group) {
        self.group = group
        var found: [(pattern: String?, plain: [NeutralRule]?, secure: [NeutralRule]?)] = []
        for front in RouteTable(group.exposure).fronts {
            let isTLS = ["HTTPS", "TLS"].contains(front.listener.protocol)
            for host in front.hosts {
                var reader = NeutralReader(front.plane, isTLS: isTLS)
                let rules = reader.rules(of: host.rules)
                losses += reader.losses
                guard !rules.isEmpty else { continue }
                let place = found.firstIndex { $0.pattern == host.pattern } ?? found.count
                if place == found.count { found.append((host.pattern, nil, nil)) }
                if isTLS { found[place].secure = found[place].secure ?? rules } else { found[place].plain = found[place].plain ?? rules }
            }
        }
        for one in found {
            let isRedirected = one.plain?.allSatisfy(\.leadsToHTTPS) ?? false
            let secret = group.certificate(for: one.pattern, isWanted: isRedirected)
            if let secure = one.secure, secret != nil {
                var ports = Ports.secure
                if isRedirected, case .redirect(let redirect)? = one.plain?.first?.action { ports = .redirected(redirect.status) }
                if !isRedirected, one.plain != nil { ports = .both }
                hosts.append(Host(pattern: one.pattern, rules: secure, ports: ports, secret: secret))
            } else if let plain = one.plain {
                hosts.append(Host(pattern: one.pattern, rules: plain, ports: .plain, secret: nil))
            }
        }
        hosts = hosts.enumerated().sorted { ($0.element.rank, $0.offset) < ($1.element.rank, $1.offset) }.map(\.element)
    }

    /// What the home speaks to a Service, and what it sets on the way.
    func pool(of service: String) -> Pool? { group.exposure.loadBalancers.flatMap(\.backends).first { $0.service == service } }

    /// Whether the home's load balancer is private.
    var isPrivate: Bool { (group.exposure.address?.scope ?? group.exposure.loadBalancers.first?.scope) == .private }

    /// What bounds an answer in the pools of clouds' load balancers, which have 30 seconds by default.
    static let poolTimeouts = ["requestTimeout", "timeoutSec"]

    /// The longest time that a request may take by the home's settings, where it was raised.
    var timeout: Int? {
        let names = ["proxy_read_timeout", "proxy_send_timeout"]
        let seconds = hosts.flatMap(\.rules).flatMap { rule in names.compactMap { rule.settings[$0] } }
            .compactMap { Int($0.hasSuffix("s") ? $0.dropLast() : $0[...]) }
        let ofPools = group.exposure.loadBalancers.flatMap(\.backends).flatMap { pool in
            Self.poolTimeouts.compactMap { pool.settings[$0].flatMap { Int($0) } }
        }
        return [seconds.max().flatMap { $0 > 60 ? $0 : nil }, ofPools.max().flatMap { $0 > 30 ? $0 : nil }].compactMap { $0 }.max()
    }
}

extension SourceRoutes.Host {
    fileprivate var rank: Int {
        guard let pattern else { return Int.max }
        return pattern.hasPrefix("*") ? 1000 - min(pattern.utf8.count, 900) : 0
    }

    /// The host for a reader.
    var name: String { pattern ?? "any host " }
}
