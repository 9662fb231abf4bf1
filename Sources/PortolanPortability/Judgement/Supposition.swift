// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel
import PortolanPlan
import PortolanProvider

/// What of a target's cluster decides over exposures and is said nowhere: found by asking again with the value that a cluster may well have.
struct Supposition {
    private let plan: Plan
    private let assignment: Planner.Assignment
    private let target: Int
    /// What other values of options would do with the load balancer Services that get no address.
    private let others: [Other]

    /// Options set otherwise, and what becomes of Services that get no address without, by their place in the plan.
    private struct Other {
        var settings: [(option: Catalogue.Option, value: String)]
        var exposures: [Int: Exposure]

        /// Whether nobody can know the options: none has a default.
        var isUnknown: Bool { settings.allSatisfy { $0.option.defaultValue == nil } }

        func set(on assignment: Planner.Assignment) -> Planner.Assignment {
            settings.reduce(assignment) { $0.setting($1.option.name, to: $1.value) }
        }
    }

    init(_ plan: Plan, target: Int) {
        self.plan = plan
        self.target = target
        let assignment = plan.assignments[target]
        self.assignment = assignment
        let places = plan.endpoints.indices.filter { plan.endpoints[$0].service?.type == .loadBalancer }
        let needy = places.filter { [.failed, .unclaimed].contains(plan.endpoints[$0].exposures[target].status) }
        guard !needy.isEmpty else {
            others = []
            return
        }
        let settings = assignment.target.catalogue.options.compactMap { option in
            assignment.set[option.name] == nil ? option.suggests.map { (option: option, value: $0) } : nil
        }
        let services = places.compactMap { plan.endpoints[$0].service }
        var left = Set(needy)
        var found: [Other] = []
        for tried in settings.map({ [$0] }) + (settings.count > 1 ? [settings] : []) where !left.isEmpty {
            var other = Other(settings: tried, exposures: [:])
            let answers = plan.exposures(of: services, on: other.set(on: assignment))
            for (place, answer) in zip(places, answers) where left.contains(place) && answer.status == .provisioned {
                other.exposures[place] = answer
            }
            guard !other.exposures.isEmpty else { continue }
            left.subtract(other.exposures.keys)
            found.append(other)
        }
        others = found
    }

    /// What an endpoint is judged by: its exposure, or where that hangs on what nobody can know, the one that a cluster that has it gives.
    func judged(_ place: Int) -> Exposure { supposed(place)?.exposures[place] ?? plan.endpoints[place].exposures[target] }

    /// Whether an endpoint is judged by another exposure than its own.
    func isSupposed(_ place: Int) -> Bool { supposed(place) != nil }

    /// The assignment by which a changed Service of an endpoint is planned.
    func assignment(_ place: Int) -> Planner.Assignment { supposed(place)?.set(on: assignment) ?? assignment }

    private func supposed(_ place: Int) -> Other? { others.first { $0.isUnknown && $0.exposures[place] != nil } }

    /// What is assumed for an endpoint.
    func assumptions(_ place: Int, _ requirements: [Requirement]) -> [Assumption] {
        let id = assignment.target.id
        if plan.endpoints[place].exposures[target].status == .nodeOnly {
            return [
                Assumption(
                    option: "nodes", value: "reachable",
                    effect: "clients reach a node port only where the nodes' addresses, and the firewall before them, let them")
            ]
        }
        if plan.endpoints[place].exposures[target].status == .invalid, let service = plan.endpoints[place].service {
            return FamilyWish.isMet(by: service.metadata) ? FamilyWish.assumption(assignment).map { [$0] } ?? [] : []
        }
        var found = others.filter { $0.exposures[place] != nil }.flatMap { other in
            let words = other.settings.map { "\(id).\($0.option.name)=\($0.value)" }.joined(separator: " and ")
            return other.settings.map { setting in
                Assumption(
                    option: setting.option.name, value: setting.option.defaultValue ?? "none",
                    effect: other.isUnknown
                        ? "it gets an address where the cluster has it, as \(words) would say; the score takes it so"
                        : "with \(words) it gets an address",
                    alternative: setting.value, isScoredOtherwise: other.isUnknown)
            }
        }
        let catalogue = assignment.target.catalogue
        let asked = requirements.first { $0.id == .reachability }
        let scope = judged(place).address?.scope
        if let by = catalogue.scopeDecidedBy, let scope, asked?.value == "public", scope == .private {
            let option = catalogue.options.first { $0.name == catalogue.scopeOption }
            let isSet = option.map { assignment.set[$0.name] != nil } ?? false
            if !isSet {
                found.append(
                    Assumption(
                        option: option?.name ?? "scope", value: option?.defaultValue ?? scope.rawValue,
                        effect: "its address is \(scope.rawValue) here; who reaches it is decided by \(by)", alternative: nil))
            }
        }
        return found
    }
}
