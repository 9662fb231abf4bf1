// SPDX-License-Identifier: Apache-2.0

import PortolanModel
import PortolanReport

extension PlanDiff {
    /// The changes as JSON, schema `portolan.diff/v1`; what is absent is not written.
    public func json() -> [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.member("schemaVersion", "portolan.diff/v1")
            json.member("targetsAdded", addedTargets)
            json.member("targetsRemoved", removedTargets)
            json.member("endpoints", endpoints) { $0.value($1) }
            if !findings.isEmpty { json.member("findings", findings) { $0.value($1) } }
            if !scores.isEmpty { json.scores("targets", scores) }
            if let app { json.member("app") { $0.members(app) } }
        }
        return json.bytes + [UInt8(ascii: "\n")]
    }
}

extension JSONWriter {
    fileprivate mutating func value(_ endpoint: PlanDiff.Endpoint) {
        object { json in
            json.member("ref") { json in
                json.member("kind", endpoint.reference.kind)
                json.member("namespace", endpoint.reference.namespace)
                json.member("name", allowingEmpty: endpoint.reference.name)
            }
            json.member("change", endpoint.kind.rawValue)
            if !endpoint.requirements.isEmpty { json.member("requirements", endpoint.requirements) { $0.value($1) } }
            if !endpoint.exposures.isEmpty {
                json.member("exposures") { json in
                    for exposure in endpoint.exposures {
                        json.member(named: exposure.target) { json in json.array(exposure.changes) { $0.value($1) } }
                    }
                }
            }
            if !endpoint.scores.isEmpty { json.scores("scores", endpoint.scores) }
        }
    }

    fileprivate mutating func scores(_ key: StaticString, _ scores: [PlanDiff.ScoreChange]) {
        member(key) { json in
            for score in scores { json.member(named: score.target) { json in json.object { $0.members(score) } } }
        }
    }

    fileprivate mutating func value(_ change: PlanDiff.Change) {
        object { json in
            json.member("name", change.name)
            if let old = change.old { json.member("old", allowingEmpty: old) }
            if let new = change.new { json.member("new", allowingEmpty: new) }
        }
    }

    fileprivate mutating func members(_ score: PlanDiff.ScoreChange) {
        pair("asWritten", score.old.written, score.new.written)
        pair("afterAdaptation", score.old.adapted, score.new.adapted)
    }

    private mutating func pair(_ key: StaticString, _ old: Int?, _ new: Int?) {
        guard old != new else { return }
        member(key) { json in
            json.member("old", old)
            json.member("new", new)
        }
    }
}
