// SPDX-License-Identifier: Apache-2.0

import PortolanModel
import PortolanReport

/// GitHub's workflow commands, one a line: each becomes a mark beside the line of the pull request that it is about.
package enum GitHubReport {
    /// How many marks of each kind GitHub shows of one step.
    private static let limit = 10

    /// Renders a result.
    package static func render(_ result: GateResult) -> [UInt8] {
        var lines: [String] = []
        let entries = result.entries.filter { $0.isListed && $0.ignored == nil }
        // What fails the gate comes first: GitHub shows ten of a kind.
        let sorted = entries.filter(\.fails) + entries.filter { !$0.fails }
        let reasons = result.reasons.filter { reason in
            reason.location.map { place in !entries.contains { $0.fails && $0.location == place } } ?? true
        }
        for reason in reasons.prefix(limit) {
            lines.append(command("error", reason.location, "portolan gate: \(reason.code.rawValue)", app(reason.app) + reason.message))
        }
        for (kind, room) in [("error", max(0, limit - reasons.count)), ("warning", limit), ("notice", limit)] {
            let shown = sorted.filter { $0.command == kind }
            for entry in shown.prefix(room) {
                let remedy = entry.remedy.map { "\n→ \($0)" } ?? ""
                lines.append(command(kind, entry.location, "portolan: \(entry.rule)", entry.sentence + remedy))
            }
            if shown.count > room {
                lines.append(command("notice", nil, "portolan", "\(shown.count - room) more of \(kind); the other reports list them all"))
            }
        }
        return Array(lines.map { $0 + "\n" }.joined().utf8)
    }

    private static func app(_ name: String?) -> String { name.map { "\($0): " } ?? "" }

    private static func command(_ kind: String, _ location: SourceLocation?, _ title: String, _ message: String) -> String {
        var properties: [String] = []
        if let place = location?.inRepository, place.isInFile {
            properties = ["file=\(property(place.file))", "line=\(max(1, place.line))", "col=\(max(1, place.column))"]
        }
        properties.append("title=\(property(title))")
        return "::\(kind) \(properties.joined(separator: ","))::\(data(message))"
    }

    /// A message as the runner reads it: one line whatever it holds.
    static func data(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "%": result += "%25"
            case "\r": result += "%0D"
            case "\n": result += "%0A"
            default: result += String(scalar).printable
            }
        }
        return result
    }

    /// The same of a property, which ends at a colon or comma.
    static func property(_ text: String) -> String {
        data(text).split(separator: ":", omittingEmptySubsequences: false).joined(separator: "%3A")
            .split(separator: ",", omittingEmptySubsequences: false).joined(separator: "%2C")
    }
}

extension GateEntry {
    /// The workflow command that tells it.
    fileprivate var command: String {
        switch severity {
        case .critical, .error: "error"
        case .warning: fails ? "error" : "warning"
        case .info: fails ? "error" : "notice"
        }
    }
}
