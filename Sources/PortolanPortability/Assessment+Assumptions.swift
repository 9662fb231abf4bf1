// SPDX-License-Identifier: Apache-2.0

import PortolanModel

extension Assessment {
    /// What decides over exposures and is not known, once for each target and option, with the value that would mend it.
    func assumptionFindings() -> [Finding] {
        struct Key: Hashable {
            var target: String
            var option: String
        }
        var order: [Key] = []
        var first: [Key: (endpoint: Endpoint, assumption: Assumption)] = [:]
        var counts: [Key: Int] = [:]
        for endpoint in endpoints {
            for column in endpoint.columns {
                for assumption in column.assumptions where assumption.alternative != nil {
                    let key = Key(target: column.target, option: assumption.option)
                    if first[key] == nil {
                        order.append(key)
                        first[key] = (endpoint, assumption)
                    }
                    counts[key, default: 0] += 1
                }
            }
        }
        return order.compactMap { key in
            guard let (endpoint, assumption) = first[key], let value = assumption.alternative else { return nil }
            let count = counts[key] ?? 1
            let who = count == 1 ? "it gets" : "\(count) Services get"
            let scored = assumption.isScoredOtherwise ? "; the scores take it that the cluster has some" : ""
            return Finding(
                code: "cluster-decides", severity: .warning, subject: endpoint.reference, target: key.target,
                location: endpoint.requirements.first?.origin.location ?? endpoint.location,
                message: "\(who) an address on \(key.target) only where the cluster is set up for it: the option \(key.option) is"
                    + " \(assumption.value) unless somebody says otherwise\(scored)",
                remedy: "say how the cluster is: --set \(key.target).\(key.option)=\(value), or under set: in .portolan.yaml, for all runs")
        }
    }
}
