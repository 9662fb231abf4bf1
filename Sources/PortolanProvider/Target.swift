// SPDX-License-Identifier: Apache-2.0

/// A target: what is known of it, and how its controllers behave.
public struct Target: Sendable {
    /// Facts and vocabulary, of the release that is predicted.
    public private(set) var catalogue: Catalogue
    /// Behaviour.
    public let controller: any Controller
    /// The release that it was named with: `eks@2.8.3`; `nil` where it was named alone.
    public private(set) var named: String?

    /// Joins the two.
    public init(catalogue: Catalogue, controller: any Controller) {
        self.catalogue = catalogue
        self.controller = controller
    }

    /// The target's id, with the release that it was named with: what tells the columns of a plan apart.
    public var id: String { named.map { "\(catalogue.id)@\($0)" } ?? catalogue.id }

    /// The same at a release.
    ///
    /// - Parameter text: What somebody wrote; `nil` for what holds where nobody writes any.
    public func at(_ text: String?) -> Target {
        var target = self
        target.catalogue = catalogue.at(text)
        return target
    }

    /// The same, at the same release, under the id alone.
    public var unnamed: Target {
        var target = self
        target.named = nil
        return target
    }

    /// The same under a name of its own, `TARGET@VERSION`.
    public func named(_ version: String) -> Target {
        var target = self
        target.named = version
        return target
    }
}
