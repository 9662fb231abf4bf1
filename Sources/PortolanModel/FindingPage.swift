// SPDX-License-Identifier: Apache-2.0

/// What a finding means, for whoever meets its code: `portolan explain` and the documentation print it.
public struct FindingPage: Hashable, Sendable {
    /// The stable code, kebab-case, that names the pattern found.
    public var code: String
    /// How much it matters; where a finding depends on more, the page says so and this is the gravest.
    public var severity: Severity
    /// The pattern in a few words.
    public var title: String
    /// What happens at run time.
    public var meaning: String
    /// What to do about it.
    public var remedy: String
    /// A manifest that has it.
    public var triggering: String
    /// The manifest without it.
    public var passing: String
    /// The target on which the examples show it, or several with `and` between them; `nil` where it holds everywhere.
    public var target: String?

    /// Makes a page.
    public init(
        code: String, severity: Severity, title: String, meaning: String, remedy: String, triggering: String, passing: String,
        target: String? = nil
    ) {
        self.code = code
        self.severity = severity
        self.title = title
        self.meaning = meaning
        self.remedy = remedy
        self.triggering = triggering
        self.passing = passing
        self.target = target
    }
}
