// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
public import PortolanModel
public import PortolanPlan
public import PortolanPortability
import PortolanProvider

/// A plan as the contract prints it.
public enum PlanJSON {
    /// Renders one exposure.
    public static func render(_ exposure: Exposure) -> [UInt8] {
        var json = JSONWriter()
        json.value(exposure)
        return json.bytes
    }

    /// Renders a plan.
    public static func render(_ plan: Plan, assessment: Assessment, findings: [Finding], facts: NetworkFacts = .none) -> [UInt8] {
        render([PlannedApp(name: nil, plan: plan, assessment: assessment, findings: findings, facts: facts)])
    }

    /// Renders one app as its plan, several as a list of plans.
    ///
    /// - Parameter unjudged: What exposes something beside several apps and is not planned.
    package static func render(_ apps: [PlannedApp], unjudged: [Unjudged] = []) -> [UInt8] {
        var json = JSONWriter()
        if let app = apps.first, apps.count == 1, app.name == nil {
            json.object { $0.members(app) }
        } else {
            json.object { json in
                json.member("schemaVersion", "portolan.plans/v1")
                json.member("apps", apps) { json, app in
                    json.object { json in
                        json.member("app", app.name)
                        json.member("plan") { $0.members(app) }
                    }
                }
                json.unjudged(unjudged)
            }
        }
        return json.bytes + [UInt8(ascii: "\n")]
    }
}

extension JSONWriter {
    mutating func members(_ app: PlannedApp) {
        let (plan, assessment) = (app.plan, app.assessment)
        member("schemaVersion", "portolan.plan/v1")
        member("targets", plan.targets) { json, target in
            json.object { json in
                json.member("id", target.id)
                json.member("title", target.catalogue.title)
                json.member("provider", target.catalogue.provider)
                json.member("controller", target.catalogue.controller)
                json.member("controllerVersion", target.catalogue.controllerVersion)
            }
        }
        var shared = SharedLoadBalancers()
        member("endpoints", zip(plan.endpoints, assessment.endpoints)) { json, pair in
            json.value(pair.0, assessment: pair.1, assignments: plan.assignments, shared: &shared)
        }
        member("rejected", plan.rejections) { $0.value($1) }
        member("findings", app.findings) { $0.value($1) }
        member("scores") { json in
            json.scores(assessment)
            json.coverage(Coverage(plan, assessment))
        }
        costs(app.facts)
    }

    /// What has no score, and how much has one where it is not all.
    private mutating func coverage(_ coverage: Coverage) {
        guard coverage.isPartial else { return }
        member("isPartial", true)
        member("judged", coverage.judged)
        member("endpointsInAll", coverage.all)
        unjudged(coverage.unjudged)
    }

    mutating func unjudged(_ unjudged: [Unjudged]) {
        guard !unjudged.isEmpty else { return }
        member("unjudged", unjudged) { json, one in
            json.object { json in
                json.member("ref") { $0.members(one.reference) }
                json.member("kind", one.reference.kind)
                json.member("reason", one.reason)
                json.member("source") { $0.members(one.location) }
            }
        }
    }

    private mutating func value(
        _ endpoint: Plan.Endpoint, assessment: Assessment.Endpoint, assignments: [Planner.Assignment], shared: inout SharedLoadBalancers
    ) {
        object { json in
            json.member("ref") { $0.members(endpoint.reference) }
            json.member("source") { $0.members(endpoint.location) }
            json.member("type", endpoint.type)
            if !endpoint.workloads.isEmpty { json.member("workloads", endpoint.workloads) { $0.value($1) } }
            if endpoint.furtherWorkloads > 0 { json.member("furtherWorkloads", endpoint.furtherWorkloads) }
            json.requirements(assessment)
            json.member("exposures") { json in
                for (index, pair) in zip(assignments.map(\.target.id), endpoint.exposures).enumerated() {
                    let assumptions = index < assessment.columns.count ? assessment.columns[index].assumptions : []
                    var exposure = pair.1
                    let parts = exposure.loadBalancers.map {
                        shared.share($0, of: pair.1, at: endpoint.reference, on: pair.0)
                    }
                    exposure.loadBalancers = parts.map(\.balancer)
                    let unknown = assignments[index].unknownWords(of: endpoint)
                    json.member(named: pair.0) {
                        $0.value(exposure, assumptions: assumptions, wholes: parts.map(\.whole), unknown: unknown)
                    }
                }
            }
        }
    }

    mutating func value(_ rejection: Inventory.Rejection) {
        object { json in
            json.member("ref") { $0.members(rejection.reference) }
            json.member("source") { $0.members(rejection.location) }
            json.member("errors", rejection.reasons) { json, reason in
                json.object { json in
                    json.member("field", reason.field)
                    json.member("type", reason.type)
                    json.member("message", reason.message)
                    json.member("line", reason.location.line)
                    json.member("column", reason.location.column)
                }
            }
        }
    }

    mutating func value(_ finding: Finding) {
        object { json in
            json.member("code", finding.code)
            json.member("severity", finding.severity.rawValue)
            json.member("ref") { $0.members(finding.subject) }
            json.member("target", finding.target)
            json.member("source") { json in
                json.members(finding.location)
                json.member("column", finding.location.column)
            }
            json.member("message", finding.message)
            json.member("remedy", finding.remedy)
        }
    }

    package mutating func members(_ reference: ObjectReference) {
        member("kind", reference.kind)
        member("namespace", reference.namespace)
        member("name", allowingEmpty: reference.name)
    }

    package mutating func members(_ location: SourceLocation) {
        member("file", location.file)
        member("line", location.line)
    }
}
