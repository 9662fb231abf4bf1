// SPDX-License-Identifier: Apache-2.0

public import PortolanKubernetes
import PortolanModel
public import PortolanProvider

/// Azure Kubernetes Service: what cloud-provider-azure does with a Service on a Standard load balancer.
///
/// Services share their load balancer, and may share an address on it, so they are looked at together, in the order of the manifest.
public struct AKSController: Controller {
    /// Makes the controller.
    public init() {}

    /// The answers for the `LoadBalancer` Services.
    public func answers(for services: [Service], in cluster: Cluster) -> any Answers {
        JointAnswers(for: services) { exposures(of: $0, in: cluster) }
    }

    private func exposures(of services: [Service], in cluster: Cluster) -> [Exposure] {
        var frontends = SharedFrontends()
        return services.map { service in
            // Source: k8s.io/cloud-provider, controllers/service/controller.go:862 (wantsLoadBalancer).
            if let name = service.loadBalancerClass {
                return .unclaimed("loadBalancerClass \"\(name)\" belongs to another controller: cloud-provider-azure takes none")
            }
            do throws(Refusal) {
                return try exposure(of: service, in: cluster, sharing: &frontends)
            } catch {
                return .failed(error.message)
            }
        }
    }

    /// The steps of a reconciliation in the controller's order, so that of several mistakes the one is told that it stumbles over.
    ///
    /// Source: cloud-provider-azure 7b31c76, pkg/provider/azure_loadbalancer.go:136 (reconcileService), 1909 (reconcileLoadBalancer).
    private func exposure(
        of service: Service, in cluster: Cluster, sharing shared: inout SharedFrontends
    ) throws(Refusal) -> Exposure {
        let addressing = Addressing(service, families: cluster.families(of: service), release: cluster.release)
        let frontends = try addressing.frontends()

        let builder = LoadBalancingRules(service, options: cluster.options)
        var rules: [[LoadBalancingRules.Rule]] = []
        for family in addressing.families {
            try shared.check(addressing, family: family)
            rules.append(try builder.rules(family))
        }
        for (family, rules) in zip(addressing.families, rules) { shared.add(rules, of: addressing, family: family) }

        let additional = try additionalAddresses(addressing.annotations)
        let sourceRanges = try AllowedSources(service, cluster.release)
        let privateLink = PrivateLink(service)
        var privateLinkSettings: Settings = [:]
        if privateLink.isWanted {
            privateLinkSettings = try privateLink.settings(families: addressing.families, isInternal: addressing.isInternal)
            try shared.add(privateLink, of: addressing)
        }

        var loadBalancer = AzureLoadBalancer(addressing, frontends: frontends, options: cluster.options).loadBalancer(sourceRanges)
        loadBalancer.listeners = (rules.first ?? []).map(builder.listener)
        loadBalancer.settings.merge(privateLinkSettings)
        // Through a private link service the peer is one of its own addresses, or comes in a PROXY header, beside direct traffic.
        loadBalancer.clientIP = privateLink.isWanted ? nil : service.externalTrafficPolicy == .local ? .preserved : .node
        let requested = frontends.compactMap(\.requested)
        return Exposure(
            status: .provisioned,
            address: Address(
                kind: .ip, scope: addressing.isInternal ? .private : .public, families: addressing.families,
                allocation: requested.isEmpty ? .ephemeral : .reserved,
                requested: requested),
            loadBalancers: [loadBalancer], notes: Notes(addressing, ranges: sourceRanges, additional: additional, rules: rules).all)
    }

    /// Further addresses that get into the status and the security group: exactly as written between commas.
    ///
    /// Source: pkg/provider/loadbalancer/configuration.go:120 (AdditionalPublicIPs).
    private func additionalAddresses(_ annotations: Annotations) throws(Refusal) -> [String] {
        guard let text = annotations[.additionalPublicIPs] else { return [] }
        let addresses = GoValue.split(text.trimmingSpaces())
        if let wrong = addresses.first(where: { IPAddress(netip: $0) == nil }) {
            throw Refusal(
                "invalid service annotation \(AnnotationKey.additionalPublicIPs.rawValue):\(text): invalid CIDR `\(wrong)`: "
                    + "ParseAddr(\"\(wrong)\"): unable to parse IP")
        }
        return addresses
    }
}
