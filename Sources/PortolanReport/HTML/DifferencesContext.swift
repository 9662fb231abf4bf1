// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel
import PortolanPlan
import PortolanPortability
import PortolanProvider
import PortolanTrace

/// What the templates can name of the differences: a drawing for each endpoint of which not the same becomes everywhere.
struct DifferencesContext {
    /// Drawings at the most: endpoints that differ in the same way share one, and the matrix names all.
    private static let mostDrawn = 48
    /// Drawings that are printed; the others stay on the page.
    private static let mostPrinted = 16
    /// Endpoints that are named where they share a drawing.
    private static let mostAlike = 60

    /// An endpoint that is drawn, with those that look the same.
    private struct Subject {
        var index: Int
        var drawings: [Drawing]
        /// Ports of which nothing is lost, while something is of others.
        var quietPorts: [String]
        var requests: RequestTable?
        var alike: [Int] = []
        /// Whether nothing is lost anywhere: the ways differ, and all of them lead to the app.
        var isHarmless: Bool
    }

    let plan: Plan
    let assessment: Assessment
    let groups: TargetGroups
    private var subjects: [Subject] = []
    /// How many endpoints differ and have no drawing.
    private var undrawn = 0

    init(_ plan: Plan, _ assessment: Assessment, lines: [MatrixContext.Line], groups: TargetGroups) {
        self.plan = plan
        self.assessment = assessment
        self.groups = groups
        let lanes = Lanes(plan)
        var places: [String: Int] = [:]
        // What is lost somewhere comes first, as do its drawings where there are more than fit.
        let lossy = lines.filter { !Self.isPerfect($0) && !$0.isEqual } + lines.filter { !Self.isPerfect($0) && $0.isEqual }
        let sorted =
            lossy.filter(Self.isGrave) + lossy.filter { !Self.isGrave($0) } + lines.filter { Self.isPerfect($0) && !$0.isEqual }
        for line in sorted {
            let judged = assessment.endpoints[line.index]
            let outline = outline(line, judged)
            if let place = places[outline] {
                subjects[place].alike.append(line.index)
            } else if subjects.count < Self.mostDrawn {
                places[outline] = subjects.count
                let requests = lanes.requests(of: line.endpoint)
                let all = lanes.drawings(of: line.endpoint, judged, requests)
                let telling = all.filter(\.showsLoss)
                subjects.append(
                    Subject(
                        index: line.index, drawings: telling.isEmpty ? Array(all.prefix(1)) : telling,
                        quietPorts: telling.isEmpty ? [] : all.filter { !$0.showsLoss }.map(\.caption), requests: requests,
                        isHarmless: Self.isPerfect(line)))
            } else {
                undrawn += 1
            }
        }
    }

    private static func isPerfect(_ line: MatrixContext.Line) -> Bool { line.cells.allSatisfy { $0.state == "good" } }

    /// Whether it is dangerous or answers nobody somewhere.
    private static func isGrave(_ line: MatrixContext.Line) -> Bool { line.cells.contains { $0.state == "bad" || $0.state == "dead" } }

    /// What two endpoints must have in common to share a drawing: everything but their names and numbers.
    private func outline(_ line: MatrixContext.Line, _ judged: Assessment.Endpoint) -> String {
        let endpoint = line.endpoint
        var parts = ["\(endpoint.reference.kind) \(endpoint.type ?? "") \(endpoint.ports.map(\.protocol))"]
        for (target, exposure) in endpoint.exposures.enumerated() {
            let column = target < judged.columns.count ? judged.columns[target] : nil
            let listeners = exposure.loadBalancers.flatMap(\.listeners)
            let fronts = listeners.map { "\($0.protocol)\($0.tls == nil ? "" : " TLS")\($0.backend?.via.rawValue ?? "")\($0.rules.count)" }
            let losses = column?.score.losses.map { "\($0.requirement.rawValue) \($0.isDanger) \($0.reason)" } ?? []
            parts.append(
                "\(line.cells[target]) \(exposure.reason ?? "") \(exposure.loadBalancers.map(\.product)) \(fronts) \(losses)"
                    + " \(column?.unserved.map(\.reason) ?? []) \(column?.adapted.changes.map(\.words) ?? [])")
        }
        if endpoint.reference.kind != "Service" { parts.append("\(line.index)") }
        let text = parts.joined(separator: "\n")
        return text.replacing(endpoint.reference.name, with: "").filter { !$0.isNumber }
    }

    // MARK: For the templates

    /// The anchors of the endpoints that have a drawing, their own or a shared one.
    var anchors: [Int: String] {
        var anchors: [Int: String] = [:]
        for subject in subjects { for index in [subject.index] + subject.alike { anchors[index] = anchor(subject.index) } }
        return anchors
    }

    private func anchor(_ index: Int) -> String { "endpoint-\(index + 1)-\(plan.endpoints[index].reference.name.anchorText)" }

