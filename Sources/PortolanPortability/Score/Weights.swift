// SPDX-License-Identifier: Apache-2.0

public import PortolanManifest
public import PortolanModel

/// How many points of 100 each loss costs.
///
/// A part that is lost costs half.
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
            .route: 40,
        ], danger: 50)

    /// Makes weights; requirements that are not named take the standard ones.
    ///
    /// Every weight is at least 2, so that a loss always shows.
    public init(points: [RequirementID: Int], danger: Int) {
        self.points = points
        self.danger = danger
    }

    /// The points of a requirement.
    public func points(for id: RequirementID) -> Int { max(2, points[id] ?? Self.standard.points[id] ?? 4) }

    /// The least and the most that a weight may be.
    public static let range = 2...100

    /// Reads weights from a configuration's mapping: a requirement's id, or `danger`, and its points.
    ///
    /// What is not named keeps its weight.
    ///
    /// - Parameter node: The mapping.
    /// - Returns: The weights, and every mistake with its place; with a mistake the weights are not to be used.
    public static func read(_ node: YAMLNode) -> (weights: Weights, errors: [ReadingError]) {
        var weights = standard
        var errors: [ReadingError] = []
        guard node.kind == .mapping else {
            return (weights, [ReadingError(location: node.location, message: "expected a mapping of requirements and points")])
        }
        for entry in node.entries {
            let key = entry.key.text ?? ""
            guard case .int(let points)? = entry.value.scalar, range.contains(points) else {
                errors.append(
                    ReadingError(
                        location: entry.value.location, message: "\(key): expected a number from \(range.lowerBound) to \(range.upperBound)"
                    ))
                continue
            }
            if key == "danger" {
                weights.danger = points
            } else if let id = RequirementID(rawValue: key) {
                weights.points[id] = points
            } else {
                let known = RequirementID.allCases.map(\.rawValue)
                let near = UnknownAnnotations.nearest(key, among: known + ["danger"]).map { "did you mean \($0)?" }
                errors.append(
                    ReadingError(
                        location: entry.key.location,
                        message: "unknown requirement \"\(key)\"; \(near ?? "known: danger, " + known.joined(separator: ", "))"))
            }
        }
        return (weights, errors)
    }

    /// A mistake in a configuration.
    public struct ReadingError: Hashable, Sendable {
        /// Where.
        public var location: SourceLocation
        /// What was found, and what was expected.
        public var message: String
    }
}
