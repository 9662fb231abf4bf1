// SPDX-License-Identifier: Apache-2.0
public import PortolanNetworks

/// Everything that is known about the clouds' networks: what was fetched, and what is built in where nothing was.
public struct KnownNetworks: Sendable {
    /// Address ranges.
    ///
    /// A cloud with a fetched list has no built-in one.
    public let ranges: [PublishedRanges]
    /// Prices that were fetched.
    public let prices: [Price]
    /// The regions that prices were fetched of, by cloud.
    private let pricedRegions: [String: Set<String>]
    /// Quotas of the user's account.
    public let quotas: [Quota]
    /// What is wrong with the cache, if anything: the id of the source and what is wrong.
    public let damages: [(source: String, detail: String)]

    /// What comes with the program; prices stand in the catalogues.
    public static let builtIn = KnownNetworks(ranges: BuiltInRanges.all, prices: [], pricedRegions: [:], quotas: [], damages: [])

    private init(
        ranges: [PublishedRanges], prices: [Price], pricedRegions: [String: Set<String>], quotas: [Quota],
        damages: [(source: String, detail: String)]
    ) {
        self.ranges = ranges
        self.prices = prices
        self.pricedRegions = pricedRegions
        self.quotas = quotas
        self.damages = damages
    }

    /// Reads the cache.
    ///
    /// A missing cache is no error, and a damaged entry counts for nothing but is named.
    ///
    /// - Parameters:
    ///   - cache: Where to look; `nil` for nowhere.
    ///   - further: Sources beyond those that come with the program.
    public init(cache: Cache?, further: [Source] = []) {
        var ranges: [PublishedRanges] = []
        var prices: [Price] = []
        var regions: [String: Set<String>] = [:]
        var quotas: [Quota] = []
        var damages: [(source: String, detail: String)] = []
        let sources = Source.builtIn + further
        for id in cache?.ids ?? [] {
            let source = sources.first { $0.entryID == id || ($0.region(ofEntry: id) != nil) }
            guard let source, let found = cache?.find(id) else { continue }
            switch found {
            case .missing: continue
            case .damaged(let detail): damages.append((id, detail))
            case .entry(let entry):
                if let list = entry.ranges { ranges.append(list) }
                prices += entry.prices
                regions[source.cloud, default: []].formUnion(entry.prices.map(\.region))
                quotas += entry.quotas(cloud: source.cloud, region: source.region(ofEntry: id) ?? "")
            }
        }
        let fetched = Set(ranges.flatMap { $0.groups.map(\.cloud) })
        self.init(
            ranges: ranges + BuiltInRanges.all.filter { !$0.groups.contains { fetched.contains($0.cloud) } },
            prices: prices, pricedRegions: regions,
            quotas: quotas, damages: damages)
    }

    /// The published ranges of a cloud's region, by list: the pools that its addresses come from.
    public func pools(cloud: String, region: String) -> [PublishedRanges] {
        ranges.compactMap { list in
            let groups = list.groups.filter { $0.cloud == cloud && $0.region == region }
            return groups.isEmpty ? nil : PublishedRanges(groups: groups, provenance: list.provenance)
        }
    }

    /// The regions of a cloud of which anything was fetched or is built in, sorted.
    package func regions(of cloud: String) -> [String] {
        var found = pricedRegions[cloud] ?? []
        for group in ranges.flatMap(\.groups) where group.cloud == cloud { found.insert(group.region) }
        for quota in quotas where quota.cloud == cloud { found.insert(quota.region) }
        return found.filter { !$0.isEmpty }.sorted()
    }
}
