// SPDX-License-Identifier: Apache-2.0

import PortolanModel
import PortolanPortability
import PortolanReport

/// A gate's result for programs: schema `portolan.gate/v1`.
package enum GateJSON {
    /// Renders a result.
    package static func render(_ result: GateResult) -> [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.member("schemaVersion", "portolan.gate/v1")
            json.member("status", result.status.rawValue)
            json.member("exitStatus", result.exitStatus)
            json.member("reasons", result.reasons) { $0.value($1) }
            json.member("rules") { $0.members(result.rules) }
            json.member("apps", result.apps) { $0.value($1) }
            json.member("entries", result.entries) { $0.value($1) }
            json.member("problems", result.problems)
            json.comparison(result.comparison)
        }
        return json.bytes + [UInt8(ascii: "\n")]
    }
}

extension JSONWriter {
    fileprivate mutating func value(_ reason: GateReason) {
        object { json in
            json.member("code", reason.code.rawValue)
            json.member("exitStatus", reason.code.exitStatus)
            json.member("app", reason.app)
            json.member("target", reason.target)
            if let subject = reason.subject { json.member("ref") { $0.members(subject) } }
            if let location = reason.location { json.member("source") { $0.members(location) } }
            json.member("message", reason.message)
        }
    }

    fileprivate mutating func members(_ rules: GateRules) {
        member("minScore", rules.minScore)
        if !rules.minScores.isEmpty {
            member("minScores") { json in
                for (target, points) in rules.minScores.sorted(by: { $0.key < $1.key }) { json.member(named: target) { $0.number(points) } }
            }
        }
        member("eachTarget", rules.eachTarget)
        member("failOn", rules.failOn?.rawValue)
        member("require", rules.demands.map(\.text))
        member("allow", rules.allowed.map(\.rawValue).sorted())
        member("against", rules.against)
    }

    fileprivate mutating func value(_ app: GateResult.App) {
        object { json in
            json.member("app", app.name)
            json.member("asWritten", app.written)
            json.member("afterAdaptation", app.adapted)
            json.member("judged", app.judged)
            json.member("endpoints", app.endpoints)
            json.member("targets") { json in
                for target in app.targets { json.member(named: target.target) { $0.value(target) } }
            }
        }
    }

    private mutating func value(_ target: Assessment.TargetScore) {
        object { json in
            json.member("verdict", target.outlook.verdict.rawValue)
            json.member("effort") { json in
                json.member("lines", target.outlook.effort.lines)
                json.member("objects", target.outlook.effort.objects)
            }
            json.member("asWritten", target.written)
            json.member("afterAdaptation", target.adapted)
        }
    }

    fileprivate mutating func value(_ entry: GateEntry) {
        object { json in
            json.member("kind", entry.kind.rawValue)
            json.member("rule", entry.rule)
            json.member("severity", entry.severity.rawValue)
            json.member("isDanger", entry.isDanger)
            json.member("fails", entry.fails)
            json.member("app", entry.app)
            if let subject = entry.subject { json.member("ref") { $0.members(subject) } }
            json.member("targets", entry.targets)
            json.member("source") { json in
                json.members(entry.location)
                json.member("column", entry.location.column)
            }
            json.member("message", entry.message)
            json.member("remedy", entry.remedy)
            json.member("points", entry.points)
            if let isNew = entry.isNew { json.member("isNew", isNew) }
            if let ignored = entry.ignored {
                json.member("ignored") { json in
                    json.member("reason", ignored.reason)
                    json.member("onObject", ignored.isOnObject)
                    json.member("source") { $0.members(ignored.place) }
                }
            }
            json.member("fingerprint", entry.fingerprint)
        }
    }

    fileprivate mutating func comparison(_ comparison: GateComparison?) {
        guard let comparison else { return }
        member("comparison") { json in
            json.member("baseline", comparison.baseline)
            json.member("commit", comparison.commit)
            json.member("problems", comparison.problems)
            json.member("differences", comparison.differences) { json, one in
                json.object { json in
                    json.member("app", one.app)
                    json.member("text", one.text)
                }
            }
        }
    }
}
