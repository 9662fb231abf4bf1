// SPDX-License-Identifier: Apache-2.0

/// How many points of 100 each loss costs. A part that is lost costs half.
public struct Weights: Hashable, Sendable {
    /// Points by requirement.
    public var points: [RequirementID: Int]
    /// Points for a danger that nobody asked for, on top of the requirement that it breaks.
    public var danger: Int

    /// The weights of `Documentation/score.md`.
    public static let standard = Weights(
        points: [
            .reachability: 40, .sourceRanges: 30, .addressReserved: 10, .addressFamilies: 10, .addressDNSName: 6, .addressShared: 6,
            .portProtocol: 20, .tlsCertificate: 20, .tlsPolicy: 6, .tlsRedirect: 8, .backendProtocol: 10, .backendProxyProtocol: 16,
            .backendTarget: 6, .backendNodes: 4, .clientAddress: 16, .affinity: 10, .timeoutIdle: 6, .timeoutDrain: 4,
            .healthCheckProtocol: 4, .healthCheckPort: 4, .healthCheckPath: 4, .healthCheckInterval: 2, .healthCheckTimeout: 2,
            .healthCheckHealthy: 2, .healthCheckUnhealthy: 2, .balancingAlgorithm: 4, .balancingCrossZone: 4, .placementSubnets: 8,
            .placementNetwork: 8, .placementZones: 4, .securityGroups: 8, .securityProtection: 10, .capacity: 4, .loggingAccess: 4,
            .lifecycleProtection: 4, .lifecycleExisting: 8, .identityName: 2, .identityTags: 2, .controllerClass: 4, .nodePorts: 2,
        ], danger: 50)

    /// Makes weights; requirements that are not named take the standard ones. Every weight is at least 2, so that a loss always shows.
    public init(points: [RequirementID: Int], danger: Int) {
        self.points = points
        self.danger = danger
    }

    /// The points of a requirement.
    public func points(for id: RequirementID) -> Int { max(2, points[id] ?? Self.standard.points[id] ?? 4) }
}
