// SPDX-License-Identifier: Apache-2.0

public import PortolanKubernetes
public import PortolanModel
public import PortolanProvider

/// MetalLB: what metallb does with a Service.
public struct MetalLBController: PerServiceController {
    /// Makes the controller.
    public init() {}

    /// The exposure of one `LoadBalancer` Service.
    public func exposure(of service: Service, in cluster: Cluster) -> Exposure {
        .unclaimed("this target is not written yet")
    }
}
