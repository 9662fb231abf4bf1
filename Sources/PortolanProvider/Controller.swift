// SPDX-License-Identifier: Apache-2.0

public import PortolanKubernetes
public import PortolanModel

/// The behaviour of a target's own Service controllers: a pure function of the Services, the cluster and its options.
///
/// The planner asks about Services that the API server has accepted and that the controller claims. A controller does no I/O and throws
/// nothing: a refusal is an exposure with the status `failed` whose `reason` is the controller's own message.
/// One protocol without refinements that somebody would look for by `as?`, so that one controller can stand behind another (`inherits`).
public protocol Controller: Sendable {
    /// Whether the controller is asked about a Service: one of type `LoadBalancer`, unless it acts on others too, by an annotation say.
    func claims(_ service: Service, in cluster: Cluster) -> Bool

    /// The answers for all claimed Services, in their order: the order of the manifest, which counts where they share something (host
    /// ports, address pools).
    func answers(for services: [Service], in cluster: Cluster) -> any Answers

    /// Whether the answer for one Service may depend on the others. Where it does not, a changed Service is asked about alone.
    var sharesState: Bool { get }
}

extension Controller {
    /// Claims Services of type `LoadBalancer`.
    public func claims(_ service: Service, in cluster: Cluster) -> Bool { service.type == .loadBalancer }

    /// Depends on the others, as far as is known.
    public var sharesState: Bool { true }

    /// The exposures of all Services, in their order.
    public func exposures(of services: [Service], in cluster: Cluster) -> [Exposure] { answers(for: services, in: cluster).exposures }
}

/// What a controller answered for Services, and answers for one of them that is changed.
public protocol Answers: Sendable {
    /// The exposures, one for each Service, in their order.
    var exposures: [Exposure] { get }

    /// What a changed Service gets in the place of the one at an index; those that come before it keep what they have.
    func exposure(of service: Service, at index: Int) -> Exposure
}

/// Gives a controller whose answer for one Service does not depend on the others all that `Controller` asks for; the planner may ask it
/// from several threads.
public protocol PerServiceController: Controller {
    /// What the controller does with one Service.
    func exposure(of service: Service, in cluster: Cluster) -> Exposure
}

extension PerServiceController {
    /// Never depends on the others.
    public var sharesState: Bool { false }

    /// Answers for each Service on its own.
    public func answers(for services: [Service], in cluster: Cluster) -> any Answers {
        SeparateAnswers(exposures: services.map { exposure(of: $0, in: cluster) }) { exposure(of: $0, in: cluster) }
    }
}

/// Answers that do not depend on each other.
private struct SeparateAnswers: Answers {
    let exposures: [Exposure]
    let answer: @Sendable (Service) -> Exposure

    func exposure(of service: Service, at index: Int) -> Exposure { answer(service) }
}

/// Answers that depend on each other in no way that could be taken up in the middle: for a changed Service all are asked again.
public struct JointAnswers: Answers {
    /// The exposures, one for each Service, in their order.
    public let exposures: [Exposure]
    private let services: [Service]
    private let answer: @Sendable ([Service]) -> [Exposure]

    /// Asks about all Services.
    ///
    /// - Parameter answer: The exposures of Services, one each, in their order.
    public init(for services: [Service], answer: @escaping @Sendable ([Service]) -> [Exposure]) {
        self.services = services
        self.answer = answer
        exposures = answer(services)
    }

    /// What a changed Service gets in the place of the one at an index.
    public func exposure(of service: Service, at index: Int) -> Exposure {
        guard services.indices.contains(index) else { return .unclaimed("the Service is not part of the plan") }
        var services = services
        services[index] = service
        return answer(services)[index]
    }
}
