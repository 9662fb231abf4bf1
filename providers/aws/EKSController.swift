// SPDX-License-Identifier: Apache-2.0

public import PortolanKubernetes
public import PortolanModel
public import PortolanProvider

/// Amazon EKS with the AWS Load Balancer Controller: what aws-load-balancer-controller does with a Service, and what falls to the cloud
/// provider's controller beside it.
public struct EKSController: PerServiceController {
    /// Makes the controller.
    public init() {}

    /// Whether the annotations of a Service of another type ask for a load balancer: the controller does not look at the type.
    public func claims(_ service: Service, in cluster: Cluster) -> Bool {
        guard service.type != .loadBalancer else { return true }
        if case .controller = EKSClaim(service, options: EKSOptions(cluster)) { return true }
        return false
    }

    /// The exposure of one Service that `claims` or that is of type `LoadBalancer`.
    public func exposure(of service: Service, in cluster: Cluster) -> Exposure {
        switch EKSClaim(service, options: EKSOptions(cluster)) {
        case .nobody(let reason): .unclaimed(reason)
        case .cloudProvider: AWSCCMController().exposure(of: service, in: cluster.ofCloudProvider)
        case .controller: EKSModel(service, in: cluster).exposure()
        }
    }
}

extension Cluster {
    /// The same for the cloud provider's controller, which is none of the AWS Load Balancer Controller's releases: its newest that is known.
    fileprivate var ofCloudProvider: Cluster { Cluster(families: families, options: options, inventory: inventory, graph: graph) }
}
