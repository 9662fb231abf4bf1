// SPDX-License-Identifier: Apache-2.0

package import PortolanKubernetes
package import PortolanManifest
package import PortolanModel

/// A route of any protocol, read in the form that is common to all of them.
package struct Route: Sendable {
    /// The kinds of the Gateway API.
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        /// HTTPRoute.
        case http = "HTTPRoute"
        /// GRPCRoute.
        case grpc = "GRPCRoute"
        /// TLSRoute.
        case tls = "TLSRoute"
        /// TCPRoute.
        case tcp = "TCPRoute"
        /// UDPRoute.
        case udp = "UDPRoute"

        /// Whether it chooses among requests, rather than among connections.
        package var isHTTP: Bool { self == .http || self == .grpc }
    }

    /// Where a route wants to attach.
    package struct Parent: Sendable {
        /// Mostly a Gateway; a ListenerSet, or for a mesh a Service.
        package var reference: TypedReference
        /// The listener's name; `nil` for all.
        package var sectionName: String?
        /// The listener's port; `nil` for all.
        package var port: Int?
        /// The reference's mapping.
        package var node: YAMLNode
    }

    /// The kind.
    package var kind: Kind
    /// Metadata.
    package var metadata: ObjectMeta
    /// `spec.parentRefs`.
    package var parents: [Parent]
    /// `spec.hostnames` in lower case.
    package var hostnames: [String]
    /// `spec.rules`; of a route without any the one that it has by default.
    package var rules: [RouteRule]

    /// Reads a route.
    package init(_ metadata: ObjectMeta, kind: Kind) {
        self.kind = kind
        self.metadata = metadata
        let spec = metadata.node.field("spec")
        let namespace = metadata.namespace
        parents = (spec?.items("parentRefs") ?? []).map { node in
            Parent(
                reference: TypedReference(node, group: TypedReference.gatewayGroup, kind: "Gateway", namespace: namespace),
                sectionName: node.optionalString("sectionName").flatMap { $0.isEmpty ? nil : $0 }, port: node.integer("port"), node: node)
        }
        hostnames = (spec?.strings("hostnames") ?? []).map { $0.lowercased() }
        let nodes = spec?.items("rules") ?? []
        rules = (nodes.isEmpty ? [metadata.node] : nodes).map { RouteRule($0, of: kind, in: namespace, isDefault: nodes.isEmpty) }
    }

    /// Its place in the order in which ties are decided: the older one first, then by namespace and name.
    package var precedence: (String, String, String) { (metadata.creationTimestamp, metadata.namespace, metadata.name) }
}

/// A rule of a route.
package struct RouteRule: Sendable {
    /// `name`.
    package var name: String?
    /// `matches`, alternatives; one that takes everything where none is written.
    package var matches: [RouteMatch]
    /// `filters`, in order.
    package var filters: [RouteFilter]
    /// `backendRefs`, in order.
    package var backends: [RouteBackend]
    /// `timeouts`, `retry` and `sessionPersistence` as written, by their API names.
    package var settings: Settings
    /// The rule's mapping.
    package var node: YAMLNode

    init(_ node: YAMLNode, of kind: Route.Kind, in namespace: String, isDefault: Bool) {
        self.node = node
        guard !isDefault else {
            matches = [RouteMatch(location: node.location)]
            filters = []
            backends = []
            settings = [:]
            return
        }
        name = node.optionalString("name")
        let written = node.items("matches")
        matches =
            written.isEmpty
            ? [RouteMatch(location: node.location)] : written.map { kind == .grpc ? RouteMatch(grpc: $0) : RouteMatch(http: $0) }
        filters = node.items("filters").map { RouteFilter($0, in: namespace) }
        backends = node.items("backendRefs").map { RouteBackend($0, in: namespace) }
        settings = [:]
        for part in ["timeouts", "retry", "sessionPersistence"] {
            guard let fields = node.field(part) else { continue }
            for entry in fields.entries {
                guard let key = entry.key.text else { continue }
                let text = entry.value.text ?? entry.value.elements.map(\.decodedString).joined(separator: ",")
                if !text.isEmpty { settings["\(part).\(key)"] = text }
            }
        }
    }
}

/// A Service, or another object, that a rule sends to.
package struct RouteBackend: Sendable {
    /// Mostly a Service.
    package var reference: TypedReference
    /// The Service's port; `nil` where none is written.
    package var port: Int?
    /// Its share in relation to the rule's other backends: 1 where none is written.
    package var weight: Int
    /// `filters` of this backend alone.
    package var filters: [RouteFilter]
    /// The reference's mapping.
    package var node: YAMLNode

    /// Reads a backend reference.
    package init(_ node: YAMLNode, in namespace: String) {
        reference = TypedReference(node, kind: "Service", namespace: namespace)
        port = node.integer("port")
        weight = max(0, node.integer("weight") ?? 1)
        filters = node.items("filters").map { RouteFilter($0, in: namespace) }
        self.node = node
    }
}
