// SPDX-License-Identifier: Apache-2.0

/// What is not as it was once routes have moved.
package struct MoveLoss: Hashable, Sendable {
    /// How bad it is.
    package enum Weight: Int, Hashable, Sendable, Comparable {
        /// Somebody gets in who did not before, or would if it were written.
        case danger
        /// Something that was asked for is gone.
        case loss
        /// Something else to know.
        case note

        /// Whether one is worse than the other.
        package static func < (one: Weight, other: Weight) -> Bool { one.rawValue < other.rawValue }
    }

    /// How bad it is.
    package var weight: Weight
    /// The sentence.
    package var text: String

    /// Makes one.
    package init(_ weight: Weight, _ text: String) {
        self.weight = weight
        self.text = text
    }
}
