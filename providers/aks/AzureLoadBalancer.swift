// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel
import PortolanProvider

/// The load balancer and public IPs behind a Service's frontends.
struct AzureLoadBalancer {
    let addressing: Addressing
    let frontends: [Frontend]
    let options: TargetOptions

    init(_ addressing: Addressing, frontends: [Frontend], options: TargetOptions) {
        self.addressing = addressing
        self.frontends = frontends
        self.options = options
    }

    /// The load balancer without its listeners.
    func loadBalancer(_ sourceRanges: AllowedSources) -> LoadBalancer {
        let isInternal = addressing.isInternal
        var settings = isInternal ? privateSettings : publicSettings
        settings["sku"] = "Standard"
        let serviceTags = sourceRanges.serviceTags.joined(separator: ",")
        if !sourceRanges.isDisabled, !serviceTags.isEmpty { settings["sourceAddressPrefix"] = serviceTags }
        return LoadBalancer(
            product: isInternal ? "azure-internal-standard-lb" : "azure-standard-lb", scope: isInternal ? .private : .public,
            families: addressing.families, name: name,
            sourceRanges: sourceRanges.allowed(families: addressing.families, isInternal: isInternal),
            subnets: [addressing.annotations.internalSubnet].compactMap(\.self), tags: tags, settings: settings)
    }

    /// All Services share one load balancer, and all internal ones another.
    ///
    /// Source: pkg/provider/azure_loadbalancer.go:4378.
    private var name: String {
        let configured = options["loadBalancerName"] ?? ""
        let name = configured.isEmpty ? options["clusterName"] ?? "kubernetes" : configured
        return addressing.isInternal ? name + "-internal" : name
    }

    /// The first frontend speaks for both where there are two.
    ///
    /// Source: pkg/provider/azure_loadbalancer.go:2945-2975.
    private var privateSettings: Settings {
        ["privateIPAllocationMethod": frontends.first?.requested == nil ? "Dynamic" : "Static"]
    }

    /// Source: pkg/provider/azure_loadbalancer.go:1233 (ensurePublicIPExists).
    private var publicSettings: Settings {
        var settings: Settings = ["publicIPAllocationMethod": "Static"]
        if let label = addressing.annotations[.dnsLabel], !label.isEmpty { settings["domainNameLabel"] = label }
        let prefixes = frontends.compactMap { frontend -> String? in
            guard case .prefix(let id) = frontend.source else { return nil }
            return id
        }
        if !prefixes.isEmpty { settings["publicIPPrefix"] = prefixes.joined(separator: ",") }
        if frontends.contains(where: \.isOwned), let text = addressing.annotations[.publicIPIPTags] {
            settings["ipTags"] = PublicIPTags.ipTags(text)
        }
        return settings
    }

    /// The cluster's tags are on everything; the Service's are on public IPs that the controller makes.
    private var tags: Settings {
        let isTagged = !addressing.isInternal && frontends.contains(where: \.isOwned)
        return PublicIPTags.tags(cluster: options["tags"], annotation: isTagged ? addressing.annotations[.publicIPTags] : nil)
    }
}
