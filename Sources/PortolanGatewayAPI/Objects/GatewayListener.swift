// SPDX-License-Identifier: Apache-2.0

package import PortolanKubernetes
package import PortolanManifest

/// A listener of a Gateway or a ListenerSet as it is written.
package struct GatewayListener: Sendable {
    /// Where TLS ends.
    package enum TLSMode: String, Sendable {
        /// At the Gateway.
        case terminate = "Terminate"
        /// At the backend.
        case passthrough = "Passthrough"
    }

    /// `tls`.
    package struct TLS: Sendable {
        /// `mode`, `Terminate` where none is written.
        package var mode: TLSMode
        /// `certificateRefs`, Secrets unless another kind is written.
        package var certificates: [TypedReference]
        /// `options`.
        package var options: StringMap
    }

    /// `allowedRoutes.kinds[]`.
    package struct RouteGroupKind: Hashable, Sendable {
        /// The group, the Gateway API's own where none is written.
        package var group: String
        /// The kind.
        package var kind: String
    }

    /// `name`.
    package var name: String
    /// `port`.
    package var port: Int
    /// `protocol`.
    package var `protocol`: String
    /// `hostname` in lower case; `nil` for all.
    package var hostname: String?
    /// `tls`; `nil` where absent.
    package var tls: TLS?
    /// `allowedRoutes.namespaces`: whose routes may attach.
    package var namespaces: NamespaceChoice
    /// `allowedRoutes.kinds`; none where the protocol decides.
    package var kinds: [RouteGroupKind]
    /// The listener's mapping.
    package var node: YAMLNode

    /// Reads a listener.
    ///
    /// - Parameters:
    ///   - node: Its mapping.
    ///   - namespace: The namespace of the Gateway or ListenerSet.
    package init(_ node: YAMLNode, in namespace: String) {
        name = node.string("name")
        port = node.integer("port") ?? 0
        `protocol` = node.string("protocol")
        hostname = node.optionalString("hostname").flatMap { $0.isEmpty ? nil : $0.lowercased() }
        tls = node.field("tls").map { tls in
            TLS(
                mode: TLSMode(rawValue: tls.string("mode")) ?? .terminate,
                certificates: tls.items("certificateRefs").map { TypedReference($0, kind: "Secret", namespace: namespace) },
                options: tls.stringMap("options") ?? StringMap())
        }
        let allowed = node.field("allowedRoutes")
        namespaces = NamespaceChoice(allowed?.field("namespaces"), default: .same)
        kinds = (allowed?.items("kinds") ?? []).map {
            RouteGroupKind(group: $0.optionalString("group") ?? TypedReference.gatewayGroup, kind: $0.string("kind"))
        }
        self.node = node
    }

    /// What tells listeners of one port apart: the host name, `*` for all.
    package var section: String { hostname ?? "*" }
}

/// Whose objects may attach: `namespaces.from` with its selector.
package enum NamespaceChoice: Sendable {
    /// Those of the same namespace.
    case same
    /// Those of all namespaces.
    case all
    /// Nobody's.
    case none
    /// Those of namespaces with certain labels.
    case selector(LabelSelector)

    /// Reads a choice.
    init(_ node: YAMLNode?, default choice: NamespaceChoice) {
        switch node?.optionalString("from") {
        case "Same"?: self = .same
        case "All"?: self = .all
        case "None"?: self = .none
        case "Selector"?: self = .selector(LabelSelector(node?.field("selector")))
        default: self = choice
        }
    }
}

/// A ListenerSet: listeners that another team adds to a Gateway.
package struct ListenerSet: Sendable {
    /// Metadata.
    package var metadata: ObjectMeta
    /// `spec.parentRef`: the Gateway.
    package var parent: TypedReference
    /// `spec.listeners`.
    package var listeners: [GatewayListener]

    /// Reads a ListenerSet.
    package init(_ metadata: ObjectMeta) {
        self.metadata = metadata
        let spec = metadata.node.field("spec")
        parent =
            spec?.field("parentRef").map {
                TypedReference($0, group: TypedReference.gatewayGroup, kind: "Gateway", namespace: metadata.namespace)
            } ?? TypedReference(group: TypedReference.gatewayGroup, kind: "Gateway", namespace: metadata.namespace, name: "")
        listeners = (spec?.items("listeners") ?? []).map { GatewayListener($0, in: metadata.namespace) }
    }
}
