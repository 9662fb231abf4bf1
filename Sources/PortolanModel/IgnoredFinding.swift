// SPDX-License-Identifier: Apache-2.0

/// A finding that the user has asked not to hear again.
package struct IgnoredFinding: Hashable, Sendable {
    /// The finding.
    package var finding: Finding
    /// Why, in the user's words; `nil` where they do not say.
    package var reason: String?
    /// Where they say so.
    package var place: SourceLocation
    /// Whether they say so on the object itself, not in the configuration.
    package var isOnObject: Bool

    /// Makes one.
    package init(finding: Finding, reason: String?, place: SourceLocation, isOnObject: Bool) {
        self.finding = finding
        self.reason = reason
        self.place = place
        self.isOnObject = isOnObject
    }
}
