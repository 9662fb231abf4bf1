// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel
import PortolanProvider

/// The VPCs on either side of a NodeBalancer.
enum Networks {
    /// Checks what the controller checks first of all: the range of the backends, and their subnet where the cluster runs in a VPC.
    ///
    /// Source: linode-cloud-controller-manager b9aa901, cloud/linode/loadbalancers.go:1121 getBackendSubnetID.
    static func checkBackends(of service: Service, in cluster: Cluster) throws(GoError) {
        guard !usesIPv6Backends(service, cluster) else { return }
        if let range = service.value(.backendIPv4Range) { try check(range, liesInBackendSubnetOf: cluster) }
        guard hasVPCBackends(service, cluster) else { return }
        guard cluster.release.has(LKEFeature.vpcBackendsByDefault) || !cluster.options.list("vpcNames").isEmpty else {
            throw GoError("CCM not configured with VPC, cannot create NodeBalancer with specified annotation")
        }
        _ = try backendSubnetID(service, cluster)
    }

    /// `backend_vpcs` of a new NodeBalancer; a subnet that is given by name has no id here.
    ///
    /// Source: linode-cloud-controller-manager b9aa901, cloud/linode/loadbalancers.go:701 getVPCCreateOptions, :858.
    static func backendSettings(of service: Service, in cluster: Cluster) throws(GoError) -> Settings {
        guard !usesIPv6Backends(service, cluster), hasVPCBackends(service, cluster) else { return [:] }
        var settings: Settings = [:]
        settings["backend_vpcs.subnet_id"] = try backendSubnetID(service, cluster).map { String($0) }
        if let range = service.value(.backendIPv4Range), !range.isEmpty {
            settings["backend_vpcs.ipv4_range"] = range
        } else if service.value(.backendVPCName) != nil || service.value(.backendSubnetName) != nil {
            return settings
        } else if let id = configuredSubnetID(cluster) {
            settings["backend_vpcs.subnet_id"] = String(id)
        } else if let subnet = cluster.options["nodebalancerBackendIpv4Subnet"], !subnet.isEmpty {
            settings["backend_vpcs.ipv4_range"] = subnet
            settings["backend_vpcs.ipv4_range_auto_assign"] = "true"
        }
        return settings
    }

    /// `frontend_vpcs` of a new NodeBalancer; none where it listens on the internet.
    ///
    /// Source: linode-cloud-controller-manager b9aa901, cloud/linode/loadbalancers.go:779 getFrontendVPCCreateOptions.
    static func frontend(of service: Service) throws(GoError) -> Frontend? {
        let ranges = (service.value(.frontendIPv4Range), service.value(.frontendIPv6Range))
        let names = (service.value(.frontendVPCName), service.value(.frontendSubnetName))
        let id = service.value(.frontendSubnetID)
        guard ranges.0 != nil || ranges.1 != nil || names.0 != nil || names.1 != nil || id != nil else { return nil }
        for (range, version) in [(ranges.0, "IPv4"), (ranges.1, "IPv6")] {
            guard let range, !range.isEmpty, IPPrefix(range) == nil else { continue }
            throw GoError("invalid frontend \(version) range '\(range)': invalid CIDR address: \(range)")
        }
        var settings: Settings = [:]
        var subnet = ""
        switch (id, names.0, names.1) {
        case (let id?, _, _):
            guard let number = GoValue.int(id) else { throw GoError("invalid frontend subnet ID: \(GoValue.atoiError(id).message)") }
            settings["frontend_vpcs.subnet_id"] = String(number)
            subnet = id
        case (nil, let vpcName?, let subnetName?):
            guard !vpcName.isEmpty, !subnetName.isEmpty else {
                throw GoError(
                    "frontend VPC configuration requires either subnet-id annotation or both vpc-name and subnet-name annotations. "
                        + "No vpc-name or subnet-name annotation found")
            }
            subnet = subnetName
        default:
            throw GoError("frontend VPC configuration requires either subnet-id or both vpc-name and subnet-name annotations")
        }
        if let range = ranges.0, !range.isEmpty { settings["frontend_vpcs.ipv4_range"] = range }
        if let range = ranges.1, !range.isEmpty { settings["frontend_vpcs.ipv6_range"] = range }
        return Frontend(settings: settings, subnet: subnet)
    }

    /// A front end inside a VPC.
    struct Frontend {
        let settings: Settings
        /// The subnet as written: its id or its name.
        let subnet: String
    }

    /// Source: linode-cloud-controller-manager b9aa901, cloud/linode/loadbalancers.go:1149 resolveIPv6NodeBalancerBackendState.
    static func usesIPv6Backends(_ service: Service, _ cluster: Cluster) -> Bool {
        service.flag(.enableIPv6Backends) ?? cluster.options.isOn("enableIpv6ForNodebalancerBackends")
    }

    /// Source: linode-cloud-controller-manager v0.6.3, cloud/linode/loadbalancers.go:846 (before backends lay in the VPC by default).
    private static func hasVPCBackends(_ service: Service, _ cluster: Cluster) -> Bool {
        guard cluster.release.has(LKEFeature.vpcBackendsByDefault) else { return service.value(.backendIPv4Range) != nil }
        return !cluster.options.list("vpcNames").isEmpty && !cluster.options.isOn("disableNodebalancerVpcBackends")
    }

    /// The flag counts for nothing where VPC backends are off (cloud.go newCloud clears it).
    private static func configuredSubnetID(_ cluster: Cluster) -> Int? {
        guard !cluster.options.isOn("disableNodebalancerVpcBackends"),
            let id = cluster.options.integer("nodebalancerBackendIpv4SubnetId"), id != 0
        else { return nil }
        return id
    }

    /// Source: linode-cloud-controller-manager b9aa901, cloud/linode/loadbalancers.go:1009 getSubnetIDForSVC.
    private static func backendSubnetID(_ service: Service, _ cluster: Cluster) throws(GoError) -> Int? {
        if let id = try service.number(.backendSubnetID) { return id }
        guard service.value(.backendVPCName) == nil, service.value(.backendSubnetName) == nil else { return nil }
        return configuredSubnetID(cluster)
    }

    /// Source: linode-cloud-controller-manager b9aa901, cloud/linode/loadbalancers.go:1469 validateNodeBalancerBackendIPv4Range.
    private static func check(_ range: String, liesInBackendSubnetOf cluster: Cluster) throws(GoError) {
        guard let text = cluster.options["nodebalancerBackendIpv4Subnet"], !text.isEmpty else { return }
        for cidr in [text, range] where IPPrefix(cidr) == nil {
            throw GoError("invalid IPv4 range: invalid CIDR: invalid CIDR address: \(cidr)")
        }
        guard let subnet = IPPrefix(text), let inner = IPPrefix(range), subnet.contains(inner.masked.address) else {
            throw GoError("IPv4 range \(range) is not within the subnet \(text)")
        }
    }
}
