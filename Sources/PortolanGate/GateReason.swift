// SPDX-License-Identifier: Apache-2.0

package import PortolanModel

/// Why a gate did not pass.
package struct GateReason: Hashable, Sendable {
    /// The stable codes: what JSON and reports call a reason.
    package enum Code: String, Sendable, CaseIterable {
        /// The app's score, or a target's, is lower than asked for.
        case scoreTooLow = "score-too-low"
        /// It takes more that the app works on a target than is allowed.
        case verdictTooHard = "verdict-too-hard"
        /// A finding is as grave as the gate was told to fail on.
        case finding
        /// The API server refuses an object.
        case refused
        /// Something exposes the app and is not judged.
        case notJudged = "not-judged"
        /// A value that only the user knows has not been filled in.
        case placeholderLeft = "placeholder-left"
        /// Compared with the baseline: something private is public.
        case becamePublic = "became-public"
        /// Compared with the baseline: a danger that was not there.
        case newDanger = "new-danger"
        /// Compared with the baseline: a finding that was not there, as grave as the gate was told to fail on.
        case newFinding = "new-finding"
        /// Compared with the baseline: clients get no address, and did or it is new.
        case noAddress = "no-address"
        /// Compared with the baseline: a requirement held and does not.
        case requirementLost = "requirement-lost"
        /// Compared with the baseline: a score is lower.
        case scoreFell = "score-fell"
        /// Compared with the baseline: it takes more that the app works.
        case verdictFell = "verdict-fell"
        /// Compared with the baseline: a Service answered a request, and now another or none does.
        case answerDiffers = "answer-differs"
        /// Some of the input could not be read: there is no verdict.
        case inputUnreadable = "input-unreadable"

        /// The exit status that comes of it.
        package var exitStatus: Int { self == .inputUnreadable ? 2 : 1 }
    }

    /// The code.
    package var code: Code
    /// The app; `nil` where the input is one.
    package var app: String?
    /// The target; `nil` where it is not about one.
    package var target: String?
    /// The object; `nil` where it is not about one.
    package var subject: ObjectReference?
    /// Where; `nil` where it stands nowhere.
    package var location: SourceLocation?
    /// One sentence.
    package var message: String

    /// Makes a reason.
    package init(
        _ code: Code, app: String? = nil, target: String? = nil, subject: ObjectReference? = nil, at location: SourceLocation? = nil,
        _ message: String
    ) {
        self.code = code
        self.app = app
        self.target = target
        self.subject = subject
        self.location = location
        self.message = message
    }
}
