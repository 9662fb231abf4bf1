// SPDX-License-Identifier: Apache-2.0

import PortolanModel
import PortolanPlan
import PortolanPortability
import PortolanProvider

/// What the templates can name, as `Documentation/templates.md` lists it.
struct ReportContext {
    /// The version of the names: it changes where one is taken away or means something else.
    static let schemaVersion = "portolan.page/v1"

    let app: PlannedApp
    let edition: ReportEdition

    /// The whole page.
    var page: TemplateRow {
        let plan = app.plan
        let groups = TargetGroups(plan.targets.map(\.id))
        var page: TemplateRow = [
            "schemaVersion": Self.schemaVersion, "app": edition.title.templateText, "version": edition.version.templateText,
        ]
        page.merge(SheetContext(app: app, edition: edition, groups: groups).row) { _, new in new }
        let matrix = MatrixContext(plan, app.assessment, groups: groups)
        let differences = DifferencesContext(plan, app.assessment, lines: matrix.lines, groups: groups)
        page["hasMatrix"] = !matrix.lines.isEmpty
        page["matrix"] = matrix.row(anchors: differences.anchors)
        page.merge(differences.row) { _, new in new }
        page.set("fixes", FixesContext(app: app, edition: edition, groups: groups).rows)
        let findings = FindingsContext(findings: app.findings, edition: edition, groups: groups)
        page.set("findings", findings.rows)
        page["severities"] = findings.counts
        page.merge(NetworkContext(facts: app.facts, groups: groups).row) { _, new in new }
        page.set("ties", TiesContext(plan: plan, assessment: app.assessment, groups: groups).rows)
        page["appendix"] = AppendixContext(app: app, edition: edition, groups: groups).row
        page["groups"] = groups.rules
        page.set(
            "choices", plan.targets.count > 1 ? plan.targets.enumerated().map { ["number": String($0), "id": $1.id.templateText] } : [])
        return page
    }
}
