// SPDX-License-Identifier: Apache-2.0

/// Names a Kubernetes object: kind, namespace and name.
public struct ObjectReference: Hashable, Sendable {
    /// The object's kind, `Service` say.
    public var kind: String
    /// The namespace; `default` where the manifest names none, empty for cluster-scoped kinds.
    public var namespace: String
    /// The name; empty where the object has none.
    public var name: String

    /// Makes a reference.
    public init(kind: String, namespace: String, name: String) {
        self.kind = kind
        self.namespace = namespace
        self.name = name
    }
}

extension ObjectReference: Comparable {
    /// Orders by namespace, name and kind.
    public static func < (left: Self, right: Self) -> Bool {
        (left.namespace, left.name, left.kind) < (right.namespace, right.name, right.kind)
    }
}

extension ObjectReference: CustomStringConvertible {
    /// `namespace/Kind/name`, without the namespace for cluster-scoped kinds.
    public var description: String {
        namespace.isEmpty ? "\(kind)/\(name)" : "\(namespace)/\(kind)/\(name)"
    }
}
