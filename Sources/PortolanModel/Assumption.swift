// SPDX-License-Identifier: Apache-2.0

/// Something about the cluster that decides over an exposure, and that neither the manifests nor the configuration say.
public struct Assumption: Hashable, Sendable {
    /// The target's option that stands for it.
    public var option: String
    /// The value that was taken; `none` where that is nothing.
    public var value: String
    /// What follows from it, and what would change it: one sentence.
    public var effect: String
    /// A value that would change it; `nil` where no option says it.
    public var alternative: String?
    /// Whether the scores are those with the alternative, since nobody could know better.
    public var isScoredOtherwise: Bool

    /// Makes an assumption.
    public init(option: String, value: String, effect: String, alternative: String? = nil, isScoredOtherwise: Bool = false) {
        self.option = option
        self.value = value
        self.effect = effect
        self.alternative = alternative
        self.isScoredOtherwise = isScoredOtherwise
    }
}
