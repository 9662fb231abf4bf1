// SPDX-License-Identifier: Apache-2.0

import PortolanModel
import PortolanPlan
import PortolanPortability
import PortolanProvider

/// What the templates can name of the matrix: endpoints down, targets across.
struct MatrixContext {
    /// Up to so many targets have a column each; more are put together where they do the same.
    private static let mostColumns = 6
    /// Columns that are shown before somebody asks for more.
    private static let firstColumns = 8
    /// Endpoints that are named where a row stands for several.
    private static let mostNames = 200

    /// Targets that do the same with every endpoint.
    private struct Family {
        var targets: [Int]
    }

    /// What a cell says.
    struct Cell: Hashable {
        var sign: String
        var state: String
        var words: String
        var detail: String
        var points: Int?
    }

    /// An endpoint with what becomes of it on each target.
    struct Line {
        var index: Int
        var endpoint: Plan.Endpoint
        var cells: [Cell]

        var isEqual: Bool { Set(cells).count == 1 }
    }

    let plan: Plan
    let groups: TargetGroups
    let lines: [Line]

    init(_ plan: Plan, _ assessment: Assessment, groups: TargetGroups) {
        self.plan = plan
        self.groups = groups
        lines = zip(plan.endpoints, assessment.endpoints).enumerated().filter { !$1.0.isInside && !$1.0.isUnjudged }.map { index, pair in
            let (endpoint, judged) = pair
            let cells = endpoint.exposures.indices.map { target in
                Cell(endpoint.exposures[target], target < judged.columns.count ? judged.columns[target] : nil)
            }
            return Line(index: index, endpoint: endpoint, cells: cells)
        }
    }

    /// The rows and columns; `anchors` are those of the endpoints that have a drawing.
    func row(anchors: [Int: String]) -> TemplateRow {
        let families = families
        var row: TemplateRow = [:]
        let isFolded = families.count < plan.targets.count
        row["isFolded"] = isFolded
        row["hasMoreTargets"] = families.count > Self.firstColumns
        row["moreTargets"] = String(max(0, families.count - Self.firstColumns))
        row.set(
            "heads",
            families.enumerated().map { place, family -> TemplateRow in
                [
                    "id": family.targets.map { groups.ids[$0] }.joined(separator: ", ").templateText, "group": groups.name(family.targets),
                    "isMore": place >= Self.firstColumns,
                    "title": Words.list(family.targets.map { plan.targets[$0].catalogue.title }).templateText,
                ]
            })
        let differing = lines.filter { !$0.isEqual || plan.targets.count == 1 }
        row.set(
            "lines",
            differing.map { line -> TemplateRow in
                var told = named(line, anchors)
                told["cells"] = families.enumerated().map { place, family -> TemplateRow in
                    var cell = line.cells[family.targets[0]].row
                    cell["group"] = groups.name(family.targets)
                    cell["isMore"] = place >= Self.firstColumns
                    return cell
                }
                return told
            })
        row.set("equals", equals(anchors))
        row["columns"] = String(families.count)
        return row
    }

    /// Endpoints of which the same becomes everywhere, put together by what that is.
    private func equals(_ anchors: [Int: String]) -> [TemplateRow] {
        guard plan.targets.count > 1 else { return [] }
        var order: [Cell] = []
        var found: [Cell: [Line]] = [:]
        for line in lines where line.isEqual {
            if found[line.cells[0]] == nil { order.append(line.cells[0]) }
            found[line.cells[0], default: []].append(line)
        }
        return order.map { cell in
            let lines = found[cell] ?? []
            var row = cell.row
            let kinds = Dictionary(grouping: lines) { $0.endpoint.reference.kind }.sorted { $0.key < $1.key }
            row["count"] = Words.list(kinds.map { Words.counted($0.value.count, $0.key) }).templateText
            row.set("names", lines.prefix(Self.mostNames).map { named($0, anchors) })
            row.set("more", lines.count > Self.mostNames ? "and \(lines.count - Self.mostNames) more" : nil)
            row["isOne"] = lines.count == 1
            return row
        }
    }

    private func named(_ line: Line, _ anchors: [Int: String]) -> TemplateRow {
        let reference = line.endpoint.reference
        return [
            "name": Words.clipped(reference.name, to: 253).templateText,
            "namespace": Words.clipped(reference.namespace, to: 253).templateText,
            "kind": reference.kind.templateText, "type": (line.endpoint.type ?? reference.kind).templateText,
            "anchor": anchors[line.index] ?? false,
        ]
    }

    /// The columns: a target each, or where there are many those together that do the same with every endpoint.
    private var families: [Family] {
        guard plan.targets.count > Self.mostColumns else { return plan.targets.indices.map { Family(targets: [$0]) } }
        var order: [[Cell]] = []
        var found: [[Cell]: Family] = [:]
        for target in plan.targets.indices {
            let cells = lines.map { $0.cells[target] }
            if found[cells] == nil { order.append(cells) }
            found[cells, default: Family(targets: [])].targets.append(target)
        }
        return order.compactMap { found[$0] }
    }
}

extension MatrixContext.Cell {
    /// What becomes of an endpoint on a target.
    init(_ exposure: Exposure, _ column: Assessment.Column?) {
        let isReached = [.provisioned, .nodeOnly, .clusterOnly, .alias].contains(exposure.status)
        points = column?.score.points
        var details: [String] = []
        if exposure.unjudged != nil {
            (sign, state, words) = ("?", "unknown", "not judged")
        } else if column?.dangers.isEmpty == false {
            (sign, state, words) = ("!", "bad", exposure.addressWords)
            details = column?.dangers.map(\.code).uniqued ?? []
        } else if !isReached || column?.score.points == 0 {
            (sign, state, words) = ("✕", "dead", exposure.addressWords)
            if isReached { details = ["answers nobody"] }
        } else if let points = column?.score.points, points < 100 {
            (sign, state, words) = ("≈", "fair", exposure.addressWords)
            details = column?.unserved.prefix(2).map { "\($0.words) not served" } ?? []
            if details.isEmpty, let loss = column?.score.losses.first { details = [loss.requirement.rawValue] }
        } else {
            (sign, state, words) = ("✓", "good", exposure.addressWords)
        }
        if exposure.loadBalancers.contains(where: { $0.listeners.contains { $0.tls != nil } }) {
            details.insert("TLS ends at the load balancer", at: 0)
        }
        detail = details.joined(separator: ", ")
    }

    var row: TemplateRow {
        var row: TemplateRow = ["sign": sign, "state": state, "words": words]
        row.set("detail", detail.nonEmpty)
        row.set("points", points.map(String.init))
        return row
    }
}
