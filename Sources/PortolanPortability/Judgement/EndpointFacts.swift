// SPDX-License-Identifier: Apache-2.0

import PortolanGraph

/// What is known of an endpoint beside its Service and what it asks for, whatever the target.
struct EndpointFacts: Sendable {
    /// Ports that lead to no pod, by their place in the Service.
    var deadEnds: [Int: DeadEnd] = [:]
    /// The cloud of the home; `nil` where it was written for none.
    var homeProvider: String?
    /// The clouds of the plan that are all told to use one literal public address, which is one cloud's at most.
    var addressClaimants: Set<String> = []
    /// The ports to whose pods the home speaks TLS; an empty list means that it does so on none.
    var tlsBackends: [Requirement.Port] = []
    /// Whether it does so on all ports.
    var isTLSBehind = false

    /// Whether the pods behind a port speak TLS.
    func speaksTLS(_ port: Requirement.Port?) -> Bool { isTLSBehind || port.map(tlsBackends.contains) ?? false }
}
