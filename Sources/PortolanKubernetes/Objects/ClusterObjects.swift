// SPDX-License-Identifier: Apache-2.0

/// A node, as a dump of a cluster has it.
public struct Node: Sendable {
    /// One of its addresses.
    public struct Address: Hashable, Sendable {
        /// `InternalIP`, `ExternalIP`, `Hostname`, …
        public var type: String
        /// The address.
        public var address: String
    }

    /// Metadata.
    public var metadata: ObjectMeta
    /// `spec.providerID`: where the cloud knows it.
    public var providerID: String?
    /// `spec.unschedulable`.
    public var isUnschedulable: Bool
    /// `status.addresses`.
    public var addresses: [Address]
    /// Whether its condition says that it is ready; `nil` where there is no such condition.
    public var isReady: Bool?

    /// Reads a node.
    public init(_ metadata: ObjectMeta) {
        self.metadata = metadata
        let spec = metadata.node.field("spec")
        let status = metadata.node.field("status")
        providerID = spec?.optionalString("providerID")
        isUnschedulable = spec?.boolean("unschedulable") ?? false
        addresses = (status?.items("addresses") ?? []).map { Address(type: $0.string("type"), address: $0.string("address")) }
        isReady = status?.items("conditions").first { $0.string("type") == "Ready" }.map { $0.string("status") == "True" }
    }
}

/// A Namespace.
public struct Namespace: Sendable {
    /// Metadata.
    public var metadata: ObjectMeta

    /// Reads a namespace.
    public init(_ metadata: ObjectMeta) { self.metadata = metadata }

    /// Its labels, with the one that the API server sets on every namespace: what namespace selectors see.
    public var labels: StringMap {
        let key = "kubernetes.io/metadata.name"
        return StringMap(metadata.labels.entries.filter { $0.key != key } + [StringMap.Entry(key: key, value: metadata.name)])
    }
}
