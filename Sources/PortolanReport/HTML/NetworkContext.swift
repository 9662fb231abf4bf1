// SPDX-License-Identifier: Apache-2.0

import PortolanModel
import PortolanNetworks

extension NetworkFacts {
    /// What the templates can name of costs and pools.
    var context: [String: Any] {
        let costRows = costs.map { cost in
            [
                "target": cost.target.templateText, "total": words(cost).templateText,
                "year": cost.totals.contains { $0.nanos > 0 } ? cost.yearWords.templateText as Any : false,
                "unpriced": cost.unpriced.isEmpty ? false : cost.unpriced.joined(separator: ", "),
                "traffic": Self.traffic(cost),
                "lines": cost.costs.flatMap { product in
                    product.lines.map { line in
                        [
                            "product": product.product.templateText, "title": line.title.templateText, "quantity": String(line.quantity),
                            "amount": "\(line.amount.formatted(places: 2)) \(line.amount.currency)",
                            "region": line.price.region.isEmpty ? "everywhere" : line.price.region.templateText,
                            "source": line.price.provenance.url.templateText, "date": line.price.provenance.date.templateText,
                            "builtIn": line.price.provenance.isBuiltIn, "old": isOld(line.price),
                        ] as [String: Any]
                    }
                },
                "notes": (Self.uniqued(cost.costs.flatMap(\.notes)) + cost.reasons).map(\.templateText),
            ] as [String: Any]
        }
        return [
            "priceOrigin": origin.map { $0.templateText as Any } ?? false, "costs": costRows, "hasCosts": !costRows.isEmpty,
            "comparison": CostComparison(self).rows, "hasTraffic": costs.contains { $0.withUsage != nil },
            "pools": pools.map(Self.row), "hasPools": !pools.isEmpty,
        ]
    }

    /// What is paid by use, where a use was foretold.
    private static func traffic(_ cost: AppCost) -> [[String: Any]] {
        cost.costs.flatMap { product in
            (product.usage?.lines ?? []).map { line in
                [
                    "product": product.product.templateText, "title": line.title.templateText,
                    "amount": AppCost.ranges([line.amount]).templateText,
                    "region": line.price.region.isEmpty ? "everywhere" : line.price.region.templateText,
                    "source": line.price.provenance.url.templateText, "date": line.price.provenance.date.templateText,
                ]
            }
        }
    }

    /// A region's ranges, the first hundred of each family written out.
    private static func row(_ pool: Pool) -> [String: Any] {
        let prefixes = Set(pool.ranges.flatMap { $0.groups.flatMap(\.prefixes) }).sorted { $0.address < $1.address }
        let families = IPFamily.allCases.map { family -> [String: Any] in
            let members = prefixes.filter { $0.family == family }
            let shown = members.prefix(100).map(\.description).joined(separator: ", ")
            return ["family": family.rawValue, "count": String(members.count), "ranges": members.count > 100 ? shown + ", …" : shown]
        }
        return [
            "cloud": CloudName.title(pool.cloud).templateText, "region": pool.region.templateText, "families": families,
            "source": uniqued(pool.ranges.map { "\($0.provenance.url), \($0.provenance.date)" }).joined(separator: "; ").templateText,
        ]
    }

    private static func uniqued(_ texts: [String]) -> [String] {
        var seen: Set<String> = []
        return texts.filter { seen.insert($0).inserted }
    }
}
