// SPDX-License-Identifier: Apache-2.0

package import PortolanKubernetes

/// Which references into other namespaces the ReferenceGrants of the input permit.
///
/// A grant lives in the namespace of what is referred to (gateway-api v1.6, apis/v1/referencegrant_types.go).
package struct ReferenceGrants: Sendable {
    private struct Key: Hashable, Sendable {
        var fromGroup: String
        var fromKind: String
        var fromNamespace: String
        var toGroup: String
        var toKind: String
        var toNamespace: String
        /// `nil` for all names.
        var name: String?
    }

    private let grants: Set<Key>

    /// Reads the grants of an inventory.
    package init(_ inventory: Inventory) {
        var grants: Set<Key> = []
        for object in inventory.objects(kind: "ReferenceGrant", group: TypedReference.gatewayGroup) {
            let targets = object.spec?.items("to") ?? []
            for from in object.spec?.items("from") ?? [] {
                for to in targets {
                    grants.insert(
                        Key(
                            fromGroup: from.string("group"), fromKind: from.string("kind"), fromNamespace: from.string("namespace"),
                            toGroup: to.string("group"), toKind: to.string("kind"), toNamespace: object.metadata.namespace,
                            name: to.optionalString("name").flatMap { $0.isEmpty ? nil : $0 }))
                }
            }
        }
        self.grants = grants
    }

    /// Whether an object of a kind in a namespace may refer to another object; in its own namespace it always may.
    package func permit(_ target: TypedReference, from kind: String, group: String = TypedReference.gatewayGroup, in namespace: String)
        -> Bool
    {
        guard target.namespace != namespace else { return true }
        var key = Key(
            fromGroup: group, fromKind: kind, fromNamespace: namespace, toGroup: target.group, toKind: target.kind,
            toNamespace: target.namespace, name: nil)
        if grants.contains(key) { return true }
        key.name = target.name
        return grants.contains(key)
    }
}
