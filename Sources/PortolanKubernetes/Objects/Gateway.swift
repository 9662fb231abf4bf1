// SPDX-License-Identifier: Apache-2.0

public import PortolanManifest
public import PortolanModel

/// A GatewayClass of the Gateway API.
public struct GatewayClass: Sendable {
    /// Metadata.
    public var metadata: ObjectMeta
    /// `spec.controllerName`.
    public var controllerName: String

    /// Reads a class.
    public init(_ metadata: ObjectMeta) {
        self.metadata = metadata
        controllerName = metadata.node.field("spec")?.string("controllerName") ?? ""
    }
}

/// A Gateway of the Gateway API.
public struct Gateway: Sendable {
    /// One of its listeners.
    public struct Listener: Sendable {
        /// `name`.
        public var name: String
        /// `port`.
        public var port: Int
        /// `protocol`: HTTP, HTTPS, TLS, TCP, UDP or a controller's own.
        public var `protocol`: String
        /// `hostname`; `nil` for all.
        public var hostname: String?
        /// The listener's mapping.
        public var node: YAMLNode
    }

    /// Metadata.
    public var metadata: ObjectMeta
    /// `spec.gatewayClassName`.
    public var className: String
    /// `spec.listeners`.
    public var listeners: [Listener]

    /// Reads a Gateway.
    public init(_ metadata: ObjectMeta) {
        self.metadata = metadata
        let spec = metadata.node.field("spec")
        className = spec?.string("gatewayClassName") ?? ""
        listeners = (spec?.items("listeners") ?? []).map { node in
            Listener(
                name: node.string("name"), port: node.integer("port") ?? 0, protocol: node.string("protocol"),
                hostname: node.optionalString("hostname"), node: node)
        }
    }
}

/// A route of the Gateway API, of whatever protocol: its metadata's kind says which.
public struct GatewayRoute: Sendable {
    /// Where a route hangs: a Gateway, or one of its listeners.
    public struct Parent: Sendable {
        /// Mostly a Gateway; for a mesh a Service.
        public var reference: ObjectReference
        /// The listener's name.
        public var sectionName: String?
        /// The listener's port.
        public var port: Int?
        /// The reference's mapping.
        public var node: YAMLNode
    }

    /// Where a rule's traffic goes.
    public struct Backend: Sendable {
        /// Mostly a Service.
        public var reference: ObjectReference
        /// The Service's port.
        public var port: Int?
        /// The share of the traffic, in relation to the rule's other backends.
        public var weight: Int
        /// The reference's mapping.
        public var node: YAMLNode
    }

    /// Metadata.
    public var metadata: ObjectMeta
    /// `spec.parentRefs`.
    public var parents: [Parent]
    /// `spec.hostnames`.
    public var hostnames: [String]
    /// The backends of all rules, in the order written.
    public var backends: [Backend]

    /// Reads a route.
    public init(_ metadata: ObjectMeta) {
        self.metadata = metadata
        let spec = metadata.node.field("spec")
        let namespace = metadata.namespace
        parents = (spec?.items("parentRefs") ?? []).map { node in
            Parent(
                reference: Self.reference(node, kind: "Gateway", namespace: namespace), sectionName: node.optionalString("sectionName"),
                port: node.integer("port"), node: node)
        }
        hostnames = spec?.strings("hostnames") ?? []
        backends = (spec?.items("rules") ?? []).flatMap { $0.items("backendRefs") }.map { node in
            Backend(
                reference: Self.reference(node, kind: "Service", namespace: namespace), port: node.integer("port"),
                weight: node.integer("weight") ?? 1, node: node)
        }
    }

    private static func reference(_ node: YAMLNode, kind: String, namespace: String) -> ObjectReference {
        ObjectReference(
            kind: node.optionalString("kind") ?? kind, namespace: node.optionalString("namespace") ?? namespace, name: node.string("name"))
    }
}
