// SPDX-License-Identifier: Apache-2.0

/// A target: what is known of it, and how its controllers behave.
public struct Target: Sendable {
    /// Facts and vocabulary.
    public let catalogue: Catalogue
    /// Behaviour.
    public let controller: any Controller

    /// Joins the two.
    public init(catalogue: Catalogue, controller: any Controller) {
        self.catalogue = catalogue
        self.controller = controller
    }

    /// The target's id.
    public var id: String { catalogue.id }
}
