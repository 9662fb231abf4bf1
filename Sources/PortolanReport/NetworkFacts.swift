// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
public import PortolanModel
public import PortolanNetworks
public import PortolanPlan
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

    /// The costs, in the order of the targets; a target without load balancers has none.
    public var costs: [AppCost]
    /// The pools, in the order in which the regions are named.
    public var pools: [Pool]
    /// The day on which this is said, by which prices are old; `nil` where no price is called old.
    public var today: CivilDay?

    /// No facts.
    public static let none = NetworkFacts(costs: [], pools: [])

    /// Puts facts together.
    public init(costs: [AppCost], pools: [Pool], today: CivilDay? = nil) {
        self.costs = costs
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
        let prices = costs.flatMap { $0.costs.flatMap { $0.lines.map(\.price) } }
        let builtIn = prices.filter(\.provenance.isBuiltIn)
        guard let first = prices.map(\.provenance.date).min(), let last = prices.map(\.provenance.date).max() else { return nil }
        let days = first == last ? "of \(first)" : "of \(first) to \(last)"
        let place = builtIn.isEmpty ? "fetched" : builtIn.count == prices.count ? "built in" : "fetched in part, else built in"
        guard prices.contains(where: { isOld($0) }) else { return "List prices \(place), \(days)" }
        return
            "List prices \(place), \(days); those marked old are older than \(Self.daysUntilOld) days: portolan fetch renews what is published"
    }

    /// The monthly costs of a plan.
    ///
    /// - Parameters:
    ///   - plan: The plan.
    ///   - prices: The prices that were fetched.
    ///   - catalogues: The catalogues of all targets and routing controllers, in which products' prices stand.
    ///   - regions: The region by cloud (`aws`).
    public static func costs(of plan: Plan, prices: PriceList, catalogues: [Catalogue], regions: [String: String]) -> [AppCost] {
        plan.targets.enumerated().compactMap { index, target in
            let options = plan.assignments[index].options
            let balancers = plan.endpoints.flatMap { endpoint in
                let exposure = endpoint.exposures[index]
                let annotations = endpoint.entrance?.metadata.annotations.entries.map { ($0.key, $0.value) } ?? []
                return exposure.loadBalancers.map {
                    PaidLoadBalancer(
                        $0, requested: exposure.address?.requested ?? [], through: exposure.through,
                        annotations: Dictionary(annotations) { first, _ in first }, options: options)
                }
            }
            return prices.appCost(
                of: balancers, target: target.id, ProductCosts(target.catalogue, others: catalogues),
                region: regions[target.catalogue.provider])
        }
    }
}

extension NetworkFacts {
    /// A sum in words, with the day of its prices where they are old.
    public func words(_ cost: AppCost) -> String { cost.words + (oldDay(of: cost).map { " (old: \($0))" } ?? "") }
}

extension AppCost {
    /// The sum in words: `16.43 USD us-east-1`, `free`, `16.43 USD + ?` where a price is not known, `about 16.43 USD us-east-1` where a price is
    /// another region's than the one that is asked for.
    public var words: String { words(months: 1) }

    /// The same for a year.
    public var yearWords: String { words(months: 12) }

    private func words(months: Int) -> String {
        let totals = totals.map { $0.times(months) }
        let sums = totals.filter { $0.nanos != 0 }.map { "\($0.formatted(places: 2)) \($0.currency)" }
        let parts = unpriced.isEmpty ? sums : sums + ["?"]
        guard !parts.isEmpty else { return "free" }
        let regions = priceRegions.isEmpty ? "" : " \(priceRegions.joined(separator: ", "))"
        return (isAbout ? "about " : "") + parts.joined(separator: " + ") + regions
    }
}
