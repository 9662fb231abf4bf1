// SPDX-License-Identifier: Apache-2.0

import PortolanModel

/// Gateways whose proxies are the same: their listeners stand side by side, and each lists them all.
package struct SharedProxies: Sendable {
    /// What became of each Gateway, in the order given, with listeners that an earlier one has too said as conflicted.
    package let outcomes: [GatewayOutcome]

    /// Joins the outcomes of Gateways.
    ///
    /// Source: Envoy Gateway d32f28294 (v1.9), gatewayapi/validate.go:888: of the same port, protocol and host name the first wins.
    package init(_ outcomes: [GatewayOutcome]) {
        var taken: Set<String> = []
        self.outcomes = outcomes.map { outcome in
            var outcome = outcome
            for index in outcome.listeners.indices where outcome.listeners[index].isProgrammed {
                let listener = outcome.listeners[index].listener
                guard !taken.insert("\(listener.protocol) \(listener.section) \(listener.port)").inserted else { continue }
                outcome.listeners[index].status.conflicted = ListenerStatus.Condition(true, "HostnameConflict")
                outcome.listeners[index].status.programmed = ListenerStatus.Condition(false, "Invalid")
            }
            return outcome
        }
    }

    /// All their listeners.
    package var listeners: [ServedListener] { outcomes.flatMap(\.listeners) }
}
