// SPDX-License-Identifier: Apache-2.0

public import PortolanModel
import PortolanNetworks
public import PortolanPlan
public import PortolanPortability
import PortolanProvider

/// A plan for people: a block an endpoint, a row a target, then scores and findings.
public struct PlanTable {
    private let plan: Plan
    private let assessment: Assessment
    private let findings: [Finding]
    private let facts: NetworkFacts
    private let style: TerminalStyle
    private var lines: [String] = []

    /// Renders a plan.
    public static func render(_ plan: Plan, assessment: Assessment, findings: [Finding], facts: NetworkFacts = .none, style: TerminalStyle)
        -> String
    {
        var table = PlanTable(plan: plan, assessment: assessment, findings: findings, facts: facts, style: style)
        table.draw()
        return table.lines.joined(separator: "\n") + "\n"
    }

    private init(plan: Plan, assessment: Assessment, findings: [Finding], facts: NetworkFacts, style: TerminalStyle) {
        self.plan = plan
        self.assessment = assessment
        self.findings = findings
        self.facts = facts
        self.style = style
    }

    private mutating func draw() {
        let all = zip(plan.endpoints, assessment.endpoints)
        for (endpoint, judged) in all where endpoint.exposures.contains(where: { ![.clusterOnly, .alias].contains($0.status) }) {
            draw(endpoint, judged)
        }
        let inside = plan.endpoints.filter { $0.exposures.allSatisfy { [.clusterOnly, .alias].contains($0.status) } }
        if !inside.isEmpty {
            lines.append(style.paint("Reachable inside the cluster only", .bold))
            add(inside.map { "\($0.reference.namespace)/\($0.reference.name)".printable }.joined(separator: ", "), indent: 2)
            lines.append("")
        }
        drawFindings()
        drawScores()
        drawAccount()
    }

    // MARK: Endpoints

    private mutating func draw(_ endpoint: Plan.Endpoint, _ judged: Assessment.Endpoint) {
        let name = "\(endpoint.reference.kind) \(endpoint.reference.namespace)/\(endpoint.reference.name)".printable
        let place = "\(endpoint.location.file):\(endpoint.location.line)".printable
        let home = judged.home.map { ", written for \($0)" } ?? ""
        lines.append(style.paint(name, .bold) + style.paint("  \((endpoint.type ?? "").printable)  \(place)\(home)", .dim))
        let targets = plan.targets.map(\.id)
        let idWidth = targets.map(\.count).max() ?? 0
        for (index, exposure) in endpoint.exposures.enumerated() {
            let score = index < judged.columns.count ? judged.columns[index] : nil
            draw(exposure, target: targets[index].padded(to: idWidth), endpoint: endpoint, score: score)
        }
        lines.append("")
    }

    private mutating func draw(_ exposure: Exposure, target: String, endpoint: Plan.Endpoint, score: Assessment.Column?) {
        let isDangerous = score?.dangers.isEmpty == false
        let mark = isDangerous ? "!" : exposure.status == .provisioned || exposure.status == .nodeOnly ? " " : "x"
        let colour: TerminalStyle.Colour = isDangerous ? .red : mark == "x" ? .yellow : .green
        let points = score.map { column in
            let change = column.adapted.score.points == column.score.points ? "" : " → \(column.adapted.score.points)"
            return "  \(column.score.points)\(change)"
        }
        let products = uniqued(exposure.loadBalancers.map(\.product)).joined(separator: ", ")
        let head = [exposure.addressWords, products].filter { !$0.isEmpty }.joined(separator: ", ")
        lines.append("\(style.paint(mark, colour)) \(target)  \(style.paint(head, colour))\(style.paint(points ?? "", .bold))")
        let indent = target.count + 4
        if let reason = exposure.reason { add(reason.printable, indent: indent) }
        for balancer in exposure.loadBalancers {
            for path in ClientPath.all(through: balancer, of: endpoint) {
                add("\(path.listener) → \(path.entry) → \(path.end)".printable, indent: indent)
            }
        }
        for port in score?.unserved ?? [] { add("\(port.words) → not served: \(port.reason)".printable, indent: indent) }
        if exposure.status == .nodeOnly {
            for end in uniqued(endpoint.routes.map { ClientPath.end($0) }) { add("node port → \(end)".printable, indent: indent) }
        }
    }

    // MARK: Below

    private mutating func drawFindings() {
        guard !findings.isEmpty else { return }
        lines.append(style.paint("Findings", .bold))
        for group in FindingGroup.groups(findings) {
            let colour: TerminalStyle.Colour = group.severity >= .error ? .red : group.severity == .warning ? .yellow : .dim
            let targets = group.targets.isEmpty ? "" : " [\(group.targets.joined(separator: ", "))]"
            let place = "\(group.location)".printable
            lines.append("\(style.paint(group.severity.rawValue, colour)) \(style.paint(group.code, .bold))  \(style.paint(place, .dim))")
            add("\(group.subject.kind) \(group.subject.namespace)/\(group.subject.name): \(group.message)\(targets)".printable, indent: 2)
            add("→ \(group.remedy)".printable, indent: 2)
        }
        lines.append("")
    }

    private mutating func drawScores() {
        guard let written = assessment.written, let adapted = assessment.adapted else { return }
        lines.append(
            style.paint("Portability score", .bold)
                + style.paint("  as written → after adaptation, load balancers a month before traffic", .dim))
        let width = assessment.targets.map(\.target.count).max() ?? 0
        for score in assessment.targets {
            let cost = facts.costs.first { $0.target == score.target }.map { "   \($0.words)" } ?? ""
            lines.append(
                "  \(score.target.padded(to: width))  \(number(score.written)) → \(number(score.adapted))\(style.paint(cost, .dim))")
        }
        lines.append("  " + style.paint("\("app".padded(to: width))  \(number(written)) → \(number(adapted))", .bold))
        lines.append("")
    }

    private mutating func drawAccount() {
        let account = plan.account
        let others = account.otherKinds.values.reduce(0, +)
        var parts = ["\(account.services) services", "\(account.workloads) workloads", "\(others) objects of other kinds"]
        if account.rejected > 0 { parts.append("\(account.rejected) rejected by the API server") }
        if account.kustomizeFiles > 0 { parts.append("\(account.kustomizeFiles) kustomizations and patches left aside (see --kustomize)") }
        if account.foreignDocuments > 0 { parts.append("\(account.foreignDocuments) documents of other programs") }
        if !account.problems.isEmpty { parts.append("\(account.problems.count) documents with errors") }
        add("Read: " + parts.joined(separator: ", "), indent: 0)
    }

    private func number(_ points: Int) -> String {
        let text = String(points)
        return String(repeating: " ", count: max(0, 3 - text.count)) + text
    }

    private mutating func add(_ text: String, indent: Int) {
        let margin = String(repeating: " ", count: indent)
        let room = style.width.map { max(20, $0 - indent) } ?? .max
        lines += text.wrapped(to: room).map { margin + $0 }
    }

    private func uniqued(_ values: [String]) -> [String] {
        var seen: Set<String> = []
        return values.filter { seen.insert($0).inserted }
    }
}
