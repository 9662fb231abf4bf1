// SPDX-License-Identifier: Apache-2.0

public import PortolanManifest
public import PortolanModel

/// A transport protocol of a Service or container port.
public enum TransportProtocol: String, Hashable, Sendable, CaseIterable {
    /// TCP.
    case tcp = "TCP"
    /// UDP.
    case udp = "UDP"
    /// SCTP.
    case sctp = "SCTP"
}

/// Kubernetes' `IntOrString`.
public enum IntOrString: Hashable, Sendable {
    /// A number.
    case int(Int)
    /// A name.
    case string(String)
}

/// A Service as the API server stores it: decoded, defaulted, its IP families assigned by the cluster.
public struct Service: Sendable {
    /// `spec.type`.
    public enum Kind: String, Hashable, Sendable {
        /// Reachable inside the cluster only.
        case clusterIP = "ClusterIP"
        /// Reachable on every node's own address.
        case nodePort = "NodePort"
        /// Asks for a load balancer.
        case loadBalancer = "LoadBalancer"
        /// A DNS alias.
        case externalName = "ExternalName"
    }

    /// `spec.externalTrafficPolicy` and `spec.internalTrafficPolicy`.
    public enum TrafficPolicy: String, Hashable, Sendable {
        /// To any endpoint of the cluster.
        case cluster = "Cluster"
        /// To endpoints of the node where the packet arrives.
        case local = "Local"
    }

    /// `spec.ipFamilyPolicy`.
    public enum IPFamilyPolicy: String, Hashable, Sendable {
        /// One family.
        case singleStack = "SingleStack"
        /// Two where the cluster has two.
        case preferDualStack = "PreferDualStack"
        /// Two, or refusal.
        case requireDualStack = "RequireDualStack"
    }

    /// Metadata.
    public var metadata: ObjectMeta
    /// `spec.type`, defaulted.
    public var type: Kind
    /// `spec.ports`, defaulted.
    public var ports: [ServicePort]
    /// `spec.selector`; `nil` where there is none.
    public var selector: StringMap?
    /// `spec.clusterIP` as written; `None` makes the Service headless.
    public var clusterIP: String?
    /// `spec.clusterIPs` as written, else the cluster IP alone; empty where the cluster picks.
    public var clusterIPs: [String]
    /// `spec.externalIPs`.
    public var externalIPs: [String]
    /// `spec.sessionAffinity` is `ClientIP`.
    public var hasClientIPAffinity: Bool
    /// `spec.sessionAffinityConfig.clientIP.timeoutSeconds`, defaulted (10800) where there is affinity.
    public var affinityTimeoutSeconds: Int?
    /// `spec.loadBalancerIP`; `nil` where absent or empty.
    public var loadBalancerIP: String?
    /// `spec.loadBalancerSourceRanges` as written.
    public var loadBalancerSourceRanges: [String]
    /// `spec.loadBalancerClass`.
    public var loadBalancerClass: String?
    /// `spec.allocateLoadBalancerNodePorts`, defaulted to true for LoadBalancer.
    public var allocateLoadBalancerNodePorts: Bool
    /// `spec.externalTrafficPolicy`, defaulted (`Cluster`) where the type has one.
    public var externalTrafficPolicy: TrafficPolicy
    /// `spec.internalTrafficPolicy`.
    public var internalTrafficPolicy: TrafficPolicy
    /// `spec.healthCheckNodePort`; `nil` where the cluster picks one or none is needed.
    public var healthCheckNodePort: Int?
    /// `spec.ipFamilyPolicy` as written.
    public var ipFamilyPolicy: IPFamilyPolicy?
    /// `spec.ipFamilies` as written, empty where absent.
    public var ipFamilies: [IPFamily]
    /// `spec.externalName`.
    public var externalName: String?
    /// `spec.publishNotReadyAddresses`.
    public var publishNotReadyAddresses: Bool
    /// `spec.trafficDistribution`.
    public var trafficDistribution: String?

    /// Makes a Service from its metadata; everything else takes the API server's defaults.
    public init(metadata: ObjectMeta) {
        self.metadata = metadata
        type = .clusterIP
        ports = []
        clusterIPs = []
        externalIPs = []
        hasClientIPAffinity = false
        loadBalancerSourceRanges = []
        allocateLoadBalancerNodePorts = true
        externalTrafficPolicy = .cluster
        internalTrafficPolicy = .cluster
        ipFamilies = []
        publishNotReadyAddresses = false
    }

    /// The annotations.
    public var annotations: StringMap { metadata.annotations }
    /// The name.
    public var name: String { metadata.name }
    /// The namespace.
    public var namespace: String { metadata.namespace }
    /// Whether it is headless.
    public var isHeadless: Bool { clusterIP == "None" }
    /// Whether kube-proxy answers a health check on `healthCheckNodePort`: a LoadBalancer Service with `externalTrafficPolicy: Local`
    /// (k8s.io/cloud-provider `NeedsHealthCheck`).
    public var needsHealthCheck: Bool { type == .loadBalancer && externalTrafficPolicy == .local }

    /// The families that the API server assigns in a cluster with these families, primary first
    /// (kubernetes pkg/registry/core/service/storage/alloc.go `initIPFamilyFields`); none for an alias.
    public func assignedFamilies(in cluster: [IPFamily]) -> [IPFamily] {
        guard type != .externalName else { return [] }
        // Headless with nobody selected, it may have both families whatever the cluster has.
        let isFree = isHeadless && selector?.isEmpty ?? true
        let policy = ipFamilyPolicy ?? (isFree ? .requireDualStack : .singleStack)
        var families = ipFamilies
        for address in clusterIPs.dropFirst(families.count) {
            guard let family = Addresses.sloppy(address)?.unmapped.family else { break }
            families.append(family)
        }
        if families.isEmpty { families = [cluster.first ?? .ipv4] }
        guard policy != .singleStack, families.count == 1, isFree || cluster.count > 1 else { return families }
        return families + [families == [.ipv4] ? .ipv6 : .ipv4]
    }
}

/// One element of `spec.ports`.
public struct ServicePort: Sendable {
    /// `name`; `nil` where absent or empty.
    public var name: String?
    /// `protocol`, defaulted to TCP.
    public var `protocol`: TransportProtocol
    /// `appProtocol`.
    public var appProtocol: String?
    /// `port`.
    public var port: Int
    /// `targetPort`, defaulted to the port.
    public var targetPort: IntOrString
    /// `nodePort` as written, or as written for another port of the same number, which shares it; `nil` where the cluster picks one or
    /// there is none.
    public var nodePort: Int?
    /// The element's mapping.
    public var node: YAMLNode

    /// Makes a port.
    public init(
        name: String?, protocol: TransportProtocol, appProtocol: String?, port: Int, targetPort: IntOrString, nodePort: Int?,
        node: YAMLNode
    ) {
        self.name = name
        self.protocol = `protocol`
        self.appProtocol = appProtocol
        self.port = port
        self.targetPort = targetPort
        self.nodePort = nodePort
        self.node = node
    }
}
