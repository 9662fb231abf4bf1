// SPDX-License-Identifier: Apache-2.0

import PortolanModel
import PortolanNetworks
import PortolanPlan
package import PortolanPortability

/// What decides between the targets, in a few sentences that are written from the plan.
package struct DecidingSentences {
    /// A sentence, with whom it is about.
    package struct Sentence: Hashable {
        /// The targets' ids; empty where it is about all.
        package var targets: [String]
        /// What is said of them.
        package var words: String
    }

    /// Sentences about targets at the most; what is left is counted.
    private static let most = 3

    private let app: PlannedApp

    /// Reads an app.
    package init(_ app: PlannedApp) { self.app = app }

    /// The sentences: first what works, then what does not and why, then what it costs.
    package var all: [Sentence] {
        guard !app.assessment.targets.isEmpty else { return [] }
        var order: [String] = []
        var targets: [String: [String]] = [:]
        var ranks: [String: Verdict] = [:]
        for (index, score) in app.assessment.targets.enumerated() {
            let words = words(score, at: index)
            if targets[words] == nil { order.append(words) }
            targets[words, default: []].append(score.target)
            ranks[words] = score.outlook.verdict
        }
        // What needs nothing first; then the reason that most targets share.
        let sorted = order.enumerated().sorted { left, right in
            let (a, b) = (ranks[left.element] ?? .asIs, ranks[right.element] ?? .asIs)
            if (a == .asIs) != (b == .asIs) { return a == .asIs }
            let counts = (targets[left.element]?.count ?? 0, targets[right.element]?.count ?? 0)
            return counts.0 != counts.1 ? counts.0 > counts.1 : left.offset < right.offset
        }.map(\.element)
        var sentences = sorted.prefix(sorted.count > Self.most + 1 ? Self.most : Self.most + 1).map {
            Sentence(targets: targets[$0] ?? [], words: $0)
        }
        let rest = sorted.dropFirst(sentences.count).flatMap { targets[$0] ?? [] }
        if !rest.isEmpty {
            sentences.append(Sentence(targets: rest, words: "each has a reason of its own, which stands beside its verdict."))
        }
        if sentences.count == 1, app.assessment.targets.count > 1 { sentences[0].targets = [] }
        if let cost { sentences.append(cost) }
        return sentences
    }

    /// What stands beside a target's verdict: why it is not better.
    package func reason(_ score: Assessment.TargetScore, at index: Int) -> String {
        let causes = causes(at: index)
        switch score.outlook.verdict {
        case .asIs: return causes.isEmpty ? "" : Words.list(causes)
        case .edit: return Words.list(causes)
        case .app, .impossible: return causes.isEmpty ? need(score) : "\(Words.list(causes)): \(need(score))"
        }
    }

    private func words(_ score: Assessment.TargetScore, at index: Int) -> String {
        let causes = causes(at: index)
        let effort = score.outlook.effort
        let lines = "\(Words.counted(effort.lines, "line")) in \(Words.counted(effort.objects, "object"))"
        switch score.outlook.verdict {
        case .asIs:
            return causes.isEmpty ? "nothing to do." : "it works as it is, though \(Words.list(causes))."
        case .edit:
            let mend = effort.lines == 1 ? "\(lines) mends it" : "\(lines) mend it"
            return causes.isEmpty ? "\(mend)." : "\(Words.list(causes)); \(mend)."
        case .app:
            let first = causes.isEmpty ? "" : "\(Words.list(causes)); "
            return "\(first)it takes a change of the app: \(need(score))."
        case .impossible:
            let first = causes.isEmpty ? "" : "\(Words.list(causes)); "
            return "\(first)not possible: \(need(score))."
        }
    }

    private func need(_ score: Assessment.TargetScore) -> String {
        let needs = score.outlook.needs
        guard let first = needs.first else { return "no change of the manifests helps" }
        let more = needs.count > 1 ? " (and \(needs.count - 1) more)" : ""
        let words = FindingGroup.generic(first, score.target)
        // What is there instead stands with the endpoint; here the reason is enough.
        let end = [words.firstRange(of: " (present"), words.firstRange(of: " (no routing"), words.firstRange(of: "; ")]
            .compactMap { $0?.lowerBound }.min()
        return Words.clipped(end.map { String(words[..<$0]) } ?? words, to: 190) + more
    }

    // MARK: Why

    /// What happens on a target that nobody wants, counted by what it is, the gravest first.
    private func causes(at index: Int) -> [String] {
        var dangers: [String: [String: Int]] = [:]
        var (silent, partly, lossy): ([String: Int], [String: Int], [String: Int]) = ([:], [:], [:])
        for (endpoint, judged) in zip(app.plan.endpoints, app.assessment.endpoints) where index < judged.columns.count {
            let column = judged.columns[index]
            let exposure = endpoint.exposures[index]
            let kind = endpoint.reference.kind
            for cause in Set(column.dangers.map { Self.cause($0.code, exposure) }) { dangers[cause, default: [:]][kind, default: 0] += 1 }
            if !column.dangers.isEmpty {
                continue
            } else if ![.provisioned, .nodeOnly].contains(exposure.status) || column.score.points == 0 {
                silent[kind, default: 0] += 1
            } else if !column.unserved.isEmpty {
                partly[kind, default: 0] += 1
            } else if column.score.points < 100 {
                lossy[kind, default: 0] += 1
            }
        }
        func words(_ counts: [String: Int], _ one: String, _ many: String) -> String? {
            guard !counts.isEmpty else { return nil }
            let named = counts.sorted { $0.key < $1.key }.map { Words.counted($0.value, $0.key) }
            return "\(Words.list(named)) \(counts.values.reduce(0, +) == 1 ? one : many)"
        }
        let grave = Self.dangerWords.compactMap { cause in dangers[cause.name].flatMap { words($0, cause.one, cause.many) } }
        let others = [
            words(silent, "answers nobody", "answer nobody"), words(partly, "does not serve every port", "do not serve every port"),
            words(lossy, "loses something that was asked for", "lose something that was asked for"),
        ].compactMap { $0 }
        return Array((grave + others).prefix(3))
    }

    /// The name under which dangers of one kind are counted.
    private static func cause(_ code: String, _ exposure: Exposure) -> String {
        guard code == "default-scope-differs" else { return dangerWords.contains { $0.name == code } ? code : "danger" }
        return (exposure.address?.scope ?? exposure.loadBalancers.first?.scope) == .public ? "becomes-public" : "becomes-private"
    }

    private static let dangerWords: [(name: String, one: String, many: String)] = [
        ("becomes-public", "becomes public", "become public"), ("auth-lost", "asks nobody for credentials", "ask nobody for credentials"),
        ("source-ranges-ignored", "is open to everybody", "are open to everybody"), ("tls-lost", "loses its TLS", "lose their TLS"),
        ("becomes-private", "becomes private", "become private"),
        ("address-on-one-cloud", "names an address of another cloud", "name an address of another cloud"),
        ("probe-path-differs", "is checked on another path", "are checked on another path"),
        ("danger", "becomes dangerous", "become dangerous"),
    ]

    // MARK: Costs

    private var cost: Sentence? {
        let known = app.facts.adapted.filter { $0.unpriced.isEmpty }.compactMap { cost -> (target: String, money: Money)? in
            guard cost.totals.count == 1, let money = cost.totals.first, money.currency == "USD" else { return nil }
            return (cost.target, money)
        }
        guard known.count > 1, let least = known.min(by: { $0.money.nanos < $1.money.nanos }),
            let most = known.max(by: { $0.money.nanos < $1.money.nanos })
        else { return nil }
        func words(_ money: Money) -> String { money.nanos == 0 ? "nothing" : "\(money.formatted(places: 2)) \(money.currency)" }
        guard least.money.nanos != most.money.nanos else { return nil }
        return Sentence(
            targets: [],
            words:
                "Load balancers cost from \(words(least.money)) (\(least.target)) to \(words(most.money)) (\(most.target)) a month before"
                + " traffic, once the app is adapted.")
    }
}
