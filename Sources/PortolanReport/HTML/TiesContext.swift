// SPDX-License-Identifier: Apache-2.0

import PortolanModel
import PortolanPlan
import PortolanPortability
import PortolanProvider

/// What the templates can name of the words that tie the app to one cloud, with what each means elsewhere.
struct TiesContext {
    private static let most = 60

    let plan: Plan
    let assessment: Assessment
    let groups: TargetGroups

    /// A word that the input uses.
    private struct Tie {
        var key: String
        var home: String
        var objects: Set<ObjectReference> = []
        var values: [String] = []
        var asks: [RequirementID] = []
        /// The targets on which what it asks for is lost somewhere.
        var lost: Set<Int> = []
    }

    var rows: [TemplateRow] {
        var order: [String] = []
        var ties: [String: Tie] = [:]
        for judged in assessment.endpoints {
            for (place, requirement) in judged.requirements.enumerated() where isTied(requirement) {
                let key = requirement.origin.key
                if ties[key] == nil { order.append(key) }
                var tie = ties[key] ?? Tie(key: key, home: requirement.origin.words)
                tie.objects.insert(judged.reference)
                tie.values.append(requirement.value)
                tie.asks.append(requirement.id)
                for (target, column) in judged.columns.enumerated() where place < column.judgements.count {
                    if !column.judgements[place].outcome.isMet { tie.lost.insert(target) }
                }
                ties[key] = tie
            }
        }
        return order.prefix(Self.most).compactMap { ties[$0] }.map(row)
    }

    private func isTied(_ requirement: Requirement) -> Bool {
        !requirement.origin.isDefault && !["kubernetes", "portolan"].contains(requirement.origin.words) && requirement.id != .route
    }

    private func row(_ tie: Tie) -> TemplateRow {
        let values = tie.values.uniqued.map { Words.clipped($0, to: 60) }
        var row: TemplateRow = [
            "key": Words.clipped(tie.key, to: 200).templateText, "home": tie.home.templateText,
            "objects": Words.counted(tie.objects.count, "object"), "values": Words.shortened(values, to: 3).templateText,
            "asks": Words.list(tie.asks.uniqued.map(\.rawValue)),
        ]
        let lost = tie.lost.sorted()
        row.set("lost", lost.isEmpty ? nil : Words.list(lost.map { groups.ids[$0] }))
        row.set(
            "elsewhere",
            lost.flatMap { target -> [TemplateRow] in
                let catalogue = plan.targets[target].catalogue
                let keys = catalogue.annotations.filter { annotation in
                    !annotation.isLabel && annotation.state == .read
                        && annotation.requirements.contains { mapping in
                            mapping.isWritten && tie.asks.contains(mapping.id)
                        }
                }.map(\.key)
                guard let first = keys.first else { return [] }
                return [["target": groups.ids[target].templateText, "key": first.templateText, "group": groups.name([target])]]
            })
        return row
    }
}
