// SPDX-License-Identifier: Apache-2.0

import PortolanModel

/// The rules of a listener that routes, one index for each of its sections; one for all where it has none.
struct ListenerSections: Sendable {
    let plane: DataPlane
    private let exact: [String: RuleIndex]
    /// Longest first.
    private let wildcards: [(pattern: String, index: RuleIndex)]
    private let open: RuleIndex?

    init(_ listener: Listener, plane: DataPlane) {
        self.plane = plane
        guard let sections = listener.sections else {
            exact = [:]
            wildcards = []
            open = RuleIndex(listener.rules, plane: plane)
            return
        }
        let rules = Dictionary(grouping: listener.rules) { $0.section ?? "*" }
        func index(_ section: String) -> RuleIndex { RuleIndex(rules[section] ?? [], plane: plane) }
        exact = Dictionary(sections.filter { !$0.contains("*") }.map { ($0, index($0)) }) { first, _ in first }
        wildcards = sections.filter { $0.contains("*") && $0 != "*" }.map { ($0, index($0)) }
            .sorted { ($1.pattern.utf8.count, $0.pattern) < ($0.pattern.utf8.count, $1.pattern) }
        open = sections.contains("*") ? index("*") : nil
    }

    /// The rules of the section that takes a request, by the server name over TLS and else by the host; `nil` where none does.
    func index(for request: Request) -> RuleIndex? { found(for: request)?.index }

    /// How closely the section that takes a request is written for it: of listeners on one port the closest takes it.
    func closeness(to request: Request) -> Int { found(for: request)?.closeness ?? -1 }

    /// Whether a rule names the host of a request.
    func knows(_ request: Request) -> Bool { index(for: request)?.knows(request.host) ?? false }

    private func found(for request: Request) -> (index: RuleIndex, closeness: Int)? {
        let name = request.scheme.isTLS ? request.serverName : request.host
        if let index = exact[name] { return (index, .max) }
        if let wildcard = wildcards.first(where: { plane.hostWildcard.matches($0.pattern, name) }) {
            return (wildcard.index, wildcard.pattern.utf8.count)
        }
        return open.map { ($0, 0) }
    }
}
