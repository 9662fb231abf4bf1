// SPDX-License-Identifier: Apache-2.0

public import PortolanKubernetes
public import PortolanModel
public import PortolanProvider

/// DigitalOcean Kubernetes: what digitalocean-cloud-controller-manager does with a Service.
///
/// The steps come in the order in which the controller takes them, so that of several mistakes it is the controller's own that is named.
public struct DOKSController: PerServiceController {
    /// Makes the controller.
    public init() {}

    /// The exposure of one `LoadBalancer` Service.
    public func exposure(of service: Service, in cluster: Cluster) -> Exposure {
        // Source: k8s.io/cloud-provider v0.36.2, controllers/service/controller.go `wantsLoadBalancer`
        if let name = service.loadBalancerClass {
            return .unclaimed("the controller leaves every Service with a loadBalancerClass alone, \"\(name)\" included")
        }
        do throws(GoError) {
            if try LoadBalancerRequest.isDisowned(service) { return .unclaimed("the Service is disowned, so the controller does nothing") }
        } catch {
            return .failed(error.message)
        }
        do throws(GoError) {
            let isNetwork = cluster.release.has(DOKSFeature.networkLoadBalancerByDefault)
            let ownDefault: LoadBalancerType = isNetwork ? .regionalNetwork : .regional
            let request = try LoadBalancerRequest(
                service, defaultType: cluster.options["defaultLBType"].flatMap(LoadBalancerType.init) ?? ownDefault,
                nodes: Set(cluster.options.list("nodeExternalIPFamilies").compactMap(IPFamily.init)), release: cluster.release)
            return try provisioned(request)
        } catch {
            return .failed("failed to build load-balancer request: \(error.message)")
        }
    }

    // Source: loadbalancers.go:802 (buildLoadBalancerRequestWithNodeState), :205 (EnsureLoadBalancer)
    private func provisioned(_ request: LoadBalancerRequest) throws(GoError) -> Exposure {
        var listeners = try request.listeners()
        let (check, checkSettings) = try request.healthCheck()
        for index in listeners.indices { listeners[index].healthCheck = check }
        var settings = try request.settings()
        settings.merge(checkSettings)
        let firewall = try request.firewall()
        settings.merge(firewall.settings)

        let service = request.service
        let ownAddress = request.ownAddress
        settings["ip"] = ownAddress
        let isNamed = !(service[.hostname] ?? "").isEmpty
        let subnet = service[.subnet]?.trimmingSpaces() ?? ""
        return Exposure(
            status: .provisioned,
            address: Address(
                kind: isNamed ? .hostname : .ip, scope: request.network.scope, families: request.families,
                allocation: ownAddress == nil ? .ephemeral : .reserved, requested: [ownAddress].compactMap(\.self)),
            loadBalancers: [
                LoadBalancer(
                    product: request.type.product, scope: request.network.scope, families: request.families,
                    name: service[.name].flatMap { $0.isEmpty ? nil : $0 }, listeners: listeners,
                    sourceRanges: firewall.sourceRanges(for: request.families), clientIP: request.clientIP(listeners),
                    subnets: subnet.isEmpty ? [] : [subnet], settings: settings)
            ],
            notes: request.notes())
    }
}
