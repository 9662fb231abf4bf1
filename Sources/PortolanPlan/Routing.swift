// SPDX-License-Identifier: Apache-2.0

import PortolanGraph
import PortolanKubernetes
import PortolanModel
import PortolanProvider

/// The second wave of a plan: Ingresses and Gateways, each put to the routing controllers of a target.
struct Routing: Sendable {
    let inventory: Inventory
    let graph: ServiceGraph
    let families: [IPFamily]

    /// What becomes of Ingresses and Gateways on a target, whose Services are planned.
    ///
    /// - Parameter services: The exposures of the inventory's Services, in their order.
    func exposures(of entrances: [Entrance], on assignment: Planner.Assignment, services: [Exposure]) -> [Exposure] {
        guard !entrances.isEmpty else { return [] }
        let fronts = Dictionary(zip(inventory.services.map(\.metadata.reference), services)) { first, _ in first }
        let present = assignment.routing + assignment.installable.filter { isInstalled($0.module.catalogue, on: assignment) }
        let classes = ClassObjects(inventory)
        var results: [Exposure?] = entrances.map { _ in nil }
        var clusters: [Cluster] = []
        let known = (assignment.routing + assignment.installable).map(\.module)
        let owners = AnnotationOwners(known, services: assignment.target.catalogue)
        for installed in present {
            let catalogue = installed.module.catalogue
            let entrances = entrances.map(catalogue.known)
            let cluster = Cluster(
                families: families, options: installed.options, release: catalogue.controllerRelease, inventory: catalogue.known(inventory),
                graph: graph, services: fronts, classes: classes, created: { exposures(ofCreated: $0, on: assignment) })
            clusters.append(cluster)
            let controller = installed.module.controller
            let claimed = entrances.indices.filter { results[$0] == nil && controller.claims(entrances[$0], in: cluster) }
            guard !claimed.isEmpty else { continue }
            let answers = controller.exposures(of: claimed.map { entrances[$0] }, in: cluster)
            precondition(answers.count == claimed.count, "\(installed.module.id) answered for \(answers.count) of \(claimed.count) objects")
            let isPresumed =
                !assignment.routing.contains { $0.module.id == installed.module.id }
                && !inventory.workloads.contains { $0.runs(installed.module.catalogue.images) }
            for (index, var answer) in zip(claimed, answers) {
                answer.controller = installed.module.id
                if isPresumed {
                    answer.notes.append(
                        "\(installed.module.id) is taken as installed, since the input has a class of its own but not the controller")
                }
                if case .ingress(let ingress) = entrances[index], [.provisioned, .failed].contains(answer.status) {
                    answer.notes += owners.notes(on: ingress, takenBy: installed.module.catalogue, said: answer.notes)
                }
                results[index] = answer
            }
        }
        let named = controllersOfClasses()
        return zip(entrances, results).map { entrance, answer in
            if let answer { return answer }
            var exposure = unclaimed(
                entrance, present: present.map(\.module.id), takers: { takers(of: $0, for: entrance, named, known: known) })
            for (installed, cluster) in zip(present, clusters) {
                guard let remark = installed.module.controller.remark(onUnclaimed: entrance, in: cluster) else { continue }
                exposure.troubles.append(RoutingTrouble(.classNotRead, exposure.reason ?? remark, remedy: remark))
                exposure.reason = (exposure.reason.map { $0 + "; " } ?? "") + remark
            }
            return exposure
        }
    }

    /// What a target makes of Services that a routing controller creates: behind those of the input, which keep what they have.
    private func exposures(ofCreated services: [Service], on assignment: Planner.Assignment) -> [Exposure] {
        let catalogue = assignment.target.catalogue
        let cluster = Cluster(
            families: families, options: assignment.options, release: catalogue.controllerRelease, inventory: catalogue.known(inventory),
            graph: graph)
        let inventory = cluster.inventory
        let controller = assignment.target.controller
        let claimed = services.filter { controller.claims($0, in: cluster) }
        let before = controller.sharesState ? inventory.services.filter { controller.claims($0, in: cluster) } : []
        var answers = controller.exposures(of: before + claimed, in: cluster).dropFirst(before.count)
        return services.map { service in
            guard controller.claims(service, in: cluster) else { return Reading.exposureWithoutController(service) }
            return answers.popFirst() ?? .unclaimed("the controller gave no answer")
        }
    }

    /// What nobody takes; where a controller that is not known here could take it, that is not known either.
    private func unclaimed(_ entrance: Entrance, present: [String], takers: (String) -> [String]) -> Exposure {
        let here = present.isEmpty ? "no routing controller is there" : "present: \(present.joined(separator: ", "))"
        guard let name = entrance.className, !name.isEmpty else {
            return .unclaimed("it names no class, and no controller of this cluster takes what has none (\(here))")
        }
        let all = takers(name)
        let others = all.filter { !present.contains($0) }
        let hint = others.isEmpty ? "" : "; \(others.joined(separator: " or ")) would: --set routing=\(others[0])"
        var exposure = Exposure.unclaimed("no controller of this cluster takes the class \"\(name)\" (\(here))\(hint)")
        if all.isEmpty { exposure.unjudged = "what the controller of class \(name) makes of it is not foretold" }
        return exposure
    }

    /// Whether a routing controller is there because of the input: it has a class that is the controller's own, and a workload that runs it.
    ///
    /// Where nobody has said which controllers there are, the class object alone is taken as a sign that its controller is installed.
    private func isInstalled(_ catalogue: Catalogue, on assignment: Planner.Assignment) -> Bool {
        let names = Set(catalogue.controllerNames)
        let hasClass =
            inventory.ingressClasses.contains { names.contains($0.controller) }
            || inventory.gatewayClasses.contains { names.contains($0.controllerName) }
        return hasClass && (!assignment.namesRouting || inventory.workloads.contains { $0.runs(catalogue.images) })
    }

    /// Whose the class objects of the input are, by their names, read once.
    private func controllersOfClasses() -> [String: Set<String>] {
        var controllers: [String: Set<String>] = [:]
        for object in inventory.ingressClasses { controllers[object.metadata.name, default: []].insert(object.controller) }
        for object in inventory.gatewayClasses { controllers[object.metadata.name, default: []].insert(object.controllerName) }
        return controllers
    }

    /// Who would serve a class: by the class object of the input, else by the usual name.
    private func takers(of name: String, for entrance: Entrance, _ classes: [String: Set<String>], known: [RoutingModule]) -> [String] {
        known.filter { module in
            guard module.controller.kinds.contains(entrance.metadata.reference.kind) else { return false }
            let catalogue = module.catalogue
            guard let controllers = classes[name] else { return catalogue.classes.contains(name) }
            return catalogue.controllerNames.contains(where: controllers.contains)
        }
        // Several go by one usual name: the one in whose words the object is written is meant.
        .map { module in (id: module.id, words: module.catalogue.words(in: entrance), isUsual: module.isUsual) }
        .sorted { ($1.words, $0.isUsual ? 0 : 1, $0.id) < ($0.words, $1.isUsual ? 0 : 1, $1.id) }.map(\.id)
    }
}

extension Catalogue {
    /// How many annotations of an object begin as the controller's own do.
    fileprivate func words(in entrance: Entrance) -> Int {
        entrance.metadata.annotations.entries.filter { entry in prefixes.contains { entry.key.hasPrefix($0) } }.count
    }
}

extension Workload {
    /// Whether one of its containers has an image whose name contains one of these parts.
    fileprivate func runs(_ images: [String]) -> Bool {
        pod.runningContainers.contains { container in images.contains { (container.image ?? "").contains($0) } }
    }
}
