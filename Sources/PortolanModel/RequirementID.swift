// SPDX-License-Identifier: Apache-2.0

/// A word of the neutral vocabulary: what a manifest can ask of its network edge, in words that belong to no cloud.
public enum RequirementID: String, Hashable, Sendable, CaseIterable {
    /// Public, private, node or cluster.
    case reachability
    /// CIDRs that may connect.
    case sourceRanges = "source-ranges"
    /// Addresses or allocations by name.
    case addressReserved = "address.reserved"
    /// IP families.
    case addressFamilies = "address.families"
    /// A DNS name for the address.
    case addressDNSName = "address.dns-name"
    /// A key under which several Services share an address.
    case addressShared = "address.shared"
    /// What a port speaks to clients.
    case portProtocol = "port.protocol"
    /// Certificates.
    case tlsCertificate = "tls.certificate"
    /// TLS negotiation policy.
    case tlsPolicy = "tls.policy"
    /// Redirect from HTTP to HTTPS.
    case tlsRedirect = "tls.redirect"
    /// What the load balancer speaks to the backend.
    case backendProtocol = "backend.protocol"
    /// PROXY protocol towards the backend.
    case backendProxyProtocol = "backend.proxy-protocol"
    /// By node or by pod.
    case backendTarget = "backend.target"
    /// Which nodes are backends.
    case backendNodes = "backend.nodes"
    /// The pod sees the client's own address.
    case clientAddress = "client-address"
    /// Stickiness.
    case affinity
    /// Seconds until an idle connection is cut.
    case timeoutIdle = "timeout.idle"
    /// Seconds that connections get when a backend leaves.
    case timeoutDrain = "timeout.drain"
    /// Protocol of the health check.
    case healthCheckProtocol = "health-check.protocol"
    /// Port of the health check.
    case healthCheckPort = "health-check.port"
    /// Path of the health check.
    case healthCheckPath = "health-check.path"
    /// Seconds between checks.
    case healthCheckInterval = "health-check.interval"
    /// Seconds until a check fails.
    case healthCheckTimeout = "health-check.timeout"
    /// Successes until a backend is in.
    case healthCheckHealthy = "health-check.healthy"
    /// Failures until a backend is out.
    case healthCheckUnhealthy = "health-check.unhealthy"
    /// How connections are spread.
    case balancingAlgorithm = "balancing.algorithm"
    /// Whether they cross zones.
    case balancingCrossZone = "balancing.cross-zone"
    /// Subnets.
    case placementSubnets = "placement.subnets"
    /// Network.
    case placementNetwork = "placement.network"
    /// Zones or location.
    case placementZones = "placement.zones"
    /// Security groups.
    case securityGroups = "security.groups"
    /// WAF, shield and the like.
    case securityProtection = "security.protection"
    /// Size, bandwidth, connection limit.
    case capacity
    /// Where access logs go.
    case loggingAccess = "logging.access"
    /// Deletion protection.
    case lifecycleProtection = "lifecycle.protection"
    /// An existing load balancer to adopt.
    case lifecycleExisting = "lifecycle.existing"
    /// The load balancer's name.
    case identityName = "identity.name"
    /// Tags.
    case identityTags = "identity.tags"
    /// Which controller is meant.
    case controllerClass = "controller.class"
    /// No node ports.
    case nodePorts = "node-ports"

    /// A request that a Service has to answer: host, path and conditions, judged by answers.
    case route

    /// Whether its value names something that lives in one cloud only (a certificate, a subnet): on another cloud any value of that cloud's
    /// own counts, and only the user knows it.
    public var namesCloudObject: Bool {
        switch self {
        case .addressReserved, .tlsCertificate, .tlsPolicy, .placementSubnets, .placementNetwork, .placementZones, .securityGroups,
            .loggingAccess, .lifecycleExisting, .capacity, .backendNodes, .securityProtection:
            true
        default: false
        }
    }
}
