// SPDX-License-Identifier: Apache-2.0

import PortolanModel
import PortolanNetworks

extension JSONWriter {
    /// Writes what the load balancers cost in a month on each target, every figure with its source and date.
    mutating func costs(_ facts: NetworkFacts) {
        guard !facts.costs.isEmpty else { return }
        member("costs") { json in
            for cost in facts.costs {
                json.member(named: cost.target) { $0.value(cost, facts) }
            }
        }
    }

    private mutating func value(_ cost: AppCost, _ facts: NetworkFacts) {
        object { json in
            json.member("perMonth", cost.totals) { json, total in
                json.object { json in
                    json.member("amount", total.formatted(places: 2))
                    json.member("currency", total.currency)
                }
            }
            json.member("perYear", cost.totals) { json, total in
                json.object { json in
                    json.member("amount", total.times(12).formatted(places: 2))
                    json.member("currency", total.currency)
                }
            }
            if let adapted = cost.adapted {
                json.member("adaptedPerMonth", adapted) { json, total in
                    json.object { json in
                        json.member("amount", total.formatted(places: 2))
                        json.member("currency", total.currency)
                    }
                }
            }
            if let ranges = cost.withUsage {
                json.member("perMonthWithTraffic", ranges) { json, range in
                    json.object { json in
                        json.member("from", range.from.formatted(places: 2))
                        json.member("to", range.to?.formatted(places: 2))
                        json.member("currency", range.from.currency)
                    }
                }
            }
            json.member("regions", cost.priceRegions)
            if cost.isAbout { json.member("isAbout", true) }
            json.member("old", facts.oldDay(of: cost))
            json.member("unpriced", cost.unpriced)
            json.member("notes", cost.reasons)
            if !cost.costs.isEmpty { json.member("products", cost.costs) { $0.value($1) } }
        }
    }

    private mutating func value(_ cost: MonthlyCost) {
        object { json in
            json.member("product", cost.product)
            json.member("amount", cost.total.formatted(places: 2))
            json.member("currency", cost.total.currency)
            json.member("region", cost.region)
            if cost.isAbout { json.member("isAbout", true) }
            if !cost.lines.isEmpty {
                json.member("lines", cost.lines) { json, line in
                    json.object { json in
                        json.member("title", line.title)
                        json.member("quantity", line.quantity)
                        json.member("amount", line.amount.formatted(places: 2))
                        json.member("price", line.price.amount.decimal)
                        json.member("currency", line.price.amount.currency)
                        json.member("per", line.price.period.rawValue)
                        json.member("region", line.price.region)
                        json.member("source", line.price.provenance.url)
                        json.member("date", line.price.provenance.date)
                        json.member("isBuiltIn", line.price.provenance.isBuiltIn)
                    }
                }
            }
            if let usage = cost.usage, !usage.lines.isEmpty {
                json.member("traffic", usage.lines) { json, line in
                    json.object { json in
                        json.member("title", line.title)
                        json.member("from", line.amount.from.formatted(places: 2))
                        json.member("to", line.amount.to?.formatted(places: 2))
                        json.member("price", line.price.amount.decimal)
                        json.member("currency", line.price.amount.currency)
                        json.member("region", line.price.region)
                        json.member("source", line.price.provenance.url)
                        json.member("date", line.price.provenance.date)
                    }
                }
            }
            json.member("notes", cost.notes)
        }
    }
}
