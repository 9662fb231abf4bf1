// SPDX-License-Identifier: Apache-2.0

import PortolanModel
import PortolanReport

extension PlanDiff {
    /// The changes as JSON, schema `portolan.diff/v1`; what is absent is not written.
    public func json() -> [UInt8] {
        var json = JSONWriter()
        json.object { $0.members(self) }
        return json.bytes + [UInt8(ascii: "\n")]
    }

    /// The changes of several apps as JSON, schema `portolan.diffs/v1`.
    public static func json(_ diffs: [(app: String, diff: PlanDiff)], added: [String], removed: [String]) -> [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.member("schemaVersion", "portolan.diffs/v1")
            json.member("appsAdded", added)
            json.member("appsRemoved", removed)
            json.member("apps", diffs) { json, one in
                json.object { json in
                    json.member("app", one.app)
                    json.member("diff") { $0.members(one.diff) }
                }
            }
        }
        return json.bytes + [UInt8(ascii: "\n")]
    }
}

extension JSONWriter {
    fileprivate mutating func members(_ diff: PlanDiff) {
        member("schemaVersion", "portolan.diff/v1")
        member("harms", diff.harms)
        member("mended", diff.mended)
        member("targetsAdded", diff.addedTargets)
        member("targetsRemoved", diff.removedTargets)
        if !diff.requests.isEmpty { member("requests", diff.requests) { $0.value($1) } }
        if !diff.verdicts.isEmpty { member("verdicts", diff.verdicts) { $0.value($1) } }
        if !diff.unjudged.isEmpty { member("unjudged", diff.unjudged) { $0.value($1) } }
        member("endpoints", diff.endpoints) { $0.value($1) }
        if !diff.findings.isEmpty { member("findings", diff.findings) { $0.value($1) } }
        if !diff.scores.isEmpty { scores("targets", diff.scores) }
        if let app = diff.app { member("app") { $0.members(app) } }
    }

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

    fileprivate mutating func value(_ change: PlanDiff.RequestChange) {
        object { json in
            json.member("request", change.request)
            json.member("targets", change.targets)
            json.member("old", change.old)
            json.member("new", change.new)
            if change.isHarm { json.member("isHarm", true) }
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
