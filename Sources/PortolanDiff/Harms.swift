// SPDX-License-Identifier: Apache-2.0

/// What one plan has that is dangerous or broken, and another has not.
enum Harms {
    /// Statuses with which clients get no address.
    private static let dead: Set<String> = ["failed", "unclaimed", "invalid"]

    /// One sentence for each, the gravest first.
    static func new(from old: PlanFacts, to new: PlanFacts, targets: [String]) -> [String] {
        var result = scopes(old, new, targets) + findings(old, new, severity: "critical") + refused(old, new)
        result += broken(old, new, targets) + findings(old, new, severity: "error")
        var seen: Set<String> = []
        return result.filter { seen.insert($0).inserted }
    }

    /// Endpoints that were private and are public.
    private static func scopes(_ old: PlanFacts, _ new: PlanFacts, _ targets: [String]) -> [String] {
        new.names.compactMap { name in
            guard let before = old.endpoints[name], let after = new.endpoints[name] else { return nil }
            let places = targets.filter { target in
                before.fact("address.scope", on: target) == "private" && after.fact("address.scope", on: target) == "public"
            }
            return places.isEmpty ? nil : "\(name): PUBLIC now on \(places.joined(separator: ", ")), where it was private"
        }
    }

    private static func findings(_ old: PlanFacts, _ new: PlanFacts, severity: String) -> [String] {
        let known = Set(old.harms.map(\.name))
        return new.harms.filter { $0.severity == severity && !known.contains($0.name) }.map { "\($0.severity) \($0.name): \($0.message)" }
    }

    private static func refused(_ old: PlanFacts, _ new: PlanFacts) -> [String] {
        let known = Set(old.rejected.map(\.name))
        return new.rejected.filter { !known.contains($0.name) }.map { "\($0.name): the API server refuses it: \($0.value)" }
    }

    /// Whether clients of an endpoint get no address on a target.
    static func isDead(_ endpoint: PlanFacts.Endpoint, on target: String) -> Bool {
        endpoint.fact("status", on: target).map(dead.contains) ?? false
    }

    /// Endpoints that had an address and have none.
    private static func broken(_ old: PlanFacts, _ new: PlanFacts, _ targets: [String]) -> [String] {
        new.names.flatMap { name -> [String] in
            guard let after = new.endpoints[name] else { return [] }
            var byReason: [(reason: String, targets: [String])] = []
            for target in targets {
                guard let status = after.fact("status", on: target), dead.contains(status) else { continue }
                if let before = old.endpoints[name]?.fact("status", on: target), dead.contains(before) { continue }
                let reason = after.fact("reason", on: target) ?? status
                if let index = byReason.firstIndex(where: { $0.reason == reason }) {
                    byReason[index].targets.append(target)
                } else {
                    byReason.append((reason, [target]))
                }
            }
            return byReason.map { "\(name): no address on \($0.targets.joined(separator: ", ")): \($0.reason)" }
        }
    }
}
