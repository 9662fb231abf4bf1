// SPDX-License-Identifier: Apache-2.0

import PortolanModel
import PortolanPlan
import PortolanPortability
import PortolanProvider

/// What becomes of an endpoint on the targets that do the same with it.
struct OutcomeRow {
    /// What two targets must have in common to share a row: everything that is printed, their names aside.
    struct Key: Hashable {
        var mark: String
        var address: String
        var points: Int?
        var adapted: Int?
        var losses: [String]
        var reason: String?
        var paths: [String]
    }

    var key: Key
    /// The targets' places in the plan.
    var targets: [Int]
    var products: [String]
    /// Losses with their remedies, as the first of the targets has them.
    var losses: [LossLine]
    /// Whether the remedies are the same on all of them.
    var isOneFix = true
    /// What the controllers ignore or warn of, and what their health checks ask, each with the targets' ids.
    var notes: [Note] = []

    /// A line about some of the targets.
    struct Note {
        var words: String
        var targets: [String]
    }

    /// Whether nothing is lost or dangerous.
    var isPerfect: Bool { key.mark == " " && (key.points ?? 100) == 100 }

    /// The rows of an endpoint, in the order of their first target.
    static func rows(_ endpoint: Plan.Endpoint, _ judged: Assessment.Endpoint, _ plan: Plan) -> [OutcomeRow] {
        var order: [Key] = []
        var rows: [Key: OutcomeRow] = [:]
        for (index, exposure) in endpoint.exposures.enumerated() {
            let column = index < judged.columns.count ? judged.columns[index] : nil
            let catalogue = plan.targets[index].catalogue
            let losses = column.map { LossLine.all($0, of: judged, at: endpoint.location, catalogue) } ?? []
            let key = key(exposure, column, losses, endpoint, target: catalogue.id)
            if var row = rows[key] {
                row.targets.append(index)
                row.products += exposure.loadBalancers.map(\.product)
                if row.losses.map(\.fix) != losses.map(\.fix) { row.isOneFix = false }
                row.add(exposure, of: catalogue.id)
                rows[key] = row
            } else {
                order.append(key)
                var row = OutcomeRow(key: key, targets: [index], products: exposure.loadBalancers.map(\.product), losses: losses)
                row.add(exposure, of: catalogue.id)
                rows[key] = row
            }
        }
        return order.compactMap { rows[$0] }
    }

    private mutating func add(_ exposure: Exposure, of target: String) {
        let probes =
            exposure.loadBalancers.flatMap(\.listeners).compactMap(\.routingWords)
            + exposure.loadBalancers.flatMap(\.listeners).compactMap(\.probeWords).map { "health check: \($0)" }
            + exposure.loadBalancers.flatMap(\.backends).compactMap(\.probeWords)
        var seen: Set<String> = []
        for words in probes + exposure.notes.map({ "note: \($0)" }) where seen.insert(words).inserted {
            if let index = notes.firstIndex(where: { $0.words == words }) {
                notes[index].targets.append(target)
            } else {
                notes.append(Note(words: words, targets: [target]))
            }
        }
    }

    private static func key(
        _ exposure: Exposure, _ column: Assessment.Column?, _ losses: [LossLine], _ endpoint: Plan.Endpoint, target: String
    ) -> Key {
        let isDangerous = column?.dangers.isEmpty == false
        let isReached = [.provisioned, .nodeOnly, .clusterOnly, .alias].contains(exposure.status)
        return Key(
            mark: isDangerous ? "!" : isReached && exposure.unjudged == nil ? " " : "x",
            address: exposure.unjudged == nil ? exposure.addressWords : "not judged", points: column?.score.points,
            adapted: column?.adapted.score.points,
            losses: losses.map { FindingGroup.generic($0.words, target) },
            reason: (exposure.unjudged ?? exposure.reason).map { FindingGroup.generic($0, target) },
            paths: paths(exposure, endpoint)
                + (column?.unserved ?? []).map { "\($0.words) → not served: \(FindingGroup.generic($0.reason, target))" })
    }

    private static func paths(_ exposure: Exposure, _ endpoint: Plan.Endpoint) -> [String] {
        if exposure.status == .nodeOnly {
            var seen: Set<String> = []
            return ClientPath.ends(endpoint.routes, of: endpoint).map { "node port → \($0)" }.filter { seen.insert($0).inserted }
        }
        return exposure.loadBalancers.flatMap { ClientPath.all(through: $0, of: endpoint) }.map {
            "\($0.listener) → \($0.entry) → \($0.end)"
        }
    }
}

extension Listener {
    /// Of one that routes: what it does with requests as a whole, and whose certificates it has.
    fileprivate var routingWords: String? {
        guard case .route(let rules) = duty else { return nil }
        let written = rules.filter { $0.origin != nil }
        let sendsOn = !rules.isEmpty && rules.allSatisfy { $0.redirect?.scheme == "https" }
        let count = written.count == 1 ? "1 rule" : "\(written.count) rules"
        var words = "\(port)/\(self.protocol): \(sendsOn ? "redirects to https" : count)"
        if let tls {
            words +=
                tls.certificates.isEmpty
                ? ", certificate of the controller's own choice" : ", certificates \(tls.certificates.joined(separator: ", "))"
        }
        return words
    }
}

extension Pool {
    /// The Service's name and what it is asked.
    fileprivate var probeWords: String? {
        guard let check = healthCheck else { return nil }
        return "health check of \(service): \(check.protocol)" + (check.path.map { " \($0)" } ?? "")
    }
}
