// SPDX-License-Identifier: Apache-2.0

public import PortolanModel

extension Catalogue {
    /// What a product costs: what is counted, and what one of it is sold at, region by region.
    public struct Cost: Hashable, Sendable {
        /// What is paid for.
        ///
        /// None where the product costs nothing, or where `unknown` says why nothing is known.
        public var items: [CostItem]
        /// The setting of a load balancer that names the size that is bought, and the size where it names none.
        public var size: SizeChoice?
        /// The setting of a load balancer that says where it stands, where the manifest can.
        public var region: String?
        /// What a cluster's load balancers are paid for together as, over all products that say the same; `nil` where each is paid for alone.
        public var pool: String?
        /// Why no price is known.
        public var unknown: String?
        /// What the sum leaves out or takes for granted.
        public var notes: [String]
    }

    /// A setting that names a size.
    public struct SizeChoice: Hashable, Sendable {
        /// The setting's name.
        public var setting: String
        /// The annotation that names it where the setting is absent; `nil` for none.
        public var annotation: String?
        /// The size that is bought where the setting is absent.
        public var usual: String
    }

    /// One thing that is paid for.
    public struct CostItem: Hashable, Sendable {
        /// Its name in price lists: `base`, `rule`, a size.
        public var id: String
        /// The product that price lists sell it under; `nil` for the product it stands with.
        public var product: String?
        /// What it is, in a reader's words.
        public var title: String
        /// What is counted.
        public var count: CostCount
        /// The size that it is the price of; `nil` for what is paid for with every size.
        public var size: String?
        /// How many are in the price of something else.
        public var included: Int
        /// How many there are besides those that the plan shows.
        public var extra: Int
        /// How many of what is counted one price pays for; a part counts as a whole.
        public var step: Int
        /// What one amount pays for.
        public var period: Period
        /// The amounts by region, in the order of the file; an empty region is everywhere.
        public var prices: [RegionPrice]
        /// Where the prices were read.
        public var source: String
        /// The day that they are of.
        public var date: String
    }

    /// The time that one amount pays for.
    public enum Period: String, Hashable, Sendable, CaseIterable {
        /// An hour.
        case hour
        /// A month, however long.
        case month
        /// No time: an amount of use, a gigabyte say.
        case once
    }

    /// An amount in a region.
    public struct RegionPrice: Hashable, Sendable {
        /// The region in the cloud's own words; empty where the price is the same everywhere.
        public var region: String
        /// The amount.
        public var amount: Money
        /// Where it was read; `nil` for where the item's others were.
        public var source: String?
        /// The day that it is of; `nil` for that of the item's others.
        public var date: String?
    }

    /// What a price is multiplied with.
    public enum CostCount: Hashable, Sendable {
        /// Each load balancer.
        case loadBalancer
        /// One for all that are paid for together.
        case pool
        /// Each listener.
        case listener
        /// Each listener on each family.
        case listenerAndFamily
        /// Each public IPv4 address of a load balancer that has one.
        case publicIPv4
        /// The public IPv4 addresses of a load balancer that has one in each zone: as many as subnets are named, else as this option says.
        case publicIPv4AndZone(option: String, usual: Int)
        /// The number that a setting states: the first of these that is there, a number or one of the values.
        case setting([String], values: [String: Int], usual: Int)
        /// A gigabyte of traffic that the load balancer passes on; in no sum before traffic.
        case gigabyte
        /// A unit of use, of which the dimension counts that needs most; in no sum before traffic.
        case capacityUnit(CapacityUnit)
    }

    /// What one capacity unit is enough for.
    public struct CapacityUnit: Hashable, Sendable {
        /// New connections in a second.
        public var newConnections: Int
        /// Connections that are open.
        public var activeConnections: Int
        /// Megabytes in an hour.
        public var megabytesPerHour: Int
        /// How many units are in the price of something else, at each moment.
        public var included: Int
    }
}
