// SPDX-License-Identifier: Apache-2.0

import PortolanModel
import PortolanPortability

extension JSONWriter {
    /// Writes an endpoint's requirements, each with what becomes of it on every target.
    mutating func requirements(_ endpoint: Assessment.Endpoint) {
        guard !endpoint.requirements.isEmpty else { return }
        member("home", endpoint.home)
        member("requirements", endpoint.requirements.enumerated()) { json, element in
            let (index, requirement) = element
            json.object { json in
                json.member("id", requirement.id.rawValue)
                if let port = requirement.port {
                    json.member("port", port.number)
                    json.member("protocol", port.protocol)
                }
                json.member("value", requirement.value)
                json.member("origin") { json in
                    json.member("key", requirement.origin.key)
                    json.member("words", requirement.origin.words)
                    json.member("isDefault", requirement.origin.isDefault)
                    json.members(requirement.origin.location)
                }
                // Only what is lost somewhere: a target that is not named here meets the requirement as written.
                let lossy = endpoint.columns.filter { !$0.judgements[index].outcome.isMet || !$0.adapted.judgements[index].outcome.isMet }
                guard !lossy.isEmpty else { return }
                json.member("outcomes") { json in
                    for column in lossy {
                        json.member(named: column.target) { $0.outcome(of: index, in: column) }
                    }
                }
            }
        }
    }

    private mutating func outcome(of index: Int, in column: Assessment.Column) {
        let written = column.judgements[index].outcome
        let adapted = column.adapted.judgements[index].outcome
        object { json in
            json.member("asWritten", written.word)
            json.member("afterAdaptation", adapted.word)
            json.member("loss", written.loss)
            json.member("lossAfterAdaptation", adapted.loss)
        }
    }

    /// Writes the scores of the app, its targets and its endpoints.
    mutating func scores(_ assessment: Assessment) {
        member("asWritten", assessment.written)
        member("afterAdaptation", assessment.adapted)
        member("home", assessment.home)
        guard !assessment.targets.isEmpty else { return }
        member("targets") { json in
            for score in assessment.targets {
                json.member(named: score.target) { json in
                    json.object { json in
                        json.members(score.outlook)
                        json.member("asWritten", score.written)
                        json.member("afterAdaptation", score.adapted)
                    }
                }
            }
        }
        member("endpoints", assessment.endpoints.filter { !$0.columns.isEmpty }) { json, endpoint in
            json.object { json in
                json.member("ref") { $0.members(endpoint.reference) }
                json.member("targets") { json in
                    for column in endpoint.columns {
                        json.member(named: column.target) { $0.value(column) }
                    }
                }
            }
        }
    }

    private mutating func value(_ column: Assessment.Column) {
        object { json in
            json.members(column.outlook)
            json.member("asWritten", column.score.points)
            json.member("afterAdaptation", column.adapted.score.points)
            json.losses("losses", column.score.losses)
            json.losses("lossesAfterAdaptation", column.adapted.score.losses)
            guard !column.adapted.changes.isEmpty else { return }
            json.member("changes", column.adapted.changes) { json, change in json.object { $0.members(change) } }
        }
    }

    private mutating func members(_ outlook: Outlook) {
        member("verdict", outlook.verdict.rawValue)
        member("effort") { json in
            json.member("lines", outlook.effort.lines)
            json.member("objects", outlook.effort.objects)
        }
        member("needs", outlook.needs)
    }

    private mutating func losses(_ key: StaticString, _ losses: [Score.Loss]) {
        guard !losses.isEmpty else { return }
        member(key, losses) { json, loss in
            json.object { json in
                json.member("points", loss.points)
                json.member("requirement", loss.requirement.rawValue)
                json.member("reason", loss.reason)
                json.member("isDanger", loss.isDanger)
                if !loss.ports.isEmpty { json.member("ports", loss.ports) { $0.number($1) } }
            }
        }
    }

    private mutating func members(_ change: ServiceChange) {
        switch change {
        case .annotation(let key, let value):
            member("annotation", key)
            member("value", allowingEmpty: value)
        case .annotationRemoval(let key):
            member("annotation", key)
            member("removed", true)
        case .field(let name, let value):
            member("field", "spec.\(name)")
            member("value", allowingEmpty: value)
        case .list(let name, let values):
            member("field", "spec.\(name)")
            member("values", always: values)
        case .removal(let name):
            member("field", "spec.\(name)")
            member("removed", true)
        }
    }
}

extension Outcome {
    /// The word that the JSON has for it.
    var word: String {
        switch self {
        case .met: "met"
        case .partly: "partly"
        case .unmet: "unmet"
        }
    }
}
