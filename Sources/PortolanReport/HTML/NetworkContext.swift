// SPDX-License-Identifier: Apache-2.0

import PortolanModel
import PortolanNetworks

/// What the templates can name of costs and pools.
struct NetworkContext {
    /// The width of the longest bar, in the units of its view box.
    private static let longest = 400

    let facts: NetworkFacts
    let groups: TargetGroups

    var row: TemplateRow {
        var row: TemplateRow = [:]
        row.set("costs", costRows)
        row.set("priceOrigin", facts.origin)
        row.set("pools", facts.pools.map(Self.row))
        return row
    }

    // MARK: Costs

    private var costRows: [TemplateRow] {
        let most = (facts.adapted + facts.costs).flatMap(\.totals).reduce(into: [String: Int64]()) { most, money in
            most[money.currency] = max(most[money.currency] ?? 0, money.nanos)
        }
        return facts.adapted.map { cost in
            let written = facts.costs.first { $0.target == cost.target }
            var row: TemplateRow = [
                "target": cost.target.templateText, "total": facts.words(cost).templateText, "year": cost.yearWords.templateText,
                "group": groups.name(groups.ids.firstIndex(of: cost.target).map { [$0] } ?? []),
                "barWidth": String(Self.width(cost, most)), "longest": String(Self.longest),
            ]
            row.set("written", written.flatMap { $0.words == cost.words ? nil : facts.sumWords($0) })
            row.set("unpriced", cost.unpriced.isEmpty ? nil : cost.unpriced.joined(separator: ", "))
            row.set("lines", lines(cost))
            row.set("notes", (cost.costs.flatMap(\.notes) + cost.reasons).uniqued.map(\.templateText))
            return row
        }
    }

    /// The rows of a sum, those that say the same put together.
    private func lines(_ cost: AppCost) -> [TemplateRow] {
        struct Key: Hashable {
            var product: String
            var title: String
            var price: Price
        }
        var order: [Key] = []
        var sums: [Key: (quantity: Int, nanos: Int64)] = [:]
        for product in cost.costs {
            for line in product.lines {
                let key = Key(product: product.product, title: line.title, price: line.price)
                if sums[key] == nil { order.append(key) }
                let sum = sums[key] ?? (0, 0)
                sums[key] = (sum.quantity + line.quantity, sum.nanos.addingReportingOverflow(line.amount.nanos).partialValue)
            }
        }
        return order.compactMap { key in
            guard let sum = sums[key] else { return nil }
            let amount = Money(nanos: sum.nanos, currency: key.price.monthly.currency)
            return [
                "product": key.product.templateText, "title": key.title.templateText, "quantity": String(sum.quantity),
                "amount": "\(amount.formatted(places: 2)) \(amount.currency)",
                "region": key.price.region.isEmpty ? "everywhere" : key.price.region.templateText,
                "source": key.price.provenance.url.templateText, "date": key.price.provenance.date.templateText,
                "builtIn": key.price.provenance.isBuiltIn, "old": facts.isOld(key.price),
            ]
        }
    }

    /// The bar of a sum beside the dearest one of its currency.
    private static func width(_ cost: AppCost, _ most: [String: Int64]) -> Int {
        guard let money = cost.totals.max(by: { $0.nanos < $1.nanos }), let dearest = most[money.currency], dearest > 0 else { return 0 }
        return Int((Double(money.nanos) / Double(dearest) * Double(longest)).rounded())
    }

    // MARK: Pools

    /// A region's ranges, the first hundred of each family written out.
    private static func row(_ pool: NetworkFacts.Pool) -> TemplateRow {
        let prefixes = Set(pool.ranges.flatMap { $0.groups.flatMap(\.prefixes) }).sorted { $0.address < $1.address }
        let families = IPFamily.allCases.map { family -> TemplateRow in
            let members = prefixes.filter { $0.family == family }
            let shown = members.prefix(100).map(\.description).joined(separator: ", ")
            return ["family": family.rawValue, "count": String(members.count), "ranges": members.count > 100 ? shown + ", …" : shown]
        }
        return [
            "cloud": CloudName.title(pool.cloud).templateText, "region": pool.region.templateText, "families": families,
            "source": pool.ranges.map { "\($0.provenance.url), \($0.provenance.date)" }.uniqued.joined(separator: "; ").templateText,
        ]
    }
}
