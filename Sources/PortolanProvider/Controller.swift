// SPDX-License-Identifier: Apache-2.0

public import PortolanKubernetes
public import PortolanModel

/// The behaviour of a target's own controllers: a pure function of the Services, the cluster and its options.
///
/// A controller is asked about `LoadBalancer` Services only, which the API server has accepted; the planner answers for the other types,
/// save those that a `WideController` claims.
/// It does no I/O and throws nothing: a refusal is an exposure with the status `failed` whose `reason` is the controller's own message.
public protocol Controller: Sendable {
    /// The exposures of the Services, one each, in the same order. The Services come in the order of the manifest, which counts where
    /// they share something (host ports, address pools).
    func exposures(of services: [Service], in cluster: Cluster) -> [Exposure]

    /// Whether the answer for one Service may depend on the others. Where it does not, a changed Service is asked about alone.
    var sharesState: Bool { get }
}

extension Controller {
    /// Depends on the others, as far as is known.
    public var sharesState: Bool { true }
}

/// A controller whose answer for one Service does not depend on the others; the planner may ask it from several threads.
public protocol PerServiceController: Controller {
    /// What the controller does with one `LoadBalancer` Service.
    func exposure(of service: Service, in cluster: Cluster) -> Exposure
}

extension PerServiceController {
    /// Never depends on the others.
    public var sharesState: Bool { false }

    /// Answers for each Service on its own.
    public func exposures(of services: [Service], in cluster: Cluster) -> [Exposure] {
        services.map { exposure(of: $0, in: cluster) }
    }
}

/// A controller that also acts on Services of other types than `LoadBalancer`, by an annotation say.
public protocol WideController: Controller {
    /// Whether it acts on a Service that is not of type `LoadBalancer`. Where it does, the Service is among those that it is asked about.
    func claims(_ service: Service, in cluster: Cluster) -> Bool
}

/// A controller whose Services share something: host ports, address pools.
///
/// It answers for all of them together, and the answers can be asked again for a Service that is changed without going through all the
/// others.
public protocol SharingController: Controller {
    /// The answers for all Services, in their order.
    func answers(for services: [Service], in cluster: Cluster) -> any SharedAnswers
}

extension SharingController {
    /// The exposures of all Services.
    public func exposures(of services: [Service], in cluster: Cluster) -> [Exposure] { answers(for: services, in: cluster).exposures }
}

/// What a controller answered for Services that share something.
public protocol SharedAnswers: Sendable {
    /// The exposures, one for each Service, in their order.
    var exposures: [Exposure] { get }

    /// What a changed Service gets in the place of the one at an index; those that come before it keep what they have.
    func exposure(of service: Service, at index: Int) -> Exposure
}
