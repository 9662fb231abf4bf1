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
        var json = JSONWriter()
        json.object { json in
            json.member("schemaVersion", "portolan.plan/v1")
            json.member("targets", plan.targets) { json, target in
                json.object { json in
                    json.member("id", target.catalogue.id)
                    json.member("title", target.catalogue.title)
                    json.member("provider", target.catalogue.provider)
                    json.member("controller", target.catalogue.controller)
                    json.member("controllerVersion", target.catalogue.controllerVersion)
                }
            }
            let targets = plan.targets.map(\.id)
            json.member("endpoints", zip(plan.endpoints, assessment.endpoints)) { json, pair in
                json.value(pair.0, assessment: pair.1, targets: targets)
            }
            json.member("rejected", plan.rejections) { $0.value($1) }
            json.member("findings", findings) { $0.value($1) }
            json.member("scores") { $0.scores(assessment) }
            json.costs(facts)
        }
        return json.bytes + [UInt8(ascii: "\n")]
    }
}

extension JSONWriter {
    mutating func value(_ endpoint: Plan.Endpoint, assessment: Assessment.Endpoint, targets: [String]) {
        object { json in
            json.member("ref") { $0.members(endpoint.reference) }
            json.member("source") { $0.members(endpoint.location) }
            json.member("type", endpoint.type)
            if !endpoint.workloads.isEmpty { json.member("workloads", endpoint.workloads) { $0.value($1) } }
            json.requirements(assessment)
            json.member("exposures") { json in
                for (target, exposure) in zip(targets, endpoint.exposures) {
                    json.member(named: target) { $0.value(exposure) }
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

    mutating func members(_ reference: ObjectReference) {
        member("kind", reference.kind)
        member("namespace", reference.namespace)
        member("name", allowingEmpty: reference.name)
    }

    mutating func members(_ location: SourceLocation) {
        member("file", location.file)
        member("line", location.line)
    }
}
