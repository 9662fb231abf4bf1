// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import PortolanFetch
import PortolanKubernetes
import PortolanManifest
import PortolanModel
import PortolanNetworks
import PortolanPlan
import PortolanPortability
import PortolanProvider
import PortolanReport

/// What the clouds publish, held against a plan: what was fetched, and what is built in where nothing was.
struct Networks {
    /// Costs and address pools.
    let facts: NetworkFacts
    /// Addresses that belong to a cloud, and quotas that the plan exceeds.
    let findings: [Finding]

    /// The names that catalogues and published lists have for one cloud.
    private static let listNames = ["gcp": "google-cloud", "oci": "oracle"]

    /// Reads the cache and holds it against the plan.
    ///
    /// - Parameters:
    ///   - plan: The plan.
    ///   - named: The regions that the user names.
    ///   - known: What the clouds publish.
    init(_ plan: Plan, regions named: [(cloud: String, region: String)], _ known: KnownNetworks) {
        let byCloud = Dictionary(named.map { ($0.cloud, $0.region) }) { _, last in last }
        let pools = named.compactMap { cloud, region -> NetworkFacts.Pool? in
            let ranges = known.pools(cloud: Self.listNames[cloud] ?? cloud, region: region)
            return ranges.isEmpty ? nil : NetworkFacts.Pool(cloud: cloud, region: region, ranges: ranges)
        }
        facts = NetworkFacts(costs: NetworkFacts.costs(of: plan, prices: PriceList(known.prices), regions: byCloud), pools: pools)
        findings = Self.addressFindings(plan.inventory, known) + Self.quotaFindings(plan, known, byCloud)
    }

    /// What the clouds publish, from the cache and built in.
    ///
    /// - Parameter further: Lists that provider files of the user's own publish.
    static func known(further: [Source]) -> KnownNetworks {
        let known = KnownNetworks(cache: Cache(environment: FetchEnvironment.current), further: further)
        for damage in known.damages { Console.error("portolan: warning: \(damage.source): \(damage.detail); fetch it again") }
        return known
    }

    /// Refuses regions that nothing is known of, so that no price or pool is silently missing.
    ///
    /// - Parameter clouds: The clouds of all targets.
    static func check(_ regions: [(cloud: String, region: String)], clouds: Set<String>, _ known: KnownNetworks) throws {
        let names = clouds.sorted()
        for wanted in regions {
            guard clouds.contains(wanted.cloud) else {
                let near = UnknownAnnotations.nearest(wanted.cloud, among: names)
                let advice = near.map { "did you mean \($0)?" } ?? "known: " + names.joined(separator: ", ")
                throw ValidationError("--region \(wanted.cloud)=\(wanted.region): there is no cloud \(wanted.cloud)\n  \(advice)")
            }
            let regions = Set(
                CloudRegions.names(wanted.cloud) + known.regions(of: [wanted.cloud, listNames[wanted.cloud] ?? wanted.cloud]))
            let known = CloudRegions.names(wanted.cloud).isEmpty ? [] : regions.sorted()
            guard !known.isEmpty, !known.contains(wanted.region) else { continue }
            let near = UnknownAnnotations.nearest(wanted.region, among: known)
            let advice = near.map { "did you mean \($0)?" } ?? "known: " + known.joined(separator: ", ")
            throw ValidationError(
                "--region \(wanted.cloud)=\(wanted.region): nothing is known of a region \(wanted.region)\n  \(advice)")
        }
    }

    /// The table of a hundred thousand ranges is made only where an address stands that could lie in one.
    private static func addressFindings(_ inventory: Inventory, _ known: KnownNetworks) -> [Finding] {
        let objects = inventory.services.map(\.metadata) + inventory.workloads.map(\.metadata) + inventory.objects.map(\.metadata)
        let occurrences = objects.flatMap { AddressOccurrence.occurrences(in: $0.node, subject: $0.reference) }
            .filter { !AddressScanner.literals(in: $0.text).isEmpty }
        guard !occurrences.isEmpty else { return [] }
        return RangeTable(known.ranges).findings(for: occurrences)
    }

    private static func quotaFindings(_ plan: Plan, _ known: KnownNetworks, _ regions: [String: String]) -> [Finding] {
        guard !known.quotas.isEmpty else { return [] }
        return plan.targets.enumerated().flatMap { index, target -> [Finding] in
            let cloud = target.catalogue.provider
            let quotas = known.quotas.filter { $0.cloud == cloud && (regions[cloud] == nil || $0.region == regions[cloud]) }
            let planned = plan.endpoints.flatMap { endpoint in
                endpoint.exposures[index].loadBalancers.map {
                    PlannedLoadBalancer(balancer: $0, subject: endpoint.reference, location: endpoint.location)
                }
            }
            return Quota.findings(for: planned, target: target.id, quotas: quotas)
        }
    }
}
