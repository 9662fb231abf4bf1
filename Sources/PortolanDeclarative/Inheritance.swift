// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanManifest
import PortolanModel
import PortolanProvider

/// What a provider file changes in the target that it inherits from: the `inherits` section.
struct Inheritance: Sendable {
    /// The target whose catalogue and controller hold, save what follows.
    var target: String
    /// Other option defaults.
    var options: [String: String] = [:]
    /// Annotations that this target's controller does not read, though the other's does; a trailing `*` stands for any ending.
    var unread: [String] = []
    /// The class under which a Service reaches the other controller, by the class that it has here.
    var classes: [String: String] = [:]
    /// The class that the other controller sees where the Service has none.
    var classForNone: String?
    /// Which Services are taken at all; none: those that the other controller takes.
    var claims: [Behaviour.Claim] = []

    /// Whether an annotation is hidden from the other controller.
    func hides(_ key: String) -> Bool {
        unread.contains { $0.hasSuffix("*") ? key.hasPrefix($0.dropLast()) : key == $0 }
    }
}

/// Another target's controller, shown the Service as it would have to be written there.
struct InheritingController: Controller {
    let inheritance: Inheritance
    let base: any Controller

    var sharesState: Bool { base.sharesState }

    func claims(_ service: Service, in cluster: Cluster) -> Bool {
        service.type == .loadBalancer || base.claims(translated(service), in: cluster)
    }

    func answers(for services: [Service], in cluster: Cluster) -> any Answers {
        let refused = services.map { unclaimed($0, in: cluster) }
        let taken = services.indices.filter { refused[$0] == nil && base.claims(translated(services[$0]), in: cluster) }
        return InheritedAnswers(
            controller: self, cluster: cluster, refused: refused,
            places: Dictionary(taken.enumerated().map { ($1, $0) }) { first, _ in first },
            base: base.answers(for: taken.map { translated(services[$0]) }, in: cluster))
    }

    fileprivate func unclaimed(_ service: Service, in cluster: Cluster) -> Exposure? {
        guard !inheritance.claims.isEmpty else { return nil }
        let scope = Scope(service: service, cluster: cluster)
        let claim = inheritance.claims.first { $0.condition.holds(in: scope) }
        guard claim?.isClaimed != true else { return nil }
        return .unclaimed(claim?.reason?.message(in: scope) ?? "no controller of this target takes the Service")
    }

    fileprivate func translated(_ service: Service) -> Service {
        var service = service
        if let name = service.loadBalancerClass {
            service.loadBalancerClass = inheritance.classes[name] ?? name
        } else {
            service.loadBalancerClass = inheritance.classForNone
        }
        if !inheritance.unread.isEmpty {
            service.metadata.annotations = StringMap(service.annotations.entries.filter { !inheritance.hides($0.key) })
        }
        return service
    }
}

/// The other target's answers, with what this one does not take told apart.
private struct InheritedAnswers: Answers {
    let controller: InheritingController
    let cluster: Cluster
    /// Why a Service is not taken; `nil` where it is.
    let refused: [Exposure?]
    /// Where among the other target's answers that for a Service stands, for those that its controller is asked about.
    let places: [Int: Int]
    let base: any Answers

    var exposures: [Exposure] {
        let answers = base.exposures
        let results = refused.enumerated().map { index, refusal in refusal ?? places[index].map { answers[$0] } }
        return results.map { $0 ?? .unclaimed("no controller of this target takes the Service") }
    }

    func exposure(of service: Service, at index: Int) -> Exposure {
        if let exposure = controller.unclaimed(service, in: cluster) { return exposure }
        let translated = controller.translated(service)
        guard controller.base.claims(translated, in: cluster) else {
            return .unclaimed("no controller of this target takes the Service")
        }
        // A Service that was not taken before it was changed has no place among the other's answers, so it is asked about alone.
        guard let place = places[index] else {
            return controller.base.exposures(of: [translated], in: cluster).first ?? .unclaimed("the controller gave no answer")
        }
        return base.exposure(of: translated, at: place)
    }
}

extension NodeReader {
    /// Reads the `inherits` section: a target's id, or a mapping.
    mutating func inheritance(_ node: YAMLNode) -> Inheritance? {
        if let id = node.text { return Inheritance(target: id) }
        let keys: Set = ["target", "options", "unread", "classes", "classForNone", "claims"]
        guard check(node, keys: keys), let id = required(node, "target") else { return nil }
        var result = Inheritance(target: id)
        result.options = texts(in: node, "options")
        result.unread = texts(node, "unread")
        result.classes = texts(in: node, "classes")
        result.classForNone = text(node, "classForNone")
        result.claims = rows(node, "claims") { $0.claim($1) }
        return result
    }

    private mutating func texts(in node: YAMLNode, _ key: String) -> [String: String] {
        guard let map = node.value(key) else { return [:] }
        guard map.kind == .mapping else {
            fail(map, "\"\(key)\" needs a mapping")
            return [:]
        }
        return Dictionary(map.entries.map { ($0.key.text ?? "", $0.value.text ?? "") }) { $1 }
    }
}
