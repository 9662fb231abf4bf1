// SPDX-License-Identifier: Apache-2.0

public import PortolanKubernetes
import PortolanModel
public import PortolanProvider

/// k3s with ServiceLB (klipper-lb): a DaemonSet for each Service opens its ports as host ports on the nodes, and the nodes' own addresses
/// are the load balancer's.
public struct K3sController: Controller {
    /// Makes the controller.
    public init() {}

    /// The answers for all `LoadBalancer` Services: they share the nodes' host ports.
    public func answers(for services: [Service], in cluster: Cluster) -> any Answers { K3sAnswers(services, in: cluster) }
}

/// What ServiceLB answered for Services, and who holds which host port.
struct K3sAnswers: Answers {
    let exposures: [Exposure]
    private let cluster: Cluster
    private let hostPorts: HostPorts

    init(_ services: [Service], in cluster: Cluster) {
        self.cluster = cluster
        let requests = services.map { Self.request(of: $0, in: cluster) }
        var daemonSets: [(index: Int, daemonSet: ServiceDaemonSet)] = []
        for (index, request) in requests.enumerated() {
            if case .daemonSet(let daemonSet) = request { daemonSets.append((index, daemonSet)) }
        }
        let hostPorts = HostPorts(daemonSets, in: cluster)
        exposures = requests.enumerated().map { Self.answer($1, at: $0, hostPorts, cluster) }
        self.hostPorts = hostPorts
    }

    func exposure(of service: Service, at index: Int) -> Exposure {
        Self.answer(Self.request(of: service, in: cluster), at: index, hostPorts, cluster)
    }

    private static func answer(_ request: Request, at index: Int, _ hostPorts: HostPorts, _ cluster: Cluster) -> Exposure {
        switch request {
        case .refused(let exposure): exposure
        case .daemonSet(let daemonSet):
            hostPorts.refusal(of: daemonSet, at: index).map(Exposure.failed) ?? daemonSet.exposure(in: cluster)
        }
    }

    /// Source: k8s.io/cloud-provider controllers/service/controller.go `wantsLoadBalancer`; k3s pkg/cloudprovider/cloudprovider.go
    /// `LoadBalancer`, servicelb.go `newDaemonSet`.
    private static func request(of service: Service, in cluster: Cluster) -> Request {
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
