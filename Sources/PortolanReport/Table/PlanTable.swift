// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
public import PortolanModel
import PortolanNetworks
public import PortolanPlan
public import PortolanPortability
import PortolanProvider

/// A plan for people: what differs between targets, endpoint by endpoint, then findings, verdicts and scores.
public struct PlanTable {
    let app: PlannedApp
    let style: TerminalStyle
    /// Whether what is the same everywhere, and what is only good to know, is printed too.
    let showsAll: Bool
    var lines: [String] = []

    var plan: Plan { app.plan }
    var assessment: Assessment { app.assessment }

    /// Renders a plan.
    public static func render(
        _ plan: Plan, assessment: Assessment, findings: [Finding], facts: NetworkFacts = .none, style: TerminalStyle, showsAll: Bool = false
    ) -> String {
        let app = PlannedApp(name: nil, plan: plan, assessment: assessment, findings: findings, facts: facts)
        return render(app, style: style, showsAll: showsAll)
    }

    /// Renders an app.
    public static func render(_ app: PlannedApp, style: TerminalStyle, showsAll: Bool = false) -> String {
        var table = PlanTable(app: app, style: style, showsAll: showsAll)
        table.draw()
        return table.lines.joined(separator: "\n") + "\n"
    }

    init(app: PlannedApp, style: TerminalStyle, showsAll: Bool) {
        self.app = app
        self.style = style
        self.showsAll = showsAll
    }

    private mutating func draw() {
        if let name = app.name {
            lines += [style.paint("App \(name)".printable, .bold), ""]
        }
        drawEndpoints()
        drawInside()
        drawUnjudged()
        drawRejected()
        drawFindings()
        drawScores()
        drawAccount()
    }

    // MARK: Endpoints

    private mutating func drawEndpoints() {
        var equal: [OutcomeRow.Key: [String]] = [:]
        var order: [OutcomeRow.Key] = []
        for (endpoint, judged) in zip(plan.endpoints, assessment.endpoints) where !endpoint.isInside(judged) && !endpoint.isUnjudged {
            let rows = OutcomeRow.rows(endpoint, judged, plan)
            if !showsAll, plan.targets.count > 1, rows.count == 1, let row = rows.first, row.isPerfect {
                var key = row.key
                key.paths = []
                if equal[key] == nil { order.append(key) }
                equal[key, default: []].append("\(endpoint.reference.namespace)/\(endpoint.reference.name)")
                continue
            }
            draw(endpoint, judged, rows)
        }
        for key in order {
            let names = equal[key] ?? []
            let points = key.points.map { ", \($0)" } ?? ""
            lines.append(style.paint("\(names.count == 1 ? "1 Service" : "\(names.count) Services"): no difference", .bold))
            add("\(key.address)\(points) on every target: \(shortened(names))", indent: 2)
            lines.append("")
        }
    }

    private mutating func draw(_ endpoint: Plan.Endpoint, _ judged: Assessment.Endpoint, _ rows: [OutcomeRow]) {
        let name = "\(endpoint.reference.kind) \(endpoint.reference.namespace)/\(endpoint.reference.name)".printable
        let place = "\(endpoint.location.file):\(endpoint.location.line)".printable
        let home = judged.home.map { ", written for \($0)" } ?? ""
        add(name, then: "  \((endpoint.type ?? "").printable)  \(place)\(home)")
        // A path that is the same on every target is told once.
        let paths = rows.first?.key.paths ?? []
        let isOnePath = rows.count > 1 && rows.allSatisfy { $0.key.paths == paths }
        if isOnePath { for path in paths { add(path.printable, indent: 4) } }
        let width = rows.map { targetWords($0).count }.max() ?? 0
        for row in rows { draw(row, width: min(width, 32), withPaths: !isOnePath) }
        lines.append("")
    }

    private mutating func draw(_ row: OutcomeRow, width: Int, withPaths: Bool) {
        let key = row.key
        let colour: TerminalStyle.Colour = key.mark == "!" ? .red : key.mark == "x" ? .yellow : .green
        let products = row.targets.count == 1 ? uniqued(row.products) : []
        let head = ([key.address] + products).filter { !$0.isEmpty }.joined(separator: ", ")
        let points = key.points.map { points in "\(points)" + (key.adapted == points ? "" : " → \(key.adapted ?? points)") } ?? ""
        let names = targetWords(row)
        addRow(
            [Cell(text: names, width: width, colour: nil), Cell(text: head, width: 0, colour: colour)],
            behind: Cell(text: points, width: 0, colour: .bold), mark: style.paint(key.mark, colour))
        if let reason = key.reason { add(reason.printable, indent: 4) }
        for (general, loss) in zip(key.losses, row.losses) {
            let words = row.targets.count == 1 ? loss.words : general
            let fix =
                row.isOneFix
                ? loss.fix : row.losses.contains { $0.fix != nil } ? "in each target's own words: portolan adapt --to TARGET" : nil
            add("\(words)\(fix.map { " → \($0)" } ?? "")".printable, indent: 4)
        }
        if withPaths { for path in key.paths { add(path.printable, indent: 4) } }
        // Where many targets are planned and nothing is lost, what they ignore is for those who ask.
        guard showsAll || !row.isPerfect || plan.targets.count <= 3 else { return }
        for note in row.notes {
            let places = note.targets.count == row.targets.count ? "" : " [\(note.targets.joined(separator: ", "))]"
            add("\(note.words)\(places)".printable, indent: 4)
        }
    }

