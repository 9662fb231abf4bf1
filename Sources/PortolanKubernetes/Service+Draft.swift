// SPDX-License-Identifier: Apache-2.0

import PortolanModel

extension Service {
    /// The Service that an accepted draft becomes.
    init(_ draft: ServiceDraft, metadata: ObjectMeta) {
        self.init(metadata: metadata)
        let spec = draft.spec
        type = Kind(rawValue: draft.type) ?? .clusterIP
        ports = draft.ports.map(ServicePort.init)
        selector = draft.selector
        clusterIP = spec.flatMap { Self.text($0.string("clusterIP")) }
        clusterIPs = draft.clusterIPs
        externalIPs = draft.externalIPs
        hasClientIPAffinity = draft.sessionAffinity == "ClientIP"
        affinityTimeoutSeconds = hasClientIPAffinity ? draft.affinityTimeout : nil
        loadBalancerIP = spec.flatMap { Self.text($0.string("loadBalancerIP")) }
        loadBalancerSourceRanges = spec?.strings("loadBalancerSourceRanges") ?? []
        loadBalancerClass = draft.loadBalancerClass.flatMap(Self.text)
        allocateLoadBalancerNodePorts = draft.allocateLoadBalancerNodePorts ?? true
        externalTrafficPolicy = TrafficPolicy(rawValue: draft.externalTrafficPolicy) ?? .cluster
        internalTrafficPolicy = draft.internalTrafficPolicy.flatMap(TrafficPolicy.init(rawValue:)) ?? .cluster
        healthCheckNodePort = spec?.integer("healthCheckNodePort").flatMap { $0 == 0 ? nil : $0 }
        ipFamilyPolicy = spec?.optionalString("ipFamilyPolicy").flatMap(IPFamilyPolicy.init(rawValue:))
        ipFamilies = spec?.strings("ipFamilies").compactMap(IPFamily.init(rawValue:)) ?? []
        externalName = spec.flatMap { Self.text($0.string("externalName")) }
        publishNotReadyAddresses = spec?.boolean("publishNotReadyAddresses") ?? false
        trafficDistribution = spec?.optionalString("trafficDistribution")
    }

    private static func text(_ text: String) -> String? { text.isEmpty ? nil : text }
}

extension ServicePort {
    fileprivate init(_ draft: ServiceDraft.Port) {
        self.init(
            name: draft.name.isEmpty ? nil : draft.name, protocol: TransportProtocol(rawValue: draft.transport) ?? .tcp,
            appProtocol: draft.appProtocol, port: draft.number, targetPort: draft.targetPort,
            nodePort: (1...65535).contains(draft.nodePort) ? draft.nodePort : nil, node: draft.node)
    }
}