    var row: TemplateRow {
        var row: TemplateRow = [:]
        let rows = subjects.enumerated().map { subjectRow($1, isPrinted: $0 < Self.mostPrinted) }
        let harmless = subjects.map(\.isHarmless)
        row.set("differences", zip(rows, harmless).filter { !$0.1 }.map(\.0))
        row.set("harmless", zip(rows, harmless).filter(\.1).map(\.0))
        row["harmlessCount"] = Words.counted(subjects.filter(\.isHarmless).reduce(0) { $0 + 1 + $1.alike.count }, "endpoint")
        row.set(
            "undrawn", undrawn > 0 ? "\(Words.counted(undrawn, "more endpoint")) that differ in other ways are in the matrix alone." : nil)
        let unprinted = max(0, subjects.filter { !$0.isHarmless }.count - Self.mostPrinted)
        row.set("unprinted", unprinted > 0 ? "\(Words.counted(unprinted, "more drawing")) are on the page alone." : nil)
        return row
    }

    private func subjectRow(_ subject: Subject, isPrinted: Bool) -> TemplateRow {
        let endpoint = plan.endpoints[subject.index]
        let judged = assessment.endpoints[subject.index]
        let anchor = anchor(subject.index)
        var row: TemplateRow = [
            "anchor": anchor, "name": Words.clipped(endpoint.reference.name, to: 253).templateText,
            "namespace": Words.clipped(endpoint.reference.namespace, to: 253).templateText, "kind": endpoint.reference.kind.templateText,
            "type": (endpoint.type ?? endpoint.reference.kind).templateText,
            "location": "\(endpoint.location.file):\(endpoint.location.line)".templateText,
            "unprinted": !isPrinted,
        ]
        row.set("home", judged.home)
        let names = subject.alike.prefix(Self.mostAlike).map { place in
            let reference = plan.endpoints[place].reference
            return Words.clipped("\(reference.namespace)/\(reference.name)", to: 253).templateText
        }
        row.set("alike", names)
        row["alikeCount"] = Words.counted(subject.alike.count, "more \(endpoint.reference.kind)")
        row.set("alikeMore", subject.alike.count > names.count ? "and \(subject.alike.count - names.count) more" : nil)
        row.set("quietPorts", subject.quietPorts.isEmpty ? nil : subject.quietPorts.joined(separator: ", "))
        row.set(
            "drawings",
            subject.drawings.enumerated().map { number, drawing in
                LaneLayout(drawing, names: groups.ids).row(drawing, id: "\(anchor)-\(number + 1)", groups: groups)
            })
        row.set("losses", losses(judged, endpoint))
        row["requests"] = subject.requests.flatMap { requests($0) } ?? false
        return row
    }

    /// What is lost and what mends it, told once for the targets that have it in common.
    private func losses(_ judged: Assessment.Endpoint, _ endpoint: Plan.Endpoint) -> [TemplateRow] {
        struct Key: Hashable {
            var words: String
            var fix: String?
            var points: Int
        }
        var order: [Key] = []
        var found: [Key: (line: LossLine, targets: [Int])] = [:]
        for (target, column) in judged.columns.enumerated() {
            let charged = LossLine.all(column, of: judged, at: endpoint.location, plan.targets[target].catalogue)
            // Where nothing is left to be charged, a danger stays one.
            let more = column.dangers.filter { danger in !charged.contains { $0.code == danger.code } }.map { danger in
                LossLine(
                    points: 0, requirement: danger.requirement.rawValue, code: danger.code, reason: danger.message, fix: nil,
                    location: endpoint.location)
            }
            for line in charged + more {
                let key = Key(
                    words: FindingGroup.generic("\(line.code ?? line.requirement): \(line.reason)", column.target), fix: line.fix,
                    points: line.points)
                if found[key] == nil { order.append(key) }
                found[key, default: (line, [])].targets.append(target)
            }
        }
        return order.compactMap { key -> TemplateRow? in
            guard let (line, targets) = found[key] else { return nil }
            let words = targets.count == 1 ? "\(line.code ?? line.requirement): \(line.reason)" : key.words
            var row: TemplateRow = [
                "targets": Words.list(targets.map { groups.ids[$0] }).templateText, "group": groups.name(targets),
                "points": key.points == 0 ? "!" : "−\(key.points)", "words": words.templateText, "danger": line.code != nil,
            ]
            row.set("fix", key.fix)
            return row
        }
    }

    private func requests(_ table: RequestTable) -> TemplateRow? {
        guard table.differing > 0 else { return nil }
        var row: TemplateRow = ["count": String(table.count), "differing": String(table.differing)]
        row.set(
            "silent",
            table.silent.map { answer -> TemplateRow in
                [
                    "targets": Words.list(answer.targets.map { groups.ids[$0] }).templateText, "group": groups.name(answer.targets),
                    "words": answer.words.templateText,
                ]
            })
        row["rows"] = table.rows.map { request -> TemplateRow in
            let headers = request.probe.request.headers.map { "\($0.name): \($0.value)" }
            return [
                "request": Words.clipped(([request.probe.text] + headers).joined(separator: ", "), to: 300).templateText,
                "answers": request.answers.map { answer -> TemplateRow in
                    [
                        "targets": Words.list(answer.targets.map { groups.ids[$0] }).templateText, "group": groups.name(answer.targets),
                        "words": Words.clipped(answer.words, to: 300).templateText, "served": answer.isServed,
                        "sign": answer.isServed ? "✓" : answer.isRedirect ? "↪" : "✕",
                    ]
                },
            ]
        }
        row.set(
            "more", table.differing > table.rows.count ? "and \(table.differing - table.rows.count) more: portolan trace prints all" : nil)
        return row
    }
}
