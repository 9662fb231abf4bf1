// SPDX-License-Identifier: Apache-2.0

public import PortolanKubernetes
public import PortolanModel
public import PortolanProvider

/// Google Kubernetes Engine: what ingress-gce's L4 controllers and cloud-provider-gcp do with a Service.
public struct GKEController: PerServiceController {
    /// Makes the controller.
    public init() {}

    /// The exposure of one `LoadBalancer` Service.
    public func exposure(of service: Service, in cluster: Cluster) -> Exposure {
        do throws(Refusal) {
            var exposure = try provision(service, in: cluster)
            exposure.notes += service.conflictNotes
            return exposure
        } catch {
            return .failed(error.message)
        }
    }

    private func provision(_ service: Service, in cluster: Cluster) throws(Refusal) -> Exposure {
        switch Claim(of: service, options: cluster.options) {
        case .nobody(let reason): .unclaimed(reason)
        case .targetPool: try TargetPool(service: service).exposure()
        case .instanceGroups: try InstanceGroupLoadBalancer(service: service).exposure()
        case .backendService: try ExternalBackendService(service: service, cluster: cluster).exposure()
        case .subsetting: try InternalBackendService(service: service, cluster: cluster).exposure()
        }
    }
}

extension Service {
    /// What the controllers warn of without refusing: the class beats the type annotation.
    ///
    /// Source: ingress-gce pkg/l4/controllers/l4netlbcontroller.go:352, cloud-provider-gcp providers/gce/gce_loadbalancer_external.go:87.
    var conflictNotes: [String] {
        let isExternal = loadBalancerClass == LoadBalancerClass.external || loadBalancerClass == LoadBalancerClass.legacyExternal
        guard isExternal, annotation(.loadBalancerType) == "Internal" else { return [] }
        return [
            "ConflictingConfiguration: loadBalancerClass conflicts with \(AnnotationKey.loadBalancerType.rawValue): \"Internal\""
                + " annotation. External LoadBalancer Service provisioned."
        ]
    }
}
