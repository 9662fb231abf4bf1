// SPDX-License-Identifier: Apache-2.0

/// What becomes of a requirement on a target.
public enum Outcome: Hashable, Sendable {
    /// It holds.
    case met
    /// Part of it holds; what is lost, in one sentence.
    case partly(lost: String)
    /// It does not hold; what happens instead, in one sentence.
    case unmet(instead: String)

    /// Whether it holds whole.
    public var isMet: Bool { self == .met }

    /// What is lost; `nil` where nothing is.
    public var loss: String? {
        switch self {
        case .met: nil
        case .partly(let lost): lost
        case .unmet(let instead): instead
        }
    }
}

/// A requirement and what becomes of it.
public struct Judgement: Hashable, Sendable {
    /// The requirement.
    public var requirement: Requirement
    /// What becomes of it.
    public var outcome: Outcome
}
