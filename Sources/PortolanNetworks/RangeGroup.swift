// SPDX-License-Identifier: Apache-2.0
public import PortolanModel

/// Address ranges that a cloud publishes for one region and service.
public struct RangeGroup: Hashable, Sendable {
    /// The cloud's id: `aws`, `gcp`, `azure` and so on.
    public var cloud: String
    /// The region in the cloud's own words; empty where the cloud names none.
    public var region: String
    /// The service in the cloud's own words; empty where the cloud names none.
    public var service: String
    /// The ranges, host bits cleared.
    public var prefixes: [IPPrefix]

    /// Makes a group.
    public init(cloud: String, region: String, service: String, prefixes: [IPPrefix]) {
        self.cloud = cloud
        self.region = region
        self.service = service
        self.prefixes = prefixes
    }
}

/// Where published data comes from and of when it is.
public struct Provenance: Hashable, Sendable {
    /// The address that it was read from.
    public var url: String
    /// The day that the data is of, `2026-11-23`.
    public var date: String
    /// Whether it came with the program rather than by `portolan fetch`.
    public var isBuiltIn: Bool

    /// Makes a provenance.
    public init(url: String, date: String, isBuiltIn: Bool = false) {
        self.url = url
        self.date = date
        self.isBuiltIn = isBuiltIn
    }
}

/// All ranges of one published list, with where they come from.
public struct PublishedRanges: Hashable, Sendable {
    /// The groups, in the order of cloud, region and service.
    public var groups: [RangeGroup]
    /// Where they come from.
    public var provenance: Provenance

    /// Makes a list.
    public init(groups: [RangeGroup], provenance: Provenance) {
        self.groups = groups
        self.provenance = provenance
    }

    /// How many ranges there are.
    public var count: Int { groups.reduce(0) { $0 + $1.prefixes.count } }
}

extension RangeGroup {
    /// Gathers single ranges into groups, sorted, each range once in each group, so that the same ranges always give the same value.
    public static func gathering(_ ranges: some Sequence<(cloud: String, region: String, service: String, prefix: IPPrefix)>)
        -> [RangeGroup]
    {
        var groups: [GroupKey: [IPPrefix]] = [:]
        for range in ranges {
            groups[GroupKey(cloud: range.cloud, region: range.region, service: range.service), default: []].append(range.prefix.masked)
        }
        return groups.keys.sorted().map { key in
            let sorted = Set(groups[key] ?? []).sorted { ($0.address, $0.length) < ($1.address, $1.length) }
            return RangeGroup(cloud: key.cloud, region: key.region, service: key.service, prefixes: sorted)
        }
    }

    private struct GroupKey: Hashable, Comparable {
        var cloud: String
        var region: String
        var service: String

        static func < (left: Self, right: Self) -> Bool {
            (left.cloud, left.region, left.service) < (right.cloud, right.region, right.service)
        }
    }
}
