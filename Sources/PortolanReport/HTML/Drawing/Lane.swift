// SPDX-License-Identifier: Apache-2.0

import PortolanModel
import PortolanPortability

/// The way of a client to an endpoint on the targets where it is the same, in steps that a drawing has columns for.
struct Lane {
    /// What stands in a column of the drawing.
    enum Column: Int, CaseIterable, Hashable {
        case client, address, balancer, rule, entry, service, pod

        /// The column's name for readers.
        var title: String {
            switch self {
            case .client: "client"
            case .address: "address"
            case .balancer: "load balancer"
            case .rule: "rule"
            case .entry: "into the cluster"
            case .service: "Service"
            case .pod: "container"
            }
        }
    }

    /// A step of the way.
    struct Step: Hashable {
        var column: Column
        var lines: [String]
        /// Whether something is lost here.
        var isMarked = false

        var words: String { lines.joined(separator: ", ") }
    }

    /// Why something is lost.
    struct Remark: Hashable {
        /// Whether it is dangerous.
        var isDanger: Bool
        /// The words without the target's name, which several lanes may have in common.
        var words: String
        /// The same with the target's name.
        var own: String
    }

    /// The targets' places in the plan.
    var targets: [Int]
    var steps: [Step]
    /// Why the way ends before a container; `nil` where it does not.
    var deadEnd: String?
    var remarks: [Remark]

    /// The remarks as they are told: by the target's name where the lane is of one.
    var toldRemarks: [String] { remarks.map { targets.count == 1 ? $0.own : $0.words } }

    /// Marks the step that a requirement is about.
    mutating func mark(_ requirement: RequirementID) {
        let wanted = Column.of(requirement)
        let index =
            steps.firstIndex { $0.column == wanted } ?? steps.lastIndex { $0.column != .client && $0.column.rawValue <= wanted.rawValue }
        if let index { steps[index].isMarked = true }
    }

    /// The lane in a sentence.
    var words: String {
        let way = steps.map { ($0.isMarked ? "≠ " : "") + $0.words }.joined(separator: " → ")
        return way + (deadEnd.map { " → ✕ \($0)" } ?? "")
    }
}

extension Lane.Column {
    /// The step of the way that a requirement is about.
    static func of(_ requirement: RequirementID) -> Self {
        switch requirement {
        case .reachability, .sourceRanges, .addressReserved, .addressFamilies, .addressDNSName, .addressShared: .address
        case .route: .rule
        case .backendProtocol, .backendProxyProtocol, .backendTarget, .backendNodes, .clientAddress, .affinity, .timeoutDrain,
            .healthCheckProtocol, .healthCheckPort, .healthCheckPath, .healthCheckInterval, .healthCheckTimeout, .healthCheckHealthy,
            .healthCheckUnhealthy, .balancingAlgorithm, .balancingCrossZone, .nodePorts:
            .entry
        default: .balancer
        }
    }
}

/// A drawing: the lanes of one port or request.
struct Drawing {
    /// What is drawn: `port 443`, `GET https://shop.example.com/`.
    var caption: String
    var lanes: [Lane]

    /// Whether something is lost on a lane.
    var showsLoss: Bool { lanes.contains { $0.deadEnd != nil || !$0.remarks.isEmpty || $0.steps.contains(where: \.isMarked) } }
}
