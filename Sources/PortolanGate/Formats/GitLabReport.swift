// SPDX-License-Identifier: Apache-2.0

import PortolanModel
import PortolanReport

/// GitLab's code quality report: a list of issues, which merge requests show.
package enum GitLabReport {
    /// Renders a result; what is ignored is left out, since GitLab knows no such thing.
    package static func render(_ result: GateResult, pages: RulePages) -> [UInt8] {
        var json = JSONWriter()
        json.array(result.entries.filter { $0.isListed && $0.ignored == nil }) { json, entry in
            let place = entry.location.inRepository
            json.object { json in
                json.member("description", entry.sentence.printable)
                json.member("check_name", entry.rule)
                json.member("fingerprint", entry.fingerprint)
                json.member("severity", entry.severity.gitLabWord)
                json.member("location") { json in
                    json.member("path", place.isInFile ? place.file.printable : "stdin")
                    json.member("lines") { $0.member("begin", max(1, place.line)) }
                }
                json.member("categories", always: ["Compatibility"])
                json.member("content") { $0.member("body", "\(pages.page(of: entry).meaning)\n\n\(entry.remedy?.printable ?? "")") }
            }
        }
        return json.bytes + [UInt8(ascii: "\n")]
    }
}

extension Severity {
    /// GitLab's word for it: info, minor, major, critical or blocker.
    fileprivate var gitLabWord: String {
        switch self {
        case .critical: "critical"
        case .error: "major"
        case .warning: "minor"
        case .info: "info"
        }
    }
}