    private func targetWords(_ row: OutcomeRow) -> String {
        if row.targets.count == plan.targets.count, plan.targets.count > 1 { return "every target" }
        return row.targets.map { plan.targets[$0].id }.joined(separator: ", ")
    }

    // MARK: What is not scored

    private mutating func drawInside() {
        let reached = plan.servicesBehindUnjudged
        let inside = zip(plan.endpoints, assessment.endpoints).filter { $0.isInside($1) }.map(\.0)
        let hidden = inside.filter { !reached.contains($0.reference) }
        let behind = inside.filter { reached.contains($0.reference) }
        list("Reachable inside the cluster only", hidden)
        list("Reached by what is not judged", behind)
    }

    private mutating func list(_ title: String, _ endpoints: [Plan.Endpoint]) {
        guard !endpoints.isEmpty else { return }
        let names = endpoints.map { "\($0.reference.namespace)/\($0.reference.name)" }
        lines.append(style.paint(names.count == 1 ? title : "\(title): \(names.count) Services", .bold))
        add(shortened(names), indent: 2)
        lines.append("")
    }

    private mutating func drawUnjudged() {
        let coverage = Coverage(plan, assessment)
        guard let words = coverage.words else { return }
        lines.append(style.paint("Not judged", .bold))
        add(words, indent: 2)
        var seen: Set<String> = []
        let shown = showsAll ? coverage.unjudged : coverage.unjudged.filter { seen.insert($0.titles).inserted }
        for one in shown {
            let name = [one.reference.namespace, one.reference.name].filter { !$0.isEmpty }.joined(separator: "/")
            add("\(one.reference.kind) \(name)  \(one.location.file):\(one.location.line): \(one.reason)".printable, indent: 2)
        }
        if shown.count < coverage.unjudged.count { add("and \(coverage.unjudged.count - shown.count) more of the same (--all)", indent: 2) }
        lines.append("")
    }

    private mutating func drawRejected() {
        guard !plan.rejections.isEmpty else { return }
        lines.append(style.paint("Refused by the API server", .bold))
        for rejection in plan.rejections {
            add("\(rejection.words)  \(rejection.location.file):\(rejection.location.line)".printable, indent: 2)
            for reason in showsAll ? rejection.reasons[...] : rejection.reasons.prefix(2) {
                add("\(reason.location.line):\(reason.location.column) \(reason.words)".printable, indent: 4)
            }
            if !showsAll, rejection.reasons.count > 2 { add("and \(rejection.reasons.count - 2) more reasons", indent: 4) }
        }
        lines.append("")
    }

    // MARK: Words

    func shortened(_ names: [String]) -> String {
        let shown = showsAll ? names[...] : names.prefix(8)
        return (shown.joined(separator: ", ") + (names.count > shown.count ? " and \(names.count - shown.count) more" : "")).printable
    }

    mutating func add(_ text: String, indent: Int) {
        let margin = String(repeating: " ", count: indent)
        let room = style.width.map { max(20, $0 - indent) } ?? .max
        lines += text.wrapped(to: room).map { margin + $0 }
    }

    /// Part of a row: at least so wide, where the row fits on a line.
    struct Cell {
        var text: String
        var width: Int
        var colour: TerminalStyle.Colour? = nil
    }

    /// Cells beside each other; where that is too wide, each on lines of its own.
    mutating func addRow(_ cells: [Cell], behind last: Cell, mark: String = " ") {
        let cells = cells + [last]
        let whole = cells.reduce(0) { $0 + 2 + max($1.text.count, $1.width) }
        guard let room = style.width, whole > room else {
            var line = mark
            for (index, cell) in cells.enumerated() where !cell.text.isEmpty {
                line += (index == 0 ? " " : "  ") + paint(cell.text, cell.colour)
                if index < cells.count - 1, cells[(index + 1)...].contains(where: { !$0.text.isEmpty }) {
                    line += String(repeating: " ", count: max(0, cell.width - cell.text.count))
                }
            }
            lines.append(line)
            return
        }
        var isFirst = true
        for (index, cell) in cells.enumerated() where !cell.text.isEmpty {
            for part in cell.text.wrapped(to: max(20, room - 4)) {
                lines.append((isFirst ? "\(mark) " : index == 0 ? "  " : "    ") + paint(part, cell.colour))
                isFirst = false
            }
        }
    }

    private func paint(_ text: String, _ colour: TerminalStyle.Colour?) -> String { colour.map { style.paint(text, $0) } ?? text }

    /// A title and what stands dim behind it, on the next line where it does not fit.
    mutating func add(_ title: String, then rest: String) {
        if let width = style.width, title.count + rest.count > width {
            add(title, indent: 0)
            let text = String(rest.drop { $0 == " " })
            lines += text.wrapped(to: max(20, width - 4)).map { style.paint("    " + $0, .dim) }
        } else {
            lines.append(style.paint(title, .bold) + style.paint(rest, .dim))
        }
    }

    func uniqued(_ values: [String]) -> [String] {
        var seen: Set<String> = []
        return values.filter { seen.insert($0).inserted }
    }
}

extension Plan.Endpoint {
    /// Whether nothing outside the cluster reaches it, on whatever target.
    var isInside: Bool { exposures.allSatisfy { [.clusterOnly, .alias].contains($0.status) && $0.unjudged == nil } }

    /// Whether nobody outside is meant to reach it: nobody does, and nothing that it says asks for that.
    func isInside(_ judged: Assessment.Endpoint) -> Bool { isInside && judged.columns.isEmpty }

    /// Whether nothing is foretold of it, on whatever target.
    var isUnjudged: Bool { exposures.allSatisfy { $0.unjudged != nil } && !exposures.isEmpty }
}
