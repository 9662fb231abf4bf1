// SPDX-License-Identifier: Apache-2.0

/// A Secret.
package struct Secret: Sendable {
    /// Metadata.
    package var metadata: ObjectMeta
    /// `type`, defaulted to `Opaque`.
    package var type: String
    /// The entries of `data`, decoded, and those of `stringData`, which stand over them.
    package var data: [String: [UInt8]]

    /// Reads a Secret.
    package init(_ metadata: ObjectMeta) {
        self.metadata = metadata
        let type = metadata.node.string("type")
        self.type = type.isEmpty ? "Opaque" : type
        data = [:]
        for entry in metadata.node.stringMap("data") ?? StringMap() { data[entry.key] = Base64.decoded(entry.value) ?? [] }
        for entry in metadata.node.stringMap("stringData") ?? StringMap() { data[entry.key] = Array(entry.value.utf8) }
    }
}

extension Inventory {
    /// Secrets.
    package var secrets: [Secret] { objects(kind: "Secret", group: "").map { Secret($0.metadata) } }
}
