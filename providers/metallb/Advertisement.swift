// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanManifest
import PortolanModel
import PortolanProvider

/// An `L2Advertisement` or `BGPAdvertisement` as the speakers see it.
///
/// Source: metallb internal/config/config.go:758, :836.
struct Advertisement {
    /// How an address is made known.
    enum Mode: String {
        case layer2
        case bgp
    }

    let mode: Mode
    let name: String
    private let poolNames: [String]
    private let poolSelectors: [LabelSelector]
    private let serviceSelectors: [LabelSelector]
    private let hasNodeSelectors: Bool
    private let aggregation: [IPFamily: Int]
    private let localPreference: Int
    private let peers: [String]
    /// Communities that are names of a `Community` object's entries.
    let communityAliases: [String]

    init(_ mode: Mode, _ object: Inventory.Object, _ release: ControllerRelease) throws(ConfigurationError) {
        self.mode = mode
        name = object.metadata.name
        let spec = object.spec
        poolNames = try Self.texts(spec, "ipAddressPools")
        poolSelectors = try LabelSelector.list(spec?.value("ipAddressPoolSelectors"), "ipAddressPoolSelectors")
        let selectsServices = release.has(MetalLBFeature.advertisementsSelectServices)
        serviceSelectors = try LabelSelector.list(selectsServices ? spec?.value("serviceSelectors") : nil, "serviceSelectors")
        hasNodeSelectors = try !LabelSelector.list(spec?.value("nodeSelectors"), "nodeSelectors").isEmpty
        peers = mode == .bgp ? try Self.texts(spec, "peers") : []
        let communities = mode == .bgp ? try Self.texts(spec, "communities") : []
        var aliases: [String] = []
        for community in communities where try !Self.isCommunity(community) { aliases.append(community) }
        communityAliases = aliases
        localPreference = Self.number(spec, "localPref") ?? 0
        aggregation = [
            .ipv4: Self.number(spec, "aggregationLength") ?? 32, .ipv6: Self.number(spec, "aggregationLengthV6") ?? 128,
        ]
        if mode == .bgp { try verifyAggregation() }
    }

    /// What an `AddressPool` of old announces: itself.
    init(_ mode: Mode, ofLegacyPool name: String) {
        self.mode = mode
        self.name = "AddressPool \(name)"
        poolNames = [name]
        (poolSelectors, serviceSelectors, hasNodeSelectors) = ([], [], false)
        (aggregation, localPreference, peers, communityAliases) = ([.ipv4: 32, .ipv6: 128], 0, [], [])
    }

    private func verifyAggregation() throws(ConfigurationError) {
        for (family, full) in [(IPFamily.ipv4, 32), (.ipv6, 128)] {
            let length = aggregation[family] ?? full
            guard length <= full else { throw ConfigurationError("invalid aggregation length \(length) for \(family.rawValue)") }
            guard serviceSelectors.isEmpty || length == full else {
                throw ConfigurationError("serviceSelectors and aggregationLength are mutually exclusive, both cannot be set in \(name)")
            }
        }
    }

    /// Whether it selects a pool: by name, by label, or every pool where it names none.
    ///
    /// Source: metallb internal/config/config.go:684, :723.
    func selects(_ pool: AddressPool) -> Bool {
        if poolNames.isEmpty, poolSelectors.isEmpty { return true }
        return poolNames.contains(pool.name) || poolSelectors.contains { $0.matches(pool.labels) }
    }

    /// Whether it holds for a Service.
    ///
    /// Source: metallb speaker/layer2_controller.go:258, bgp_controller.go:515.
    func selects(_ service: Service) -> Bool {
        serviceSelectors.isEmpty || serviceSelectors.contains { $0.matches(service.metadata.labels) }
    }

    /// Whether it picks Services by label.
    var selectsServices: Bool { !serviceSelectors.isEmpty }

    /// Refuses a pool whose blocks are smaller than what the advertisement aggregates to.
    ///
    /// Source: metallb internal/config/config.go:974.
    func verify(_ pool: AddressPool) throws(ConfigurationError) {
        for range in pool.ranges where (aggregation[range.family] ?? 0) < range.shortestPrefix {
            throw ConfigurationError(
                "invalid aggregation length \(aggregation[range.family] ?? 0): prefix \(range.shortestPrefix) in this pool is more specific"
                    + " than the aggregation length for addresses \(range.first)-\(range.last)")
        }
    }

    /// Whether two advertisements of one pool go together: different preferences need different prefixes, peers or nodes.
    ///
    /// Which nodes a selector picks is not known from the manifest; two that pick nodes are taken to pick different ones.
    ///
    /// Source: metallb internal/config/config.go:1014.
    func isCompatible(with other: Advertisement, on pool: AddressPool) -> Bool {
        guard localPreference != other.localPreference else { return true }
        let differs = { (family: IPFamily) in aggregation[family] != other.aggregation[family] }
        let families = Set(pool.ranges.map(\.family))
        if differs(.ipv4), !families.contains(.ipv6) { return true }
        if differs(.ipv6), !families.contains(.ipv4) { return true }
        if differs(.ipv4), differs(.ipv6) { return true }
        if !peers.isEmpty, !other.peers.isEmpty, !peers.contains(where: other.peers.contains) { return true }
        return hasNodeSelectors && other.hasNodeSelectors
    }

    private static func texts(_ spec: YAMLNode?, _ key: String) throws(ConfigurationError) -> [String] {
        let texts = spec?.value(key)?.elements.map { $0.text ?? "" } ?? []
        guard Set(texts).count == texts.count else { throw ConfigurationError("duplicate definition of \(key)") }
        return texts
    }

    private static func number(_ spec: YAMLNode?, _ key: String) -> Int? {
        if case .int(let number) = spec?.value(key)?.scalar { return number }
        return nil
    }

    /// Whether the text is a community itself: `a:b`, or `large:a:b:c`.
    ///
    /// Anything without colons is a name.
    ///
    /// Source: metallb internal/bgp/community/community.go:30.
    private static func isCommunity(_ text: String) throws(ConfigurationError) -> Bool {
        let parts = GoValue.split(text, ":")
        switch parts.count {
        case 2 where parts.allSatisfy({ GoValue.uint($0, bits: 16) != nil }): return true
        case 4 where parts[0] == "large" && parts.dropFirst().allSatisfy({ GoValue.uint($0, bits: 32) != nil }): return true
        case 2, 4: throw ConfigurationError("invalid community \(GoValue.quoted(text)) in BGP advertisement")
        default: return false
        }
    }
}
