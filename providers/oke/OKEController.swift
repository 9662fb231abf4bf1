// SPDX-License-Identifier: Apache-2.0

public import PortolanKubernetes
public import PortolanModel
public import PortolanProvider

/// Oracle Kubernetes Engine: what oci-cloud-controller-manager does with a Service.
///
/// The steps come in the order in which the controller takes them, so that of several mistakes it is the controller's own that is named.
public struct OKEController: PerServiceController {
    /// Makes the controller.
    public init() {}

    /// The exposure of one `LoadBalancer` Service.
    public func exposure(of service: Service, in cluster: Cluster) -> Exposure {
        // Source: k8s.io/cloud-provider v0.35.5, controllers/service/controller.go `wantsLoadBalancer`
        if let name = service.loadBalancerClass {
            return .unclaimed("the controller leaves every Service with a loadBalancerClass alone, \"\(name)\" included")
        }
        do throws(GoError) {
            return try provisioned(LoadBalancerRequest(service, in: cluster), in: cluster)
        } catch {
            return .failed(error.message)
        }
    }

    // Source: load_balancer.go:567 (EnsureLoadBalancer), load_balancer_spec.go:390 (NewLBSpec), load_balancer.go:382 (createLoadBalancer)
    private func provisioned(_ request: LoadBalancerRequest, in cluster: Cluster) throws(GoError) -> Exposure {
        try request.checkNodeSelector()
        try request.checkWorkloadIdentity()
        let encryption = try Encryption(request)
        let subnets = try request.subnets()
        let endpoint = try request.endpointFamilies(subnets: cluster.families)

        try request.checkService()
        let isInternal = try request.isInternal()
        let shape = try request.shape()
        let ranges = try request.sourceRanges()
        let ruleSets = try request.ruleSetNames()
        var listeners = try request.listeners(encryption: encryption, ruleSets: ruleSets, families: endpoint)
        let preservesSource = try request.preservesSource()
        try request.configureBackendSets(of: &listeners, encryption: encryption, preservesSource: preservesSource)
        let groups = try request.networkSecurityGroups()
        let reserved = try request.reservedAddress()
        let tags = try request.tags()
        let mode = try request.securityRuleMode()
        try request.checkBackendNetworkSecurityGroups()
        try request.checkIngressIPMode()
        let assigned = try request.assignedAddresses()
        if mode == .networkSecurityGroup, groups.count >= LoadBalancerRequest.mostNetworkSecurityGroups {
            throw GoError("invalid number of Network Security Groups (Max: 5) including managed nsg")
        }
        try request.checkExternalIPOnly()

        let scope: Scope = isInternal ? .private : .public
        let requested = [reserved].compactMap(\.self) + assigned.map(\.value).filter { !$0.isEmpty }
        var settings = shape
        settings.merge(request.addressSettings(endpoint: endpoint, assigned: assigned))
        settings["isPrivate"] = String(isInternal)
        settings["compartmentId"] = request.service[.compartment].flatMap { $0.isEmpty ? nil : $0 }
        return Exposure(
            status: .provisioned,
            address: Address(
                kind: .ip, scope: scope, families: endpoint, allocation: requested.isEmpty ? .ephemeral : .reserved, requested: requested),
            loadBalancers: [
                LoadBalancer(
                    product: request.kind.product, scope: scope, families: endpoint, listeners: listeners,
                    sourceRanges: mode == .none ? nil : ranges.limiting(endpoint),
                    clientIP: request.clientIP(listeners, preservesSource: preservesSource), subnets: subnets, securityGroups: groups,
                    tags: tags, settings: settings)
            ],
            notes: request.notes(mode: mode, ranges: ranges, endpoint: endpoint, isInternal: isInternal))
    }
}
