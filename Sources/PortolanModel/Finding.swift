// SPDX-License-Identifier: Apache-2.0

/// How much a finding matters.
public enum Severity: String, Hashable, Sendable, CaseIterable, Comparable {
    /// Good to know.
    case info
    /// Likely not what was meant.
    case warning
    /// Breaks, or never gets an address.
    case error
    /// Dangerous: a private service becomes public, say.
    case critical

    /// Orders from `info` up to `critical`.
    public static func < (left: Self, right: Self) -> Bool { left.rank < right.rank }

    private var rank: Int {
        switch self {
        case .info: 0
        case .warning: 1
        case .error: 2
        case .critical: 3
        }
    }
}

/// Something about the user's manifest that they should know.
///
/// Findings are values; they are collected, never thrown.
public struct Finding: Hashable, Sendable {
    /// The stable code, kebab-case, that names the pattern found: `source-ranges-ignored`.
    public var code: String
    /// How much it matters.
    public var severity: Severity
    /// The object that it is about.
    public var subject: ObjectReference
    /// The target that it holds for; `nil` where it holds everywhere.
    public var target: String?
    /// Where in the input.
    public var location: SourceLocation
    /// One sentence: what happens at run time.
    public var message: String
    /// What to do about it.
    public var remedy: String

    /// Makes a finding.
    public init(
        code: String, severity: Severity, subject: ObjectReference, target: String? = nil, location: SourceLocation,
        message: String, remedy: String
    ) {
        self.code = code
        self.severity = severity
        self.subject = subject
        self.target = target
        self.location = location
        self.message = message
        self.remedy = remedy
    }
}

extension Finding: Comparable {
    /// Orders by place, code, subject, target and text, which makes every listing deterministic.
    public static func < (left: Self, right: Self) -> Bool {
        if left.location != right.location { return left.location < right.location }
        if left.code != right.code { return left.code < right.code }
        if left.subject != right.subject { return left.subject < right.subject }
        return (left.target ?? "", left.message) < (right.target ?? "", right.message)
    }
}
