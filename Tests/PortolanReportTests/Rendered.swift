// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanManifest
import PortolanModel
import PortolanPlan
import PortolanPortability
import PortolanProvider
import PortolanProviders
import PortolanReport
import TestSupport
import Testing

/// One manifest, planned and judged, to be rendered in every way.
struct Rendered: Sendable {
    let plan: Plan
    let assessment: Assessment
    let findings: [Finding]

    init(_ manifest: [UInt8], file: String = "app.yaml", on ids: [String] = Providers.ids) throws {
        let read = ManifestReader.read(manifest, path: file)
        let targets = try ids.map { try #require(Providers.target($0)) }
        plan = Planner(targets.map { Planner.Assignment(target: $0, modules: Providers.allRouting) }).plan(read.documents)
        assessment = Assessor(homes: targets).assess(plan)
        let unknown = UnknownAnnotations(targets.map(\.catalogue))
        findings = (assessment.dangerFindings + plan.inventory.services.flatMap { unknown.findings(in: $0.metadata) }).sorted()
    }

    /// The fixture that tries everything; the file's name joins in.
    static func hostile() throws -> Rendered {
        let path = "\(Repository.root)/Tests/PortolanReportTests/Fixtures/hostile.yaml"
        return try Rendered(try #require(TextFile.read(path)), file: "<img src=x>\u{1B}[31m\"\u{301}.yaml")
    }

    func table(width: Int? = nil, isColoured: Bool = false) -> String {
        PlanTable.render(plan, assessment: assessment, findings: findings, style: TerminalStyle(width: width, isColoured: isColoured))
    }

    func json() -> [UInt8] { PlanJSON.render(plan, assessment: assessment, findings: findings) }

    func html(app: String = "app", overrides: [String: String] = [:]) throws -> String {
        let planned = PlannedApp(name: nil, plan: plan, assessment: assessment, findings: findings)
        return try HTMLReport(overrides: overrides).render(planned, edition: ReportEdition(title: app, version: "1"))
    }
}
