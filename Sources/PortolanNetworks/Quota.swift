// SPDX-License-Identifier: Apache-2.0
public import PortolanModel

/// A limit that a cloud has set for the user's account.
public struct Quota: Hashable, Sendable {
    /// The limit's name in the cloud's own words: `network-load-balancers`.
    public var name: String
    /// The most that the account may have.
    public var limit: Int
    /// The cloud's id.
    public var cloud: String
    /// The region that it holds in.
    public var region: String
    /// Where it was read.
    public var provenance: Provenance

    /// Makes a quota.
    public init(name: String, limit: Int, cloud: String, region: String, provenance: Provenance) {
        self.name = name
        self.limit = limit
        self.cloud = cloud
        self.region = region
        self.provenance = provenance
    }
}

/// A load balancer that the plan holds, with the object that asks for it.
public struct PlannedLoadBalancer: Hashable, Sendable {
    /// The load balancer.
    public var balancer: LoadBalancer
    /// The object that asks for it.
    public var subject: ObjectReference
    /// Where the object is written.
    public var location: SourceLocation

    /// Makes one.
    public init(balancer: LoadBalancer, subject: ObjectReference, location: SourceLocation) {
        self.balancer = balancer
        self.subject = subject
        self.location = location
    }
}

extension Quota {
    /// The quotas that count one product.
    private struct Counted {
        var balancers: String
        var listeners: String
        var targetGroups: String?
        var targetGroupsEach: String?
    }

    // Source: ELBv2 and ELB API references, data type Limit.
    private static let counted: [String: Counted] = [
        "aws-nlb": Counted(
            balancers: "network-load-balancers", listeners: "listeners-per-network-load-balancer", targetGroups: "target-groups"),
        "aws-alb": Counted(
            balancers: "application-load-balancers", listeners: "listeners-per-application-load-balancer", targetGroups: "target-groups",
            targetGroupsEach: "target-groups-per-application-load-balancer"),
        "aws-clb": Counted(balancers: "classic-load-balancers", listeners: "classic-listeners"),
    ]

    /// Checks what is planned for one target against the account's quotas.
    ///
    /// What the account already has is not known, so that only what the plan alone exceeds is found.
    ///
    /// - Returns: Findings in the order of the plan, code `quota-exceeded`: one for each load balancer with too many listeners, and
    ///   for each quota of the whole account one, at the first load balancer over it.
    public static func findings(for planned: [PlannedLoadBalancer], target: String, quotas: [Quota]) -> [Finding] {
        let limits = Dictionary(quotas.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        var used: [String: Int] = [:]
        var findings: [Finding] = []
        for plan in planned {
            guard let counted = counted[plan.balancer.product] else { continue }
            let listeners = plan.balancer.listeners.count
            for (name, amount) in [(counted.listeners, listeners), (counted.targetGroupsEach, listeners)] {
                guard let name, let quota = limits[name], amount > quota.limit else { continue }
                findings.append(quota.finding(plan, target, "this one load balancer needs \(amount)"))
            }
            for (name, amount) in [(counted.balancers, 1), (counted.targetGroups, listeners)] {
                guard let name, let quota = limits[name] else { continue }
                let before = used[name, default: 0]
                used[name] = before + amount
                guard before <= quota.limit, before + amount > quota.limit else { continue }
                findings.append(quota.finding(plan, target, "up to this object the plan needs \(before + amount)"))
            }
        }
        return findings
    }

    private func finding(_ plan: PlannedLoadBalancer, _ target: String, _ need: String) -> Finding {
        Finding(
            code: "quota-exceeded", severity: .error, subject: plan.subject, target: target, location: plan.location,
            message: "the account's quota \(name) in \(region) is \(limit) and \(need) (read \(provenance.date)): the controller cannot"
                + " create the load balancer and the address stays pending",
            remedy: "ask the cloud for a higher quota, or put fewer services or ports behind load balancers of their own")
    }
}
