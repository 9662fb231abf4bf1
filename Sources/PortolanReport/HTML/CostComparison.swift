// SPDX-License-Identifier: Apache-2.0

import PortolanModel
import PortolanNetworks

/// The targets' sums beside each other, the least first; sums in different currencies have no order between them.
struct CostComparison {
    private let facts: NetworkFacts

    init(_ facts: NetworkFacts) { self.facts = facts }

    /// The one sum by which a target can be compared; `nil` where it has several, or lacks a price.
    private func sum(_ cost: AppCost) -> Money? { cost.unpriced.isEmpty && cost.totals.count == 1 ? cost.totals.first : nil }

    /// A row for each target.
    var rows: [[String: Any]] {
        let compared = facts.costs.compactMap { sum($0) }
        let dearest = Dictionary(grouping: compared, by: \.currency).mapValues { $0.map(\.nanos).max() ?? 0 }
        let cheapest = Dictionary(grouping: compared, by: \.currency).mapValues { $0.map(\.nanos).min() ?? 0 }
        let ordered = facts.costs.enumerated().sorted { left, right in
            let (one, two) = (sum(left.element), sum(right.element))
            return (one == nil ? 1 : 0, one?.currency ?? "", one?.nanos ?? 0, left.offset) < (
                two == nil ? 1 : 0, two?.currency ?? "", two?.nanos ?? 0, right.offset
            )
        }
        return ordered.map { _, cost in
            let sum = sum(cost)
            let most = sum.flatMap { dearest[$0.currency] } ?? 0
            let least = sum.flatMap { cheapest[$0.currency] } ?? 0
            let more = sum.map { Money(nanos: $0.nanos - least, currency: $0.currency) }
            return [
                "target": cost.target.templateText, "month": facts.sumWords(cost).templateText,
                "share": String(sum.map { most > 0 ? Int(100 * Double($0.nanos) / Double(most)) : 0 } ?? 0),
                "more": more.map { $0.nanos > 0 ? "\($0.formatted(places: 2)) \($0.currency)" : "" } ?? "",
                "year": cost.totals.contains { $0.nanos > 0 } ? cost.yearWords.templateText : "",
                "adapted": cost.adapted.map { AppCost.sums($0) } ?? "",
                "traffic": cost.withUsage.map { AppCost.ranges($0).templateText } ?? "",
            ]
        }
    }
}
