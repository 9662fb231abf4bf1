// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel

/// One thing that findings are about: a pure function of an app, with its page beside it.
///
/// The type's name without capitals is the code without hyphens, so that a finding leads to its file.
protocol Check: Sendable {
    /// What the finding means.
    var page: FindingPage { get }

    /// Where an app has it.
    func findings(in app: App) -> [Finding]
}

extension Check {
    /// A finding of this check.
    ///
    /// - Parameters:
    ///   - subject: The object that it is about, on which it can be ignored.
    ///   - location: Where; the object's own place where there is none nearer.
    ///   - severity: Where it is not the page's.
    ///   - message: What happens at run time, in one sentence.
    ///   - remedy: What to do.
    func finding(
        _ subject: ObjectMeta, at location: SourceLocation? = nil, severity: Severity? = nil, _ message: String, remedy: String
    ) -> Finding {
        Finding(
            code: page.code, severity: severity ?? page.severity, subject: subject.reference, location: location ?? subject.location,
            message: message, remedy: remedy)
    }
}
