// SPDX-License-Identifier: Apache-2.0

package import PortolanKubernetes
package import PortolanModel
package import PortolanPlan
package import PortolanPortability
import PortolanProvider

/// What the controllers that an app's Ingresses were written for make of them: where routes move from.
package struct HomeRoutes: Sendable {
    /// Ingresses behind one load balancer of their home.
    package struct Group: Sendable {
        /// The home's controller, for people.
        package var name: String
        /// The home; `nil` where the controller is not known, so that the Ingresses mean what Kubernetes says.
        package var home: RouteHome?
        /// The objects that were changed so that the home takes them: those of a class of another name.
        package var renamed: [SourceLocation: Entrance]
        /// What the load balancer does.
        package var exposure: Exposure
        /// The Ingresses, in the order of the input.
        package var ingresses: [Ingress]
    }

    /// An Ingress that cannot move, and why.
    package struct Refusal: Sendable {
        /// The Ingress.
        package var ingress: Ingress
        /// Why, in half a sentence.
        package var reason: String
    }

    /// What moves.
    package private(set) var groups: [Group] = []
    /// What does not, since its home refuses it as it is.
    package private(set) var refusals: [Refusal] = []

    /// Asks the homes.
    ///
    /// - Parameter options: Options that somebody set, which hold for the homes' controllers too.
    package init(_ plan: Plan, homes: RouteHomes, options: [String: String]) {
        let ingresses = plan.endpoints.compactMap { endpoint -> Ingress? in
            guard case .ingress(let ingress)? = endpoint.entrance else { return nil }
            return ingress
        }
        var order: [String] = []
        var byHome: [String: (home: RouteHome?, ingresses: [Ingress])] = [:]
        for ingress in ingresses {
            let home = homes.home(of: .ingress(ingress))
            let key = home?.key ?? ""
            if byHome[key] == nil { order.append(key) }
            byHome[key, default: (home, [])].ingresses.append(ingress)
        }
        for key in order {
            guard let (home, members) = byHome[key] else { continue }
            if let home { ask(home.with(options), members, plan, options) } else { takeAsWritten(members, of: plan) }
        }
    }

    /// Ingresses of nobody's that is known mean what Kubernetes says, all behind one load balancer.
    private mutating func takeAsWritten(_ members: [Ingress], of plan: Plan) {
        groups.append(
            Group(
                name: "Kubernetes' own terms", home: nil, renamed: [:], exposure: IngressSpecification.exposure(of: members),
                ingresses: members))
    }

    /// What a controller refuses by its defaults and many clusters allow, by the names of its options.
    private static let lenient = ["allowSnippetAnnotations": "true", "annotationsRiskLevel": "Critical"]

    private mutating func ask(_ home: RouteHome, _ members: [Ingress], _ plan: Plan, _ options: [String: String]) {
        let refused = plan.routedExposures(on: home.assignment).values.contains { [.invalid, .failed].contains($0.status) }
        let home = refused ? home.with(Self.lenient.merging(options) { _, set in set }) : home
        var renamed: [SourceLocation: Entrance] = [:]
        var exposures = plan.routedExposures(on: home.assignment)
        // A class of a name of one's own belongs to the controller whose words the object uses.
        let usual = home.assignment.routing.flatMap(\.module.catalogue.classes).first
        for named in [Ingress.ofClass, Ingress.ofOldClass] {
            let unclaimed = members.filter { exposures[$0.metadata.location]?.status == .unclaimed }
            guard let usual, !unclaimed.isEmpty else { break }
            for ingress in unclaimed { renamed[ingress.metadata.location] = .ingress(named(ingress)(usual)) }
            exposures = plan.routedExposures(on: home.assignment, changed: renamed)
        }
        let name = home.assignment.routing.first?.module.id ?? home.name
        var places: [String: Int] = [:]
        let unclaimed = members.filter { exposures[$0.metadata.location]?.status == .unclaimed }
        if !unclaimed.isEmpty { takeAsWritten(unclaimed, of: plan) }
        for ingress in members {
            guard let exposure = exposures[ingress.metadata.location], exposure.status != .unclaimed else { continue }
            guard exposure.status == .provisioned else {
                let why = exposure.reason ?? "it is \(exposure.status.rawValue)"
                refusals.append(Refusal(ingress: ingress, reason: "\(name) refuses it: \(why)"))
                continue
            }
            let shared = exposure.loadBalancers.compactMap(\.identity)
            let identity = shared.isEmpty ? ingress.metadata.reference.description : shared.joined(separator: "\n")
            if let place = places[identity] {
                groups[place].ingresses.append(ingress)
            } else {
                places[identity] = groups.count
                groups.append(Group(name: name, home: home, renamed: renamed, exposure: exposure, ingresses: [ingress]))
            }
        }
    }
}

extension RouteHome {
    /// The home with options that somebody set, as far as its target or controllers have them.
    fileprivate func with(_ options: [String: String]) -> RouteHome {
        let known = options.filter { name, _ in
            name != "routing"
                && (assignment.target.catalogue.hasOption(name) || assignment.routing.contains { $0.module.catalogue.hasOption(name) })
        }
        guard !known.isEmpty else { return self }
        var home = self
        let modules = (assignment.routing + assignment.installable).map(\.module)
        home.assignment = Planner.Assignment(
            target: assignment.target, set: assignment.set.merging(known) { _, new in new }, modules: modules)
        return home
    }
}

extension Ingress {
    /// The Ingress with another class.
    package func ofClass(_ name: String) -> Ingress {
        var ingress = self
        ingress.className = name
        ingress.metadata.annotations = StringMap(ingress.metadata.annotations.entries.filter { $0.key != Self.classKey })
        return ingress
    }

    /// The same, by the annotation that named a class before there was a field.
    package func ofOldClass(_ name: String) -> Ingress {
        var ingress = self
        ingress.className = nil
        ingress.metadata.annotations = StringMap(
            ingress.metadata.annotations.entries.filter { $0.key != Self.classKey } + [StringMap.Entry(key: Self.classKey, value: name)])
        return ingress
    }

    private static let classKey = "kubernetes.io/ingress.class"
}
