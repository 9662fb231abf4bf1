// SPDX-License-Identifier: Apache-2.0

public import PortolanKubernetes
public import PortolanModel
public import PortolanProvider

/// Linode Kubernetes Engine: what linode-cloud-controller-manager does with a Service.
///
/// Source: linode-cloud-controller-manager b9aa901, cloud/linode/loadbalancers.go:257 EnsureLoadBalancer.
public struct LKEController: PerServiceController {
    /// Makes the controller.
    public init() {}

    /// The exposure of one `LoadBalancer` Service.
    public func exposure(of service: Service, in cluster: Cluster) -> Exposure {
        // Source: k8s.io/cloud-provider v0.35.4, controllers/service/controller.go wantsLoadBalancer.
        if let foreign = service.loadBalancerClass {
            return .unclaimed("loadBalancerClass \(foreign) belongs to another controller: this one takes Services without a class")
        }
        do {
            if let id = try NodeBalancer.existing(service) { return try takeOver(id, for: service, in: cluster) }
            return try create(for: service, in: cluster)
        } catch {
            return .failed(error.message)
        }
    }

    /// Source: linode-cloud-controller-manager b9aa901,
    /// cloud/linode/loadbalancers.go:1051 buildLoadBalancerRequest, :842 createNodeBalancer.
    private func create(for service: Service, in cluster: Cluster) throws(GoError) -> Exposure {
        try Networks.checkBackends(of: service, in: cluster)
        let listeners = try listeners(of: service, cluster.release)
        var settings = try Networks.backendSettings(of: service, in: cluster)
        let frontend = try Networks.frontend(of: service)
        let firewall = try Firewall(service)

        settings["client_conn_throttle"] = NodeBalancer.connectionThrottle(service)
        settings["type"] = NodeBalancer.type(service, cluster)
        if let frontend { settings.merge(frontend.settings) }
        settings.merge(firewall.settings)
        let scope: Scope = frontend == nil ? .public : .private
        return Exposure(
            status: .provisioned,
            address: Addressing.address(of: service, in: cluster, scope: scope, reserved: Addressing.reserved(service)),
            loadBalancers: [
                LoadBalancer(
                    product: "linode-nodebalancer", scope: scope, families: frontend == nil ? [.ipv4, .ipv6] : [.ipv4],
                    listeners: listeners, sourceRanges: firewall.sourceRanges, clientIP: Listeners.clientIP(listeners),
                    subnets: frontend.map { [$0.subnet] } ?? [], tags: NodeBalancer.tags(service, cluster), settings: settings)
            ],
            notes: Oddities.notes(on: service, listeners: listeners, existing: nil, plan: settings["type"], cluster.release))
    }

    /// Source: linode-cloud-controller-manager b9aa901, cloud/linode/loadbalancers.go:329 updateNodeBalancer.
    private func takeOver(_ id: Int, for service: Service, in cluster: Cluster) throws(GoError) -> Exposure {
        let firewall = try Firewall(service)
        let listeners = try listeners(of: service, cluster.release)
        try Networks.checkBackends(of: service, in: cluster)
        var settings = firewall.settings
        settings["client_conn_throttle"] = NodeBalancer.connectionThrottle(service)
        return Exposure(
            status: .provisioned, address: Addressing.address(of: service, in: cluster, scope: .public, reserved: nil),
            loadBalancers: [
                LoadBalancer(
                    product: "linode-nodebalancer", scope: .public, families: [.ipv4, .ipv6], listeners: listeners,
                    sourceRanges: firewall.sourceRanges, clientIP: Listeners.clientIP(listeners),
                    tags: NodeBalancer.tags(service, cluster), settings: settings)
            ],
            notes: Oddities.notes(on: service, listeners: listeners, existing: id, plan: nil, cluster.release))
    }

    private func listeners(of service: Service, _ release: ControllerRelease) throws(GoError) -> [Listener] {
        var listeners: [Listener] = []
        for port in service.ports { listeners.append(try Listeners.listener(for: port, of: service, release)) }
        return listeners
    }
}
