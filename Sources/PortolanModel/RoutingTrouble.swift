// SPDX-License-Identifier: Apache-2.0

/// What a routing controller knows to be wrong with an Ingress or Gateway beyond its own state: it becomes a finding.
public struct RoutingTrouble: Hashable, Sendable {
    /// What is wrong.
    public enum Kind: String, Hashable, Sendable {
        /// A mistake of this object keeps others, or all of its own paths, from being served or updated.
        case stopsOthers
        /// A mistake of another object keeps this one from being served or updated.
        case isStopped
        /// The class is written where its controller does not read it.
        case classNotRead
        /// A Service is of a type that the load balancer cannot use.
        case serviceType
        /// An annotation of this object turns the paths of others into regular expressions.
        case spreadsRegex
        /// What was to ask for credentials, or to let in some clients only, is not there, and everybody is let in.
        case lostGuard
        /// A rule with what was to guard it is not there: who sends what it was for is answered by other rules, if there are any.
        case droppedGuard
    }

    /// What is wrong.
    public var kind: Kind
    /// What happens, in one sentence; the controller's own message where it has one.
    public var message: String
    /// What to do about it.
    public var remedy: String

    /// Makes a trouble.
    public init(_ kind: Kind, _ message: String, remedy: String) {
        self.kind = kind
        self.message = message
        self.remedy = remedy
    }
}
