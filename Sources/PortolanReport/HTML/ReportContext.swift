// SPDX-License-Identifier: Apache-2.0

import PortolanGraph
import PortolanKubernetes
import PortolanModel
import PortolanPlan
import PortolanPortability
import PortolanProvider

/// What the templates can name.
///
/// Every text goes through `templateText`; the engine escapes it. What is absent is `false`: a name that a row lacks would be looked up in
/// the page around it.
struct ReportContext {
    let plan: Plan
    let assessment: Assessment
    let findings: [Finding]
    let facts: NetworkFacts
    let app: String
    let version: String

    /// The whole page.
    var page: [String: Any] {
        var page: [String: Any] = [
            "app": app.templateText, "version": version, "dangerWeight": String(Weights.standard.danger),
            "services": String(plan.account.services), "workloadCount": String(plan.account.workloads),
            "otherCount": String(plan.account.otherKinds.values.reduce(0, +)),
        ]
        page["rejectedCount"] = plan.account.rejected > 0 ? String(plan.account.rejected) : false
        page["problemCount"] = plan.account.problems.isEmpty ? false : String(plan.account.problems.count)
        page.merge(facts.context) { _, new in new }
        page.merge(summary) { _, new in new }
        page.merge(list("findings", "hasFindings", findingRows)) { _, new in new }
        page.merge(list("endpoints", "hasEndpoints", endpointRows)) { _, new in new }
        page.merge(list("inside", "hasInside", insideRows)) { _, new in new }
        page.merge(list("workloads", "hasWorkloads", workloadRows)) { _, new in new }
        page.merge(list("rejected", "hasRejected", rejectedRows)) { _, new in new }
        page.merge(coverage) { _, new in new }
        page["targets"] = plan.targets.map { target in
            [
                "id": target.id.templateText, "title": target.catalogue.title.templateText,
                "summary": target.catalogue.summary.templateText,
                "controller": target.catalogue.controller.templateText, "version": target.catalogue.controllerVersion.templateText,
                "verified": target.catalogue.verified.templateText,
            ] as [String: Any]
        }
        return page
    }

    private func list(_ name: String, _ flag: String, _ rows: [Any]) -> [String: Any] { [name: rows, flag: !rows.isEmpty] }

    /// What is not judged, and of how much the scores are.
    private var coverage: [String: Any] {
        let coverage = Coverage(plan, assessment)
        var rows = list(
            "unjudged", "hasUnjudged",
            coverage.unjudged.map { one in
                [
                    "name": "\(one.reference)".templateText, "location": "\(one.location.file):\(one.location.line)".templateText,
                    "reason": one.reason.templateText,
                ] as [String: Any]
            })
        rows["unjudgedWords"] = coverage.words?.templateText ?? false
        rows["share"] = coverage.isPartial ? "\(coverage.judged) of \(coverage.all) endpoints" : false
        return rows
    }

    // MARK: Summary

    private var exposed: [(index: Int, endpoint: Plan.Endpoint, judged: Assessment.Endpoint)] {
        zip(plan.endpoints, assessment.endpoints).enumerated().filter { !$1.1.columns.isEmpty }.map { ($0, $1.0, $1.1) }
    }

    private var summary: [String: Any] {
        guard let written = assessment.written, let adapted = assessment.adapted else { return ["hasScore": false] }
        let exposed = exposed
        // Beyond a dozen columns a matrix helps nobody; the services follow one by one.
        let heads = exposed.prefix(12)
        let points = exposed.flatMap { $0.judged.columns.map(\.score.points) }
        var result: [String: Any] = [
            "hasScore": true, "written": String(written), "adapted": String(adapted), "grade": Self.grade(written),
            "adaptedGrade": Self.grade(adapted), "count": String(points.count), "sum": Self.sum(points),
            "endpointHeads": heads.map { ["name": $0.endpoint.reference.name.templateText, "anchor": anchor($0.index)] as [String: Any] },
        ]
        result["appHome"] = assessment.home ?? false
        result["scores"] = assessment.targets.enumerated().map { column, score in
            [
                "id": score.target, "written": String(score.written), "adapted": String(score.adapted), "grade": Self.grade(score.written),
                "adaptedGrade": Self.grade(score.adapted),
                "cells": heads.map { head in
                    let judged = head.judged.columns[column]
                    return [
                        "address": head.endpoint.exposures[column].addressWords, "points": String(judged.score.points),
                        "grade": Self.grade(judged.score.points),
                    ] as [String: Any]
                },
            ] as [String: Any]
        }
        return result
    }

