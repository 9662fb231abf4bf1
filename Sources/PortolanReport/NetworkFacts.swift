// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
public import PortolanModel
public import PortolanNetworks
public import PortolanPlan
public import PortolanPortability
public import PortolanProvider

/// What the clouds publish, as far as it concerns a plan: costs, and the address pools of the regions that are named.
public struct NetworkFacts: Sendable {
    /// The addresses that a cloud's region gives out.
    public struct Pool: Hashable, Sendable {
        /// The cloud's name.
        public var cloud: String
        /// Its region.
        public var region: String
        /// The published ranges, with source and date.
        public var ranges: [PublishedRanges]

        /// Makes a pool.
        public init(cloud: String, region: String, ranges: [PublishedRanges]) {
            self.cloud = cloud
            self.region = region
            self.ranges = ranges
        }
    }

    /// The costs as written, in the order of the targets; a target without load balancers has none.
    public var costs: [AppCost]
    /// The costs after the changes that Portolan can write.
    public var adapted: [AppCost]
    /// The pools, in the order in which the regions are named.
    public var pools: [Pool]
    /// The day on which this is said, by which prices are old; `nil` where no price is called old.
    public var today: CivilDay?

    /// No facts.
    public static let none = NetworkFacts(costs: [], adapted: [], pools: [])

    /// Puts facts together.
    public init(costs: [AppCost], adapted: [AppCost], pools: [Pool], today: CivilDay? = nil) {
        self.costs = costs
        self.adapted = adapted
        self.pools = pools
        self.today = today
    }

    /// How many days a price may be old before that is said.
    public static let daysUntilOld = 180

    /// Whether a price is old.
    func isOld(_ price: Price) -> Bool {
        guard let today, let day = CivilDay(price.provenance.date) else { return false }
        return today.number - day.number > Self.daysUntilOld
    }

    /// The day of the oldest price of a sum; `nil` where none is old.
    func oldDay(of cost: AppCost) -> String? {
        cost.costs.flatMap(\.lines).map(\.price).filter { isOld($0) }.map(\.provenance.date).min()
    }

    /// Where the prices are from, for people, and how they are renewed; `nil` where nothing is paid for.
    var origin: String? {
        let prices = (costs + adapted).flatMap { $0.costs.flatMap { $0.lines.map(\.price) } }
        let builtIn = prices.filter(\.provenance.isBuiltIn)
        guard let first = prices.map(\.provenance.date).min(), let last = prices.map(\.provenance.date).max() else { return nil }
        let days = first == last ? "of \(first)" : "of \(first) to \(last)"
        let place = builtIn.isEmpty ? "fetched" : builtIn.count == prices.count ? "built in" : "fetched in part, else built in"
        let old =
            prices.contains { isOld($0) }
            ? "; those marked old are older than \(Self.daysUntilOld) days: portolan fetch renews what is published" : ""
        let traffic =
            costs.contains { $0.withUsage != nil } ? "; traffic as the load balancers ask for it, transfer out of the cloud left out" : ""
        return "List prices \(place), \(days)\(old)\(traffic)"
    }

    /// The monthly costs of a plan, and what they are after adaptation.
    ///
    /// - Parameters:
    ///   - plan: The plan.
    ///   - assessment: Its assessment, which knows the exposures after adaptation.
    ///   - prices: The prices that were fetched.
    ///   - catalogues: The catalogues of all targets and routing controllers, in which products' prices stand.
    ///   - regions: The region by cloud (`aws`).
    ///   - usage: How much the app is used, as far as it is known.
    /// - Returns: The sums as written, which say what they are after adaptation where that differs, and those after adaptation.
    public static func costs(
        of plan: Plan, _ assessment: Assessment, prices: PriceList, catalogues: [Catalogue], regions: [String: String],
        usage: AppUsage? = nil
    ) -> (written: [AppCost], adapted: [AppCost]) {
        let assessed = Dictionary(assessment.endpoints.map { ($0.location, $0) }) { first, _ in first }
        var sums: (written: [AppCost], adapted: [AppCost]) = ([], [])
        for (index, target) in plan.targets.enumerated() {
            let costs = ProductCosts(target.catalogue, others: catalogues)
            func cost(_ exposures: [(Plan.Endpoint, Exposure)]) -> AppCost? {
                prices.appCost(
                    of: paid(exposures, options: plan.assignments[index].options, usage: usage), target: target.id, costs,
                    region: regions[target.catalogue.provider])
            }
            let written = plan.endpoints.map { ($0, $0.exposures[index]) }
            let adapted = plan.endpoints.map { endpoint -> (Plan.Endpoint, Exposure) in
                let columns = assessed[endpoint.location]?.columns ?? []
                guard columns.indices.contains(index), !columns[index].adapted.changes.isEmpty else {
                    return (endpoint, endpoint.exposures[index])
                }
                return (endpoint, columns[index].adapted.exposure)
            }
            let after = cost(adapted)
            if let after { sums.adapted.append(after) }
            guard var before = cost(written) else {
                // Nothing is created as written; the sum after adaptation is one beside nothing.
                if let after { sums.written.append(AppCost.none(on: target.id, adapted: after.totals)) }
                continue
            }
            if let after, after.totals != before.totals, after.unpriced == before.unpriced { before.adapted = after.totals }
            sums.written.append(before)
        }
        return sums
    }

