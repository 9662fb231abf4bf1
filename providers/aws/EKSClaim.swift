// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanProvider

/// Which of a cluster's two controllers takes a Service.
enum EKSClaim {
    /// The AWS Load Balancer Controller.
    case controller
    /// The cloud provider's Service controller, which looks at Services without a class.
    case cloudProvider
    /// Neither, for this reason.
    case nobody(String)

    /// Decides over a Service.
    ///
    /// The webhook looks at the type alone, the controller at the class, then at annotations, never at the type. Source:
    /// aws-load-balancer-controller 3.5.0, webhooks/core/service_mutator.go:41, pkg/service/service_utils.go:47-77.
    init(_ service: Service, options: EKSOptions) {
        let isLoadBalancer = service.type == .loadBalancer
        if isLoadBalancer, let name = service.loadBalancerClass, name != options.loadBalancerClass {
            self = .nobody("loadBalancerClass \(name) belongs to another controller")
            return
        }
        guard options.isOpen(.enableServiceController), isLoadBalancer || !options.isOpen(.serviceTypeLoadBalancerOnly) else {
            let isLeft = isLoadBalancer && service.loadBalancerClass == nil && !options.setsClass
            self = isLeft ? .cloudProvider : .nobody("the controller leaves Services alone")
            return
        }
        if isLoadBalancer, service.loadBalancerClass != nil || options.setsClass {
            self = .controller
            return
        }
        self = Self.isChosenByAnnotation(service, options.release) ? .controller : .cloudProvider
    }

    private static func isChosenByAnnotation(_ service: Service, _ release: ControllerRelease) -> Bool {
        let annotations = EKSAnnotations(service.annotations, in: release)
        let type = annotations.text(.type)
        if type == "nlb-ip" { return true }
        let targetType = annotations.text(.targetType)
        return type == "external" && (targetType == "ip" || targetType == "instance")
    }
}
