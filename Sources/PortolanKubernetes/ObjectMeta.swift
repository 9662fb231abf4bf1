// SPDX-License-Identifier: Apache-2.0

public import PortolanManifest
public import PortolanModel

/// A key-value mapping of a manifest in the order written: labels, annotations, selectors.
public struct StringMap: Hashable, Sendable, Sequence {
    /// A key and its value.
    public struct Entry: Hashable, Sendable {
        /// The key.
        public var key: String
        /// The value.
        public var value: String

        /// Makes an entry.
        public init(key: String, value: String) {
            self.key = key
            self.value = value
        }
    }

    /// The entries in the order written, each key once.
    public var entries: [Entry]

    /// Makes a mapping.
    public init(_ entries: [Entry] = []) { self.entries = entries }

    /// Whether there are none.
    public var isEmpty: Bool { entries.isEmpty }

    /// The value under a key.
    public subscript(key: String) -> String? { entries.first { $0.key == key }?.value }

    /// Whether every entry of another mapping is here: how an equality selector matches labels.
    public func contains(all other: StringMap) -> Bool { other.entries.allSatisfy { self[$0.key] == $0.value } }

    /// Walks the entries in the order written.
    public func makeIterator() -> IndexingIterator<[Entry]> { entries.makeIterator() }
}

/// What every object carries.
public struct ObjectMeta: Sendable {
    /// `apiVersion` as written.
    public var apiVersion: String
    /// Kind, namespace and name.
    public var reference: ObjectReference
    /// The labels.
    public var labels: StringMap
    /// The annotations.
    public var annotations: StringMap
    /// The object's mapping in its file: the way from a finding to line and column.
    public var node: YAMLNode

    /// Makes the metadata.
    public init(apiVersion: String, reference: ObjectReference, labels: StringMap, annotations: StringMap, node: YAMLNode) {
        self.apiVersion = apiVersion
        self.reference = reference
        self.labels = labels
        self.annotations = annotations
        self.node = node
    }

    /// The name.
    public var name: String { reference.name }
    /// The namespace, `default` where none is written.
    public var namespace: String { reference.namespace }
    /// `metadata.creationTimestamp` as written, which orders as text does; empty where there is none, as for all of one `kubectl apply`.
    public var creationTimestamp: String { node.value("metadata")?.string("creationTimestamp") ?? "" }
    /// Where the object starts.
    public var location: SourceLocation { node.location }

    /// Where an annotation's key is written; the object's own place where it is not.
    public func location(ofAnnotation key: String) -> SourceLocation {
        node.at("metadata", "annotations")?.keyNode(key)?.location ?? location
    }
}
