// SPDX-License-Identifier: Apache-2.0

package import PortolanKubernetes
import PortolanModel
import PortolanNetworks
import PortolanPlan
import PortolanPortability

extension PlanTable {
    // MARK: Findings

    mutating func drawFindings() {
        // Dangers stand beside the targets that have them.
        let dangers = Set(assessment.endpoints.flatMap { $0.columns.flatMap { $0.dangers.map(\.code) } })
        let groups = FindingGroup.groups(showsAll ? app.findings : app.findings.filter { $0.target == nil || !dangers.contains($0.code) })
        let shown = showsAll ? groups : groups.filter { $0.severity > .info }
        guard !groups.isEmpty else { return }
        lines.append(style.paint("Findings", .bold))
        for group in shown {
            let colour: TerminalStyle.Colour = group.severity >= .error ? .red : group.severity == .warning ? .yellow : .dim
            let targets = group.targets.isEmpty ? "" : " [\(group.targets.joined(separator: ", "))]"
            let head = "\(style.paint(group.severity.rawValue, colour)) \(style.paint(group.code, .bold))"
            let place = "\(group.location)".printable
            let plain = group.severity.rawValue.count + group.code.count + 3
            if let width = style.width, plain + place.count > width {
                lines.append(head)
                add(place, indent: 2)
            } else {
                lines.append("\(head)  \(style.paint(place, .dim))")
            }
            add("\(group.subject.kind) \(group.subject.namespace)/\(group.subject.name): \(group.message)\(targets)".printable, indent: 2)
            add("→ \(group.remedy)".printable, indent: 2)
        }
        let rest = groups.count - shown.count
        if rest > 0 {
            var counts: [String: Int] = [:]
            for group in groups where group.severity == .info { counts[group.code, default: 0] += 1 }
            let codes = counts.sorted { $0.key < $1.key }.map { $0.value == 1 ? $0.key : "\($0.value) \($0.key)" }.joined(separator: ", ")
            add("\(rest) more that are good to know (--all): \(codes)", indent: 0)
        }
        lines.append("")
    }

    // MARK: Scores

    mutating func drawScores() {
        guard let written = assessment.written, let adapted = assessment.adapted else { return }
        let coverage = Coverage(plan, assessment)
        add(
            coverage.isPartial ? "Verdict and score,\(coverage.share)" : "Verdict and score",
            then: "  as written → after adaptation, load balancers a month before traffic")
        let width = max(3, assessment.targets.map(\.target.count).max() ?? 0)
        let verdicts = assessment.targets.map { $0.outlook.verdict.words($0.outlook.effort) }
        let verdictWidth = verdicts.map(\.count).max() ?? 0
        for (score, verdict) in zip(assessment.targets, verdicts) {
            let cost = app.facts.costs.first { $0.target == score.target }.map { app.facts.words($0) } ?? ""
            addRow(
                [
                    Cell(text: score.target, width: width), Cell(text: verdict, width: verdictWidth),
                    Cell(text: "\(number(score.written)) → \(number(score.adapted))", width: 9),
                ], behind: Cell(text: cost, width: 0, colour: .dim))
        }
        addRow(
            [Cell(text: "app", width: width), Cell(text: coverage.isPartial ? "in part" : "", width: verdictWidth)],
            behind: Cell(text: "\(number(written)) → \(number(adapted))", width: 0, colour: .bold))
        if let origin = app.facts.origin { add(origin, indent: 2) }
        lines.append("")
    }

    mutating func drawAccount() {
        let account = plan.account
        let others = account.otherKinds.values.reduce(0, +)
        var parts = [
            counted(account.services, "service"), counted(account.workloads, "workload"), counted(others, "object") + " of other kinds",
        ]
        if account.rejected > 0 { parts.append("\(account.rejected) refused by the API server") }
        if account.kustomizeFiles > 0 { parts.append("\(account.kustomizeFiles) kustomizations and patches left aside (see --kustomize)") }
        if account.foreignDocuments > 0 { parts.append("\(account.foreignDocuments) documents of other programs") }
        if !account.problems.isEmpty { parts.append("\(account.problems.count) documents with errors") }
        add("Read: " + parts.joined(separator: ", "), indent: 0)
        let unknown = plan.unknownKinds
        if !unknown.isEmpty {
            let shown = (showsAll ? unknown[...] : unknown.prefix(6)).map { "\($0.count) \($0.kind)" }.joined(separator: ", ")
            let more = unknown.count > 6 && !showsAll ? " and \(unknown.count - 6) more kinds" : ""
            add("Of kinds unknown here, which may expose something all the same: \(shown)\(more)".printable, indent: 0)
        }
        if plan.endpoints.isEmpty, plan.unjudged.isEmpty, let words = app.emptyWords { add(words.printable, indent: 0) }
    }

    private func counted(_ count: Int, _ noun: String) -> String { count == 1 ? "1 \(noun)" : "\(count) \(noun)s" }

    func number(_ points: Int) -> String {
        let text = String(points)
        return String(repeating: " ", count: max(0, 3 - text.count)) + text
    }
}

extension Inventory.Rejection {
    /// `Service default/web`; what has no name says so.
    package var words: String {
        reference.name.isEmpty ? "\(reference.kind) without a name" : "\(reference.kind) \(reference.namespace)/\(reference.name)"
    }
}

extension Inventory.Rejection.Reason {
    /// `spec.ports[0].port: Invalid value: 0`.
    package var words: String { [field, message].compactMap { $0 }.joined(separator: ": ") }
}
