// SPDX-License-Identifier: Apache-2.0

public import PortolanKubernetes
public import PortolanModel

/// The behaviour of a controller of Ingresses or Gateways: a pure function of the input, the cluster and its options.
///
/// It turns objects into ordered rules; who answers which request is the evaluator's work (`PortolanTrace`), the same for all.
/// Like a `Controller` it does no I/O and throws nothing: a refusal is an exposure with the controller's own message.
public protocol RoutingController: Sendable {
    /// The kinds of objects that it takes at all: `Ingress`, `Gateway`, or both.
    var kinds: Set<String> { get }

    /// Whether it takes an Ingress or Gateway, decided as the controller decides it: by class objects, annotations and its own flags.
    func claims(_ entrance: Entrance, in cluster: Cluster) -> Bool

    /// The exposures of what it claims, one each, in the same order; the input's order is the order in which objects came into being,
    /// unless their timestamps say otherwise.
    func exposures(of claimed: [Entrance], in cluster: Cluster) -> [Exposure]

    /// Why it leaves an object alone that a reader would take for its own, in half a sentence; `nil` where nobody would.
    func remark(onUnclaimed entrance: Entrance, in cluster: Cluster) -> String?
}

extension RoutingController {
    /// Says nothing.
    public func remark(onUnclaimed entrance: Entrance, in cluster: Cluster) -> String? { nil }
}

extension RoutingController {
    /// Ingresses and Gateways.
    public var kinds: Set<String> { ["Ingress", "Gateway"] }
}

/// A routing controller as a module brings it: facts, vocabulary and behaviour.
public struct RoutingModule: Sendable {
    /// Facts and vocabulary: the same form as a target's.
    public private(set) var catalogue: Catalogue
    /// Behaviour.
    public let controller: any RoutingController

    /// Joins the two.
    public init(catalogue: Catalogue, controller: any RoutingController) {
        self.catalogue = catalogue
        self.catalogue.isRouting = true
        self.controller = controller
    }

    /// The same at a release; `nil` for what holds where nobody writes any.
    public func at(_ text: String?) -> RoutingModule {
        var module = self
        module.catalogue = catalogue.at(text)
        return module
    }

    /// The controller's id, as the option `routing` names it.
    public var id: String { catalogue.id }

    /// Whether it is the one that is mostly meant by a class which several controllers have: `nginx` is the Kubernetes project's.
    public var isUsual: Bool { id == "ingress-nginx" }
}