    /// The load balancers of exposures, each with its part of the app's use.
    private static func paid(
        _ exposures: [(Plan.Endpoint, Exposure)], options: TargetOptions, usage: AppUsage?
    ) -> [PaidLoadBalancer] {
        let rest = exposures.filter { usage?.objects[$0.0.reference] == nil }.reduce(0) { $0 + $1.1.loadBalancers.count }
        return exposures.flatMap { endpoint, exposure -> [PaidLoadBalancer] in
            let pairs = endpoint.entrance?.metadata.annotations.entries.map { ($0.key, $0.value) } ?? []
            let annotations = Dictionary(pairs) { first, _ in first }
            let own = usage?.objects[endpoint.reference]?.share(of: exposure.loadBalancers.count)
            return (exposure.loadBalancers + exposure.fronts).map { balancer in
                var paid = PaidLoadBalancer(
                    balancer, requested: exposure.address?.requested ?? [], through: exposure.through, annotations: annotations,
                    options: options)
                paid.usage = own ?? usage?.whole.share(of: rest)
                return paid
            }
        }
    }
}

/// How much an app is used: all of it together, or single objects.
public struct AppUsage: Hashable, Sendable {
    /// The use of all load balancers that are not named, in equal parts.
    public var whole: Usage
    /// The use of those of single objects.
    public var objects: [ObjectReference: Usage]

    /// Makes one.
    public init(whole: Usage, objects: [ObjectReference: Usage] = [:]) {
        self.whole = whole
        self.objects = objects
    }
}

extension NetworkFacts {
    /// A sum in words, with the day of its prices where they are old.
    public func words(_ cost: AppCost) -> String {
        let adapted = cost.adapted.map { " → \(AppCost.sums($0))" } ?? ""
        let usage = cost.withUsage.map { "; with traffic \(AppCost.ranges($0))" } ?? ""
        return sumWords(cost) + adapted + usage
    }

    /// The sum as written alone, with the day of its prices where they are old.
    func sumWords(_ cost: AppCost) -> String { cost.words + (oldDay(of: cost).map { " (old: \($0))" } ?? "") }
}

extension AppCost {
    /// The sum in words: `16.43 USD us-east-1`, `free`, `16.43 USD + ?` where a price is not known, `about 16.43 USD us-east-1` where a price is
    /// another region's than the one that is asked for.
    public var words: String { words(months: 1) }

    /// The same for a year.
    public var yearWords: String { words(months: 12) }

    private func words(months: Int) -> String {
        // Nothing as written: what there is comes with adaptation.
        guard !costs.isEmpty || !unpriced.isEmpty else { return "none" }
        let totals = totals.map { $0.times(months) }
        let sums = totals.filter { $0.nanos != 0 }.map { "\($0.formatted(places: 2)) \($0.currency)" }
        let parts = unpriced.isEmpty ? sums : sums + ["?"]
        guard !parts.isEmpty else { return "free" }
        let regions = priceRegions.isEmpty ? "" : " \(priceRegions.joined(separator: ", "))"
        return (isAbout ? "about " : "") + parts.joined(separator: " + ") + regions
    }

    /// Sums in words: `16.43 USD`, `free`.
    static func sums(_ totals: [Money]) -> String {
        let sums = totals.filter { $0.nanos != 0 }.map { "\($0.formatted(places: 2)) \($0.currency)" }
        return sums.isEmpty ? "free" : sums.joined(separator: " + ")
    }

    /// Ranges in words: `16.43 to 21.00 USD`, `16.43 USD or more`.
    static func ranges(_ ranges: [MoneyRange]) -> String {
        ranges.map { range in
            let from = range.from.formatted(places: 2)
            guard let to = range.to?.formatted(places: 2) else { return "\(from) \(range.from.currency) or more" }
            return from == to ? "\(from) \(range.from.currency)" : "\(from) to \(to) \(range.from.currency)"
        }.joined(separator: " + ")
    }
}
