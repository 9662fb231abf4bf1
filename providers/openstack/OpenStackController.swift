// SPDX-License-Identifier: Apache-2.0

public import PortolanKubernetes
import PortolanModel
public import PortolanProvider

/// OpenStack Octavia: what openstack-cloud-controller-manager does with a Service.
///
/// Source: cloud-provider-openstack c453fb7, pkg/openstack/loadbalancer.go:1668 ensureOctaviaLoadBalancer.
public struct OpenStackController: Controller {
    /// Makes the controller.
    public init() {}

    /// The exposures of `LoadBalancer` Services, of which the first that names a floating IP has it.
    public func answers(for services: [Service], in cluster: Cluster) -> any Answers {
        JointAnswers(for: services) { exposures(of: $0, in: cluster) }
    }

    /// Source: cloud-provider-openstack c453fb7, pkg/openstack/loadbalancer.go:703: a floating IP that is in use is not taken again.
    private func exposures(of services: [Service], in cluster: Cluster) -> [Exposure] {
        var taken: Set<String> = []
        return services.map { service in
            let exposure = exposure(of: service, in: cluster)
            let isFloating = exposure.address?.scope == .public && exposure.address?.families.first == .ipv4
            guard isFloating, let named = service.loadBalancerIP, service.text(.loadBalancerID).isEmpty else { return exposure }
            return taken.insert(named).inserted ? exposure : .failed("floating IP \(named) is not available")
        }
    }

    private func exposure(of service: Service, in cluster: Cluster) -> Exposure {
        if let foreign = service.loadBalancerClass {
            return .unclaimed("loadBalancerClass \(foreign) belongs to another controller: this one takes Services without a class")
        }
        guard cluster.options["enabled"] != "false" else {
            return .unclaimed("load balancers are switched off in the controller's configuration")
        }
        do {
            return try ensureLoadBalancer(for: service, in: cluster)
        } catch {
            return .failed(error.message)
        }
    }

    private func ensureLoadBalancer(for service: Service, in cluster: Cluster) throws(Refusal) -> Exposure {
        let configuration = try ServiceConfiguration(service, in: cluster)
        let isShared = try SharedLoadBalancer.isNamed(by: service, configuration)
        let front = Addressing.front(of: service, in: cluster, configuration)
        let listeners = try Listeners.listeners(of: service, in: cluster, configuration)
        let balancer = LoadBalancer(
            product: "octavia", scope: front.scope, families: [configuration.family],
            name: isShared ? nil : Naming.loadBalancer(service, in: cluster), listeners: listeners,
            sourceRanges: configuration.sourceRanges,
            clientIP: Listeners.clientIP(listeners, configuration, provider: cluster.options["lbProvider"]),
            settings: isShared ? [:] : front.settings.merging(ServiceConfiguration.loadBalancerSettings(service, in: cluster)))
        return Exposure(
            status: .provisioned, address: Addressing.address(of: service, in: cluster, configuration, front), loadBalancers: [balancer],
            notes: Oddities.notes(on: service, in: cluster, configuration, front, isShared: isShared))
    }
}

/// The controller's refusal, in its own words.
struct Refusal: Error, Equatable {
    let message: String

    init(_ message: String) { self.message = message }
}

extension Settings {
    func merging(_ other: Settings) -> Settings {
        var all = self
        all.merge(other)
        return all
    }
}
