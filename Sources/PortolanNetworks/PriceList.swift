// SPDX-License-Identifier: Apache-2.0

import PortolanProvider

/// Prices that were fetched, before those that stand in the catalogues.
public struct PriceList: Hashable, Sendable {
    private var byKey: [Key: [Price]] = [:]

    private struct Key: Hashable, Sendable {
        var product: String
        var item: PriceItem
    }

    /// Makes a list; of prices for the same thing in the same region the first counts.
    public init(_ fetched: [Price]) {
        for price in fetched { byKey[Key(product: price.product, item: price.item), default: []].append(price) }
    }

    /// The price of an item in a region; failing that one that holds everywhere, failing that the first known region's.
    ///
    /// - Parameters:
    ///   - item: The item, with the prices of the catalogue.
    ///   - product: The product it stands with.
    ///   - region: The region; `nil` where nobody names one.
    func price(of item: Catalogue.CostItem, product: String, region: String?) -> Price? {
        let id = PriceItem(rawValue: item.id)
        let fetched = byKey[Key(product: item.product ?? product, item: id)] ?? []
        let written = item.prices.map { row in
            Price(
                product: item.product ?? product, item: id, region: row.region, amount: row.amount, period: Price.Period(item.period),
                provenance: Provenance(
                    url: (row.source ?? item.source).split(separator: "{region}", omittingEmptySubsequences: false).joined(
                        separator: row.region),
                    date: row.date ?? item.date, isBuiltIn: true))
        }
        for list in [fetched, written] {
            if let region, let own = list.first(where: { $0.region == region }) { return own }
            if let all = list.first(where: { $0.region.isEmpty }) { return all }
            // Nobody names a region: what was fetched is of one that the user has.
            if region == nil, let first = list.first { return first }
        }
        return (fetched + written).first
    }
}

extension Price.Period {
    fileprivate init(_ period: Catalogue.Period) {
        switch period {
        case .hour: self = .hour
        case .month: self = .month
        case .once: self = .once
        }
    }
}
