// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
package import PortolanManifest

/// A reference to an object by group, kind, namespace and name, with the defaults of the place where it stands filled in.
package struct TypedReference: Hashable, Sendable {
    /// The API group; empty for the core group.
    package var group: String
    /// The kind.
    package var kind: String
    /// The namespace, that of the referring object where none is written.
    package var namespace: String
    /// The name.
    package var name: String

    /// Makes a reference.
    package init(group: String, kind: String, namespace: String, name: String) {
        self.group = group
        self.kind = kind
        self.namespace = namespace
        self.name = name
    }

    /// Reads a reference.
    ///
    /// - Parameters:
    ///   - node: Its mapping.
    ///   - group: The group where none is written.
    ///   - kind: The kind where none is written.
    ///   - namespace: The namespace of the referring object.
    package init(_ node: YAMLNode, group: String = "", kind: String, namespace: String) {
        self.group = node.optionalString("group") ?? group
        self.kind = node.optionalString("kind") ?? kind
        let written = node.string("namespace")
        self.namespace = written.isEmpty ? namespace : written
        name = node.string("name")
    }

    /// `ns/name`.
    package var path: String { "\(namespace)/\(name)" }

    /// The API group of the Gateway API.
    package static let gatewayGroup = "gateway.networking.k8s.io"
}
