// SPDX-License-Identifier: Apache-2.0

package import PortolanModel

/// What an exposure's listeners do, host by host: for each host pattern the rules that may take its requests, in the order in which they
/// are tried.
///
/// Rules of wider patterns stand in the list of a host too where the data plane falls back to them.
package struct RouteTable: Sendable {
    /// The rules of one host pattern.
    package struct Host: Sendable {
        /// The pattern in lower case; `nil` for hosts that nobody names.
        package var pattern: String?
        /// The rules in the order in which they are tried.
        package var rules: [Rule]
    }

    /// One listener.
    package struct Front: Sendable {
        /// The listener.
        package var listener: Listener
        /// How its data plane reads requests.
        package var plane: DataPlane
        /// Its hosts, in the order in which rules name them; those that nobody names last.
        package var hosts: [Host]
    }

    /// The listeners that route, in the order of the exposure.
    package let fronts: [Front]

    /// Reads an exposure.
    package init(_ exposure: Exposure) {
        fronts = exposure.loadBalancers.flatMap { balancer in
            balancer.listeners.compactMap { listener -> Front? in
                guard case .route(let rules) = listener.duty else { return nil }
                let plane = balancer.dataPlane ?? DataPlane()
                return Front(listener: listener, plane: plane, hosts: Self.hosts(rules, plane))
            }
        }
    }

    private static func hosts(_ rules: [Rule], _ plane: DataPlane) -> [Host] {
        let index = RuleIndex(rules, plane: plane)
        var seen: Set<String> = []
        var hosts = rules.flatMap { $0.condition.map { $0.requiredHosts ?? [] } ?? $0.hosts }
            .filter { $0 != "*" && seen.insert($0).inserted }
            .map { Host(pattern: $0, rules: index.rules(for: sample(of: $0))) }
        let open = index.rules(for: "host-that-nobody-names.invalid")
        if open.contains(where: { $0.origin != nil }) { hosts.append(Host(pattern: nil, rules: open)) }
        return hosts.filter { !$0.rules.isEmpty }
    }

    /// A host that a pattern takes.
    private static func sample(of pattern: String) -> String { pattern.replacing("*", with: "any-label").replacing("?", with: "x") }
}
