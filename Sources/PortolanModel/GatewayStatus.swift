// SPDX-License-Identifier: Apache-2.0

/// What became of a route at the Gateway that it names: the Gateway API's own conditions.
public struct RouteStatus: Hashable, Sendable {
    /// The route.
    public var route: ObjectReference
    /// The listener that it names.
    public var section: String?
    /// Whether it is attached.
    public var accepted: Bool
    /// Why, or why not.
    public var acceptedReason: String
    /// Whether all that it refers to exists and may be used.
    public var resolvedRefs: Bool
    /// Why, or why not.
    public var resolvedRefsReason: String

    /// Makes a status.
    public init(
        route: ObjectReference, section: String? = nil, accepted: Bool, acceptedReason: String, resolvedRefs: Bool,
        resolvedRefsReason: String
    ) {
        self.route = route
        self.section = section
        self.accepted = accepted
        self.acceptedReason = acceptedReason
        self.resolvedRefs = resolvedRefs
        self.resolvedRefsReason = resolvedRefsReason
    }
}

/// The conditions of one listener of a Gateway.
public struct ListenerStatus: Hashable, Sendable {
    /// A condition: whether it holds, and the Gateway API's reason.
    public struct Condition: Hashable, Sendable {
        /// Whether it holds.
        public var holds: Bool
        /// The reason.
        public var reason: String

        /// Makes a condition.
        public init(_ holds: Bool, _ reason: String) {
            self.holds = holds
            self.reason = reason
        }
    }

    /// The listener's name.
    public var name: String
    /// The kinds of routes that it takes.
    public var supportedKinds: [String]
    /// How many routes are attached.
    public var attachedRoutes: Int
    /// `Accepted`.
    public var accepted: Condition
    /// `ResolvedRefs`.
    public var resolvedRefs: Condition
    /// `Programmed`.
    public var programmed: Condition
    /// `Conflicted`.
    public var conflicted: Condition

    /// Makes a status.
    public init(
        name: String, supportedKinds: [String], attachedRoutes: Int, accepted: Condition, resolvedRefs: Condition, programmed: Condition,
        conflicted: Condition
    ) {
        self.name = name
        self.supportedKinds = supportedKinds
        self.attachedRoutes = attachedRoutes
        self.accepted = accepted
        self.resolvedRefs = resolvedRefs
        self.programmed = programmed
        self.conflicted = conflicted
    }
}
