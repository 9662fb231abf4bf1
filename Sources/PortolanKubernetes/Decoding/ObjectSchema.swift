// SPDX-License-Identifier: Apache-2.0

import PortolanModel

/// The fields of kinds that are no Kubernetes' own, held against objects as `kubectl apply` and the API server do: a field that the kind
/// has not, and a value of another type, are refused.
package struct ObjectSchema: Sendable {
    private let table: FieldTable

    /// Makes a schema.
    ///
    /// - Parameters:
    ///   - fields: The types and their fields, in the form of `FieldTable`; `ObjectMeta` is known.
    ///   - roots: The types that are whole objects, by their `apiVersion`.
    package init(fields: [String], roots: [String: [String]]) {
        table = FieldTable(fields + [FieldTable.metaFields], roots: roots)
    }

    /// What is wrong with an object; `nil` where nothing is, or its kind is not known here.
    package func fault(in metadata: ObjectMeta) -> String? {
        guard let type = table.root(apiVersion: metadata.apiVersion, kind: metadata.reference.kind) else { return nil }
        guard !StrictDecoder(table: table).accepts(metadata.node, asObject: type) else { return nil }
        return DecodeFaults.reasons(in: metadata.node, asObject: type, table: table).first?.message
    }
}
