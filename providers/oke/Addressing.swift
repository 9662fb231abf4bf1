// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel
import PortolanProvider

extension LoadBalancerRequest {
    /// The subnets that the manifest names; none where those of the controller's configuration apply.
    ///
    /// A subnet of a manifest is taken to be regional, as all but the oldest of Oracle's networks are: one of them is enough. Source:
    /// load_balancer.go:938 (network load balancer), :952 (load balancer)
    func subnets() throws(GoError) -> [String] {
        guard kind == .loadBalancer else { return [service[.networkSubnet]].compactMap(\.self).filter { !$0.isEmpty } }
        _ = try isInternal()
        return Array([service[.subnet1], service[.subnet2]].compactMap(\.self).filter { !$0.isEmpty }.prefix(1))
    }

    /// The families of the load balancer's addresses, IPv4 first whatever the order of `ipFamilies`.
    ///
    /// Its subnets and those of the nodes are taken to have the cluster's families. Source: load_balancer.go:2163, :2264
    func endpointFamilies(subnets: [IPFamily]) throws(GoError) -> [IPFamily] {
        guard release.has(OKEFeature.bothFamilies) else { return [.ipv4] }
        let wanted: [IPFamily] =
            switch service.ipFamilyPolicy ?? .singleStack {
            case .singleStack: Array(families.prefix(1))
            case .preferDualStack: IPFamily.allCases.filter(subnets.contains)
            case .requireDualStack: IPFamily.allCases
            }
        for family in [IPFamily.ipv6, .ipv4] where wanted.contains(family) && !subnets.contains(family) {
            throw GoError("subnet does not have \(family.rawValue) CIDR blocks")
        }
        if kind == .loadBalancer, wanted == [.ipv6] { throw GoError("SingleStack IPv6 is not supported for OCI LBaaS") }
        return wanted
    }

    /// `spec.loadBalancerIP`: a public address that the tenancy has reserved.
    ///
    /// Source: load_balancer_spec.go:1446
    func reservedAddress() throws(GoError) -> String? {
        guard let address = service.loadBalancerIP else { return nil }
        guard IPAddress(address) != nil || Placeholder.isOne(address) else {
            throw GoError("invalid value \"\(address)\" provided for LoadBalancerIP")
        }
        if try isInternal() { throw GoError("invalid service: cannot create a private load balancer with Reserved IP") }
        return address
    }

    /// The addresses of its subnet that a network load balancer is to have, by the name of the setting.
    ///
    /// Source: load_balancer_spec.go:1716
    func assignedAddresses() throws(GoError) -> [(setting: String, value: String)] {
        let assigned = [("assignedPrivateIpv4", service[.assignedPrivateIPv4]), ("assignedIpv6", service[.assignedIPv6])]
            .compactMap { name, value in value.map { (setting: name, value: $0) } }
        if !assigned.isEmpty, kind == .loadBalancer {
            throw GoError(
                "Private IP assignment via annoations \(AnnotationKey.assignedPrivateIPv4.rawValue) & "
                    + "\(AnnotationKey.assignedIPv6.rawValue) is supported only in OCI Network Loadbalancer. "
                    + "Set \(AnnotationKey.loadBalancerType.rawValue) to nlb")
        }
        return assigned
    }

    /// The settings that say which addresses the load balancer gets.
    ///
    /// A load balancer's `IPV6` stands for both families. Source: pkg/oci/client/load_balancer.go:185, network_load_balancer.go:156
    func addressSettings(endpoint: [IPFamily], assigned: [(setting: String, value: String)]) -> Settings {
        var settings = Settings(assigned.filter { !$0.value.isEmpty }.map { ($0.setting, $0.value) })
        guard release.has(OKEFeature.bothFamilies) else { return settings }
        switch kind {
        case .loadBalancer: settings["ipMode"] = endpoint.contains(.ipv6) ? "IPV6" : "IPV4"
        case .networkLoadBalancer:
            settings["nlbIpVersion"] = endpoint.count > 1 ? "IPV4_AND_IPV6" : endpoint == [.ipv6] ? "IPV6" : "IPV4"
        }
        return settings
    }

    /// `external-ip-only` drops the private address from a public network load balancer's status.
    ///
    /// A bad value is found only once the load balancer is there, and leaves the status empty all the same. The message names no
    /// annotation. Source: load_balancer_spec.go:1670
    func checkExternalIPOnly() throws(GoError) {
        guard kind == .networkLoadBalancer, let value = service[.externalIPOnly], try !isInternal(), GoValue.bool(value) == nil
        else { return }
        throw GoError("invalid value: \(value) provided for annotation: : strconv.ParseBool: parsing \"\(value)\": invalid syntax")
    }

    /// `ingress-ip-mode` sets `ipMode` of the status.
    ///
    /// Source: load_balancer_spec.go:1650
    func checkIngressIPMode() throws(GoError) {
        guard let mode = service[.ingressIPMode], !["proxy", "vip"].contains(mode.lowercased()) else { return }
        throw GoError("IpMode can only be set as Proxy or VIP")
    }

    /// With `workload-service-account` the controller acts as that ServiceAccount, which has to exist.
    ///
    /// Source: load_balancer.go:117
    func checkWorkloadIdentity() throws(GoError) {
        guard service[.workloadServiceAccount] == "" else { return }
        throw GoError(
            "Unable to get Load Balancer Client.: Error fetching service account, empty string provided via "
                + AnnotationKey.workloadServiceAccount.rawValue)
    }
}