    /// The sum as it is added up, shortened where it is long.
    private static func sum(_ points: [Int]) -> String {
        guard points.count > 24 else { return points.map(String.init).joined(separator: " + ") }
        return points.prefix(12).map(String.init).joined(separator: " + ") + " + … = \(points.reduce(0, +))"
    }

    static func grade(_ points: Int) -> String { points >= 90 ? "good" : points >= 60 ? "fair" : "bad" }

    func anchor(_ index: Int) -> String { "service-\(index + 1)-\(plan.endpoints[index].reference.name.anchorText)" }

    // MARK: Lists

    private var findingRows: [Any] {
        FindingGroup.groups(findings).enumerated().map { index, group in
            [
                "anchor": "finding-\(index + 1)", "severity": group.severity.rawValue, "code": group.code.templateText,
                "subject": "\(group.subject.kind) \(group.subject.namespace)/\(group.subject.name)".templateText,
                "message": group.message.templateText, "remedy": group.remedy.templateText, "location": "\(group.location)".templateText,
                "targets": group.targets.isEmpty ? false : group.targets.joined(separator: ", "),
            ] as [String: Any]
        }
    }

    private var endpointRows: [Any] {
        exposedOrRefused.map {
            EndpointContext(endpoint: $0.endpoint, judged: $0.judged, targets: plan.targets.map(\.id)).row(anchor: anchor($0.index))
        }
    }

    private var exposedOrRefused: [(index: Int, endpoint: Plan.Endpoint, judged: Assessment.Endpoint)] {
        zip(plan.endpoints, assessment.endpoints).enumerated()
            .filter { !$1.0.isInside && !$1.0.isUnjudged }
            .map { ($0, $1.0, $1.1) }
    }

    private var insideRows: [Any] {
        let reached = plan.servicesBehindUnjudged
        return plan.endpoints.filter { !reached.contains($0.reference) }.filter {
            $0.exposures.allSatisfy { [.clusterOnly, .alias].contains($0.status) }
        }.map { endpoint in
            [
                "name": "\(endpoint.reference.namespace)/\(endpoint.reference.name)".templateText,
                "type": endpoint.service?.isHeadless == true ? "headless" : (endpoint.type ?? "").templateText,
            ] as [String: Any]
        }
    }

    private var workloadRows: [Any] {
        var reachedBy = [NameList](repeating: NameList(), count: plan.inventory.workloads.count)
        for endpoint in plan.endpoints {
            guard let service = endpoint.service else { continue }
            for position in plan.graph.positions(behind: service) { reachedBy[position].add(endpoint.reference.name) }
        }
        return plan.inventory.workloads.enumerated().map { position, workload in
            [
                "name": "\(workload.metadata.namespace)/\(workload.metadata.name)".templateText,
                "kind": workload.reference.kind.templateText, "replicas": workload.replicas.map(String.init) ?? "–",
                "containers": workload.pod.runningContainers.map(Self.container).joined(separator: "; ").templateText,
                "services": (reachedBy[position].words ?? "no service").templateText,
            ] as [String: Any]
        }
    }

    private static func container(_ container: Container) -> String {
        guard !container.ports.isEmpty else { return "\(container.name) (no port)" }
        let ports = container.ports.map { port in
            "\(port.containerPort)/\(port.protocol.rawValue)\(port.name.map { " \($0)" } ?? "")"
        }
        return "\(container.name) (\(ports.joined(separator: ", ")))"
    }

    private var rejectedRows: [Any] {
        plan.rejections.map { rejection in
            [
                "name": "\(rejection.reference)".templateText, "location": "\(rejection.location)".templateText,
                "reasons": rejection.reasons.map { reason in
                    "\(reason.field ?? ""): \(reason.message) (\(reason.location.line):\(reason.location.column))".templateText
                },
            ] as [String: Any]
        }
    }
}
