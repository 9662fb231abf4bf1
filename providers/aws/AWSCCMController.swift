// SPDX-License-Identifier: Apache-2.0

public import PortolanKubernetes
public import PortolanModel
public import PortolanProvider

/// Amazon EKS, or any cluster on AWS, without the AWS Load Balancer Controller: what cloud-provider-aws does with a Service.
public struct AWSCCMController: PerServiceController {
    /// Makes the controller.
    public init() {}

    /// The exposure of one `LoadBalancer` Service.
    ///
    /// Source: k8s.io/cloud-provider controllers/service/controller.go:864 (class), cloud-provider-aws 1.34.0,
    /// pkg/providers/v1/aws.go:2359-2814, aws_loadbalancer.go:84-96 (type)
    public func exposure(of service: Service, in cluster: Cluster) -> Exposure {
        if let name = service.loadBalancerClass { return .unclaimed("loadBalancerClass \(name) belongs to another controller") }
        let model = CCMModel(service, options: cluster.options, release: cluster.release)
        if let type = model[.type], type == "external" || type == "nlb-ip" {
            return .unclaimed("implemented by alternate to cloud provider: aws-load-balancer-type is \(type)")
        }
        do {
            return model[.type] == "nlb" ? try model.networkExposure() : try model.classicExposure()
        } catch {
            return .failed(error.message)
        }
    }
}
