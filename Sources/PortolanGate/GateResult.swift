// SPDX-License-Identifier: Apache-2.0

import PortolanModel
package import PortolanPortability
import PortolanReport

/// What a gate found: all that its table and its reports are made from.
package struct GateResult: Sendable {
    /// The verdict.
    package enum Status: String, Sendable {
        case passed, failed
        /// Some of the input could not be read.
        case none = "no-verdict"
    }

    /// An app as the gate saw it.
    package struct App: Sendable {
        /// The app's name; `nil` where the input is one.
        package var name: String?
        /// Its score as written; `nil` where it exposes nothing.
        package var written: Int?
        /// The same after adaptation.
        package var adapted: Int?
        /// The targets.
        package var targets: [Assessment.TargetScore]
        /// How many of its endpoints are judged.
        package var judged: Int
        /// How many there are.
        package var endpoints: Int
        /// ` of 3 of 5 endpoints`; nothing where all are judged.
        package var share: String
        /// What is not judged, in words.
        package var unjudged: String?
        /// Whether nothing in it asks to be reached from outside.
        package var isInside: Bool
    }

    /// The rules.
    package var rules: GateRules
    /// The apps.
    package var apps: [App] = []
    /// Why the gate did not pass, app by app.
    package var reasons: [GateReason] = []
    /// What the reports list, the gravest first.
    package var entries: [GateEntry] = []
    /// What could not be read.
    package var problems: [String] = []
    /// What has changed against the baseline; `nil` where there is none.
    package var comparison: GateComparison?
    /// What exposes something beside several apps and is not judged, in words.
    package var unrendered: String?

    /// The verdict.
    package var status: Status {
        if reasons.contains(where: { $0.code == .inputUnreadable }) { return .none }
        return reasons.isEmpty ? .passed : .failed
    }

    /// The exit status: the reasons' gravest.
    package var exitStatus: Int { reasons.map(\.code.exitStatus).max() ?? 0 }

    /// The score of the whole: that of the app with the least; `nil` where none has one.
    package var score: Int? { apps.compactMap(\.written).min() }

    /// The verdict in one line.
    package var headline: String {
        switch status {
        case .passed: "The gate passed"
        case .failed: reasons.count == 1 ? "The gate failed for 1 reason" : "The gate failed for \(reasons.count) reasons"
        case .none: "There is no verdict: a part of the input could not be read"
        }
    }
}

/// What has changed against a baseline.
package struct GateComparison: Sendable {
    /// What it is compared with, as the call names it.
    package var baseline: String
    /// The commit, where it is a revision.
    package var commit: String?
    /// The differences in words, app by app.
    package var differences: [(app: String?, text: String)]
    /// What could not be read of the baseline, so that what stands there counts as new.
    package var problems: [String]

    /// Puts a comparison together.
    package init(baseline: String, commit: String?, differences: [(app: String?, text: String)], problems: [String]) {
        self.baseline = baseline
        self.commit = commit
        self.differences = differences
        self.problems = problems
    }
}
