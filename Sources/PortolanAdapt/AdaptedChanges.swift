// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanManifest
package import PortolanModel
package import PortolanPlan
package import PortolanPortability
package import PortolanProvider

/// What is written of the changes that an assessment has found: for people who deploy the result, or for Portolan to read again.
package struct AdaptedChanges: Sendable {
    private let catalogue: Catalogue
    private let unread: UnreadScope
    private let dead: DeadWords
    private let keepsPins: Bool
    private let dropsDeadWords: Bool

    /// Makes the rules.
    ///
    /// - Parameters:
    ///   - target: The target that is adapted to.
    ///   - all: All targets, whose words a manifest may use.
    ///   - keepsPins: Whether annotations are written that only Portolan reads; the words that they explain stay then.
    ///   - dropsDeadWords: Whether words of other clouds are taken out, as an overlay for one target can.
    package init(to target: Catalogue, among all: [Catalogue], keepsPins: Bool, dropsDeadWords: Bool) {
        catalogue = target
        unread = UnreadScope(all)
        dead = DeadWords(on: target, among: all)
        self.keepsPins = keepsPins
        self.dropsDeadWords = dropsDeadWords && !keepsPins
    }

    /// The changes of an endpoint.
    package func changes(_ endpoint: Plan.Endpoint, _ column: Assessment.Column) -> [ServiceChange] {
        guard let service = endpoint.service else { return [] }
        var changes = keepsPins ? column.adapted.changes : column.adapted.changes.filter { !$0.isPin }
        if let placeholder = unread.placeholder(for: service, on: catalogue) { changes.append(placeholder) }
        if dropsDeadWords {
            let written = Set(changes.compactMap(\.annotationKey))
            changes += dead.keys(of: service).filter { !written.contains($0) }.map { .annotationRemoval(key: $0) }
        }
        return changes
    }

    /// Whether the changes let everybody reach what is private, or has no address, as written.
    package static func becomesPublic(_ written: Exposure, _ column: Assessment.Column) -> Bool {
        !column.adapted.changes.isEmpty && scope(column.adapted.exposure) == .public && scope(written) != .public
    }

    private static func scope(_ exposure: Exposure) -> Scope? {
        guard exposure.status == .provisioned else { return nil }
        return exposure.address?.scope ?? exposure.loadBalancers.first?.scope
    }
}

extension ServiceChange {
    fileprivate var annotationKey: String? {
        switch self {
        case .annotation(let key, _), .annotationRemoval(let key): key
        case .field, .list, .removal: nil
        }
    }
}

/// Values that a user has filled in where an earlier run left placeholders.
package struct FilledIn {
    private let object: YAMLNode?

    /// Reads the patch that an earlier run wrote.
    package init(patch: [UInt8]?) {
        object = patch.flatMap { YAMLTree.compose($0, file: "patch.yaml").tree.documents.first }
    }

    /// A change with the user's value instead of the placeholder, where there is one.
    func keeping(_ change: ServiceChange) -> ServiceChange {
        switch change {
        case .annotation(let key, let value) where value.contains(ServiceChange.placeholderPrefix):
            filled(object?.at("metadata", "annotations")?.value(key)).map { .annotation(key: key, value: $0) } ?? change
        case .field(let name, let value) where value.contains(ServiceChange.placeholderPrefix):
            filled(object?.at("spec")?.value(name)).map { .field(name: name, value: $0) } ?? change
        case .annotation, .annotationRemoval, .field, .list, .removal: change
        }
    }

    private func filled(_ node: YAMLNode?) -> String? {
        guard let text = node?.text, node?.isNull == false, !text.contains(ServiceChange.placeholderPrefix) else { return nil }
        return text
    }
}
