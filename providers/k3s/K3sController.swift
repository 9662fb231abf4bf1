// SPDX-License-Identifier: Apache-2.0

public import PortolanKubernetes
public import PortolanModel
public import PortolanProvider

/// k3s with ServiceLB (klipper-lb): a DaemonSet for each Service opens its ports as host ports on the nodes, and the nodes' own addresses
/// are the load balancer's.
public struct K3sController: Controller {
    /// Makes the controller.
    public init() {}

    /// The exposures of all `LoadBalancer` Services: they share the nodes' host ports.
    public func exposures(of services: [Service], in cluster: Cluster) -> [Exposure] {
        let requests = services.map { request(of: $0, in: cluster) }
        let holders = HostPorts.placement(of: requests, in: cluster)
        return requests.enumerated().map { index, request in
            switch request {
            case .refused(let exposure): return exposure
            case .daemonSet(let daemonSet):
                if let holder = holders[index] { return .failed(holder) }
                return daemonSet.exposure(in: cluster)
            }
        }
    }

    /// Source: k8s.io/cloud-provider controllers/service/controller.go `wantsLoadBalancer`; k3s pkg/cloudprovider/cloudprovider.go
    /// `LoadBalancer`, servicelb.go `newDaemonSet`.
    private func request(of service: Service, in cluster: Cluster) -> Request {
        guard cluster.options.isOn("servicelb") else { return .refused(.unclaimed("ServiceLB is switched off (--disable=servicelb)")) }
        if let name = service.loadBalancerClass {
            return .refused(.unclaimed("ServiceLB leaves Services with a loadBalancerClass (\"\(name)\") to others"))
        }
        do throws(Refusal) {
            return .daemonSet(try ServiceDaemonSet(of: service, in: cluster))
        } catch {
            return .refused(.failed(error.message))
        }
    }
}

/// What becomes of a Service before its pods look for nodes.
enum Request {
    /// The controller refuses it, or it is none of its own.
    case refused(Exposure)
    /// It gets a DaemonSet.
    case daemonSet(ServiceDaemonSet)
}

/// A controller's refusal: the text of its warning event.
struct Refusal: Error {
    /// The controller's own message.
    let message: String

    init(_ message: String) { self.message = message }

    /// The event of a Service whose pods run on no node, with the reason behind it.
    static func noNodes(_ reason: String) -> String { "There are no available nodes for LoadBalancer: \(reason)" }
}
