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
public struct PlannedLoadBalancer: Sendable {
    /// The load balancer.
    public var balancer: LoadBalancer
    /// The object that asks for it.
    public var subject: ObjectReference
    /// Where the object is written.
    public var location: SourceLocation
    /// How many nodes it sends to; `nil` where nobody says how many there are, or where it dials pods.
    public var nodes: Int?
    /// How many nodes or pods it sends to, counted once for each of its listeners; `nil` where that is not known.
    public var targets: Int?

    /// Makes one.
    public init(
        balancer: LoadBalancer, subject: ObjectReference, location: SourceLocation, nodes: Int? = nil, targets: Int? = nil
    ) {
        self.balancer = balancer
        self.subject = subject
        self.location = location
        self.nodes = nodes
        self.targets = targets
    }
}
