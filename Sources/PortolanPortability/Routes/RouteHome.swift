// SPDX-License-Identifier: Apache-2.0

package import PortolanKubernetes
import PortolanModel
package import PortolanPlan
package import PortolanProvider

/// Whom an Ingress or Gateway was written for: a routing controller, on the target that brings it along.
package struct RouteHome: Sendable {
    /// The target's id, else the controller's.
    package var name: String
    /// The controller on its target.
    package var assignment: Planner.Assignment
    /// Equal for homes that are the same.
    package var key: String
    /// Whether the target brings the controller along, so that what it does by default counts as wished for.
    package var isOwn = true
}

/// Finds homes by class, class object and annotations.
package struct RouteHomes: Sendable {
    private let modules: [RoutingModule]
    private let targets: [Target]
    private let forced: Target?
    private let fallback: Target?
    private let preferred: [String]
    /// Whose the class objects of the input are, by kind and name of those that are of the class.
    private let controllers: [ObjectReference: [String]]

    /// The controllers that the plan's targets bring along.
    private let planned: Set<String>

    /// Reads the classes of a plan.
    ///
    /// - Parameters:
    ///   - targets: All targets that a manifest may have been written for.
    ///   - forced: The home's id, where the user sets it.
    ///   - preferred: Controllers that come first where class and words leave several, the first of them before the others.
    package init(_ plan: Plan, targets: [Target], forced: String?, preferred: [String] = []) {
        self.preferred = preferred
        modules = plan.assignments.first.map { ($0.routing + $0.installable).map(\.module) }?.sorted { $0.id < $1.id } ?? []
        self.targets = targets
        self.forced = targets.first { $0.id == forced }
        fallback = plan.targets.first
        planned = Set(plan.targets.flatMap(\.catalogue.routing))
        var controllers: [ObjectReference: [String]] = [:]
        for object in plan.inventory.ingressClasses {
            controllers[ObjectReference(kind: "Ingress", namespace: "", name: object.metadata.name), default: []].append(object.controller)
        }
        for object in plan.inventory.gatewayClasses {
            controllers[ObjectReference(kind: "Gateway", namespace: "", name: object.metadata.name), default: []].append(
                object.controllerName)
        }
        self.controllers = controllers
    }

    /// The home of an object; `nil` where neither its class nor its words tell, nor the user.
    package func home(of entrance: Entrance) -> RouteHome? {
        let modules = modules.filter { $0.controller.kinds.contains(entrance.metadata.reference.kind) }
        let named = named(by: entrance, among: modules)
        let candidates = named.isEmpty ? modules.filter { words(of: $0, in: entrance) > 0 } : named
        if let forced, !forced.catalogue.routing.isEmpty {
            let own = forced.catalogue.routing
            if candidates.isEmpty || candidates.contains(where: { own.contains($0.id) }) { return home(forced, routing: own) }
        }
        // Of several the one whose words the object uses most, then the first by id.
        let best = candidates.max { left, right in
            let (l, r) = (words(of: left, in: entrance), words(of: right, in: entrance))
            return l != r ? l < r : (rank(left), left.id) > (rank(right), right.id)
        }
        guard let best else { return nil }
        if let target = targets.first(where: { $0.catalogue.routing.contains(best.id) }) { return home(target, routing: [best.id]) }
        guard let target = fallback else { return nil }
        var home = home(target, routing: [best.id])
        home.name = best.id
        home.isOwn = false
        return home
    }

    /// First those that are preferred, then those that a target of the plan brings along, then the one that is usually meant.
    private func rank(_ module: RoutingModule) -> Int {
        if let place = preferred.firstIndex(of: module.id) { return place }
        return preferred.count + (planned.contains(module.id) ? 0 : module.isUsual ? 1 : 2)
    }

    private func home(_ target: Target, routing: [String]) -> RouteHome {
        let set = ["routing": routing.joined(separator: ",")]
        return RouteHome(
            name: target.id, assignment: Planner.Assignment(target: target, set: set, modules: modules),
            key: "\(target.id) \(routing.joined(separator: ","))")
    }

    /// Who is named by the class object, else by the class's usual name.
    private func named(by entrance: Entrance, among modules: [RoutingModule]) -> [RoutingModule] {
        guard let name = entrance.className, !name.isEmpty else { return [] }
        let kind = entrance.metadata.reference.kind
        let controllers = controllers[ObjectReference(kind: kind, namespace: "", name: name)] ?? []
        return modules.filter { module in
            controllers.isEmpty
                ? module.catalogue.classes.contains(name) : module.catalogue.controllerNames.contains(where: controllers.contains)
        }
    }

    private func words(of module: RoutingModule, in entrance: Entrance) -> Int {
        entrance.metadata.annotations.entries.filter { entry in module.catalogue.prefixes.contains { entry.key.hasPrefix($0) } }.count
    }
}
