// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel
import PortolanProvider

/// What the AWS Load Balancer Controller builds from one Service: a Network Load Balancer.
///
/// The steps, and so the first refusal, come in its order; each has a file of its own. Source: aws-load-balancer-controller 3.5.0,
/// pkg/service/model_builder.go:252-278, model_build_load_balancer.go:42-99.
struct EKSModel {
    let service: Service
    let cluster: Cluster
    let options: EKSOptions
    let annotations: EKSAnnotations

    /// What the controller does already.
    var release: ControllerRelease { options.release }

    init(_ service: Service, in cluster: Cluster) {
        self.service = service
        self.cluster = cluster
        options = EKSOptions(cluster)
        annotations = EKSAnnotations(service.annotations, in: cluster.release)
    }

    func exposure() -> Exposure {
        do {
            return try build()
        } catch {
            return .failed(error.message)
        }
    }

    private func build() throws(Refusal) -> Exposure {
        let scope = try scope()
        let isDualStack = try isDualStack()
        let subnets = try subnets()
        var settings = try ipv6SourceNATSettings(isDualStack: isDualStack)
        settings.merge(try loadBalancerAttributes())
        settings.merge(try minimumCapacity())
        let security = try security(isDualStack: isDualStack)
        let tags = try tags()
        let subnetCount = subnets?.count ?? options.discoveredSubnets
        let addresses = try requestedAddresses(scope: scope, isDualStack: isDualStack, subnetCount: subnetCount)
        let name = try name()
        settings.merge(try privateLinkRules())
        settings.merge(prefixListSettings(security))

        let listeners = try listeners(security: security, isDualStack: isDualStack)
        try refuseWhatAWSRefuses(listeners, security: security)

        let families: [IPFamily] = isDualStack ? [.ipv4, .ipv6] : [.ipv4]
        let balancer = LoadBalancer(
            product: "aws-nlb", scope: scope, families: families, name: name, listeners: listeners.map(\.listener),
            sourceRanges: sourceRanges(security: security, listeners: listeners, families: families), clientIP: clientIP(listeners),
            subnets: subnets ?? [], securityGroups: security.groups, tags: tags, settings: settings)
        let address = Address(
            kind: .hostname, scope: scope, families: families, allocation: addresses.isEmpty ? .ephemeral : .reserved, requested: addresses)
        return Exposure(
            status: .provisioned, address: address, loadBalancers: [balancer], notes: notes(listeners: listeners, security: security))
    }

    /// The ELBv2 API knows no SCTP, nor does EC2 under that name in a rule: the deployment of the model fails.
    private func refuseWhatAWSRefuses(_ listeners: [EKSListener], security: EKSSecurity) throws(Refusal) {
        let hasManagedRule = security.mode == .managed && service.ports.contains { $0.protocol == .sctp }
        guard hasManagedRule || listeners.contains(where: { $0.listener.protocol == "SCTP" || $0.listener.backend?.protocol == "SCTP" })
        else { return }
        throw Refusal("ValidationError: Value 'SCTP' at 'protocol' failed to satisfy constraint: Member must satisfy enum value set")
    }

    /// What the pods see, where all listeners agree on it.
    private func clientIP(_ listeners: [EKSListener]) -> ClientIP? {
        guard let first = listeners.first?.clientIP, listeners.allSatisfy({ $0.clientIP == first }) else { return nil }
        return first
    }
}
