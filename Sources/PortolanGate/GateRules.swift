// SPDX-License-Identifier: Apache-2.0

package import PortolanModel
package import PortolanPortability

/// What a gate asks of an app.
package struct GateRules: Sendable {
    /// The gravest findings that pass.
    package enum FailureLevel: String, Sendable, CaseIterable {
        /// What nobody asked for but differs on a target, and whatever else is critical.
        case danger
        /// Those, and what breaks or never gets an address.
        case error
        /// Those, and what is likely not what was meant.
        case warning

        /// Whether a finding fails the gate.
        package func takes(_ severity: Severity, isDanger: Bool) -> Bool {
            switch self {
            case .danger: isDanger || severity == .critical
            case .error: isDanger || severity >= .error
            case .warning: isDanger || severity >= .warning
            }
        }
    }

    /// The lowest score that passes: the app's, or with `eachTarget` every target's.
    package var minScore: Int?
    /// The lowest score of single targets.
    package var minScores: [String: Int] = [:]
    /// Whether `minScore` is held against every target's score instead of the app's.
    package var eachTarget = false
    /// Findings that fail the gate; `nil` where none does.
    package var failOn: FailureLevel?
    /// What it may take at most that the app works.
    package var demands: [VerdictDemand] = []
    /// Reasons that are known and let pass.
    package var allowed: Set<GateReason.Code> = []
    /// What the app is compared with, as the call names it; `nil` where it is compared with nothing.
    package var against: String?

    /// Rules that ask for nothing.
    package init() {}

    /// Whether anything is asked for.
    package var isEmpty: Bool { minScore == nil && minScores.isEmpty && failOn == nil && demands.isEmpty && against == nil }

    /// The lowest score that a target must have; `nil` where it may have any.
    package func minimum(_ target: String) -> Int? { minScores[target] ?? (eachTarget ? minScore : nil) }
}

/// The most that it may take that an app works on a target: `as-is`, `edit`, `edit:10`, `app`; with `TARGET=` before it for one target.
package struct VerdictDemand: Hashable, Sendable {
    /// Why a demand is none.
    package struct Fault: Error, CustomStringConvertible {
        package let description: String
    }

    /// The target; `nil` for all of them.
    package var target: String?
    /// The worst verdict that passes.
    package var verdict: Verdict
    /// The most lines that have to change; `nil` for any number.
    package var lines: Int?

    /// Reads a demand.
    package init(_ text: String) throws(Fault) {
        var rest = text[...]
        if let equals = text.firstIndex(of: "=") {
            target = String(text[..<equals])
            rest = text[text.index(after: equals)...]
        }
        let parts = rest.split(separator: ":", omittingEmptySubsequences: false)
        guard target != "", let word = parts.first, let verdict = Verdict(rawValue: String(word)), verdict != .impossible, parts.count < 3
        else {
            throw Fault(description: "expected [TARGET=]VERDICT: as-is, edit, edit:LINES or app")
        }
        self.verdict = verdict
        guard parts.count == 2 else { return }
        guard verdict != .asIs, let lines = Int(parts[1]), (0...1_000_000).contains(lines), parts[1].first != "+" else {
            throw Fault(description: "expected a number of lines behind edit or app, edit:10 say")
        }
        self.lines = lines
    }

    /// The demand as it was written.
    package var text: String { (target.map { "\($0)=" } ?? "") + verdict.rawValue + (lines.map { ":\($0)" } ?? "") }

    /// The demand in words: `to work after at most 10 lines`.
    package var words: String {
        let lines = lines.map { $0 == 1 ? " after at most 1 line" : " after at most \($0) lines" }
        switch verdict {
        case .asIs: return "to work as it is"
        case .edit: return "to work\(lines ?? " after any number of lines")"
        case .app, .impossible: return "to work, with a change of the app if need be" + (lines.map { " and\($0)" } ?? "")
        }
    }

    /// Whether a verdict is good enough.
    package func isMet(by outlook: Outlook) -> Bool {
        guard outlook.verdict <= verdict else { return false }
        return lines.map { outlook.effort.lines <= $0 } ?? true
    }
}
