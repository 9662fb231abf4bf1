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
    /// Addresses that belong to a cloud, and limits and quotas that the plan exceeds.
    let findings: [Finding]

    /// Reads the cache and holds it against the plan.
    ///
    /// - Parameters:
    ///   - plan: The plan.
    ///   - assessment: Its assessment.
    ///   - named: The regions that the user names, by clouds' own names.
    ///   - known: What the clouds publish.
    ///   - usage: How much the app is used, as far as it is known.
    ///   - catalogues: The catalogues of all targets and routing controllers.
    init(
        _ plan: Plan, _ assessment: Assessment, regions named: [(cloud: String, region: String)], _ known: KnownNetworks,
        _ catalogues: [Catalogue], usage: AppUsage?
    ) {
        let byCloud = Dictionary(named.map { ($0.cloud, $0.region) }) { _, last in last }
        let pools = named.compactMap { cloud, region -> NetworkFacts.Pool? in
            let ranges = known.pools(cloud: cloud, region: region)
            return ranges.isEmpty ? nil : NetworkFacts.Pool(cloud: cloud, region: region, ranges: ranges)
        }
        let costs = NetworkFacts.costs(
            of: plan, assessment, prices: PriceList(known.prices), catalogues: catalogues, regions: byCloud, usage: usage)
        facts = NetworkFacts(costs: costs.written, adapted: costs.adapted, pools: pools, today: Today.day)
        findings = Self.addressFindings(plan.inventory, known) + Self.limitFindings(plan, known, catalogues, byCloud)
    }

    /// What the clouds publish, from the cache and built in.
    ///
    /// - Parameter further: Lists that provider files of the user's own publish.
    static func known(further: [Source]) -> KnownNetworks {
        let known = KnownNetworks(cache: Cache(environment: FetchEnvironment.current), further: further)
        for damage in known.damages { Console.error("portolan: warning: \(damage.source): \(damage.detail); fetch it again") }
        return known
    }

    /// The table of a hundred thousand ranges is made only where an address stands that could lie in one.
    private static func addressFindings(_ inventory: Inventory, _ known: KnownNetworks) -> [Finding] {
        let objects = inventory.services.map(\.metadata) + inventory.workloads.map(\.metadata) + inventory.objects.map(\.metadata)
        let occurrences = objects.flatMap { AddressOccurrence.occurrences(in: $0.node, subject: $0.reference) }
            .filter { !AddressScanner.literals(in: $0.text).isEmpty }
        guard !occurrences.isEmpty else { return [] }
        return RangeTable(known.ranges).findings(for: occurrences)
    }

    private static func limitFindings(
        _ plan: Plan, _ known: KnownNetworks, _ catalogues: [Catalogue], _ regions: [String: String]
    ) -> [Finding] {
        let replicas = Dictionary(plan.inventory.workloads.map { ($0.metadata.reference, $0.replicas) }) { first, _ in first }
        return plan.targets.enumerated().flatMap { index, target -> [Finding] in
            let cloud = target.catalogue.provider
            let quotas = known.quotas.filter { $0.cloud == cloud && (regions[cloud] == nil || $0.region == regions[cloud]) }
            let nodes = plan.assignments[index].options.integer("nodes") ?? max(3, plan.inventory.nodes.count)
            let planned = plan.endpoints.flatMap { endpoint in
                endpoint.exposures[index].loadBalancers.map { balancer in
                    PlannedLoadBalancer(
                        balancer: balancer, subject: endpoint.reference, location: endpoint.location,
                        nodes: balancer.listeners.contains { $0.backend?.via == .node } ? nodes : nil,
                        targets: targets(of: balancer, endpoint, nodes: nodes, replicas: replicas))
                }
            }
            return ProductLimits(target.catalogue, others: catalogues, quotas: quotas).findings(for: planned)
        }
    }

    /// How many nodes or pods a load balancer sends to, counted once for each listener; `nil` where it routes, or its pods are not in the input.
    private static func targets(
        of balancer: LoadBalancer, _ endpoint: Plan.Endpoint, nodes: Int, replicas: [ObjectReference: Int?]
    ) -> Int? {
        var sum = 0
        for listener in balancer.listeners {
            switch listener.backend?.via {
            case .node: sum += nodes
            case .pod:
                let workloads = Set(endpoint.routes.filter { $0.port == listener.port }.map(\.workload))
                guard !workloads.isEmpty else { return nil }
                // A DaemonSet has a pod on each node.
                for workload in workloads { sum += min(1_000_000, (replicas[workload] ?? nil) ?? nodes) }
            case .proxy, nil: return nil
            }
        }
        return sum
    }
}
