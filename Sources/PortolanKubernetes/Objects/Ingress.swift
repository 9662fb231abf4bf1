// SPDX-License-Identifier: Apache-2.0

public import PortolanManifest

/// An Ingress, of any version that ever was.
public struct Ingress: Sendable {
    /// Where requests go: a Service's port, or another object.
    public struct Backend: Sendable {
        /// The Service; `nil` where the backend is another object.
        public var service: String?
        /// Its port, by number or name; `nil` where none is written.
        public var port: IntOrString?
        /// The backend's mapping.
        public var node: YAMLNode
    }

    /// One path of a rule.
    public struct Path: Sendable {
        /// The host of the rule; `nil` for all.
        public var host: String?
        /// The path; `nil` for all.
        public var path: String?
        /// `pathType`; `nil` in older versions.
        public var pathType: String?
        /// Where its requests go.
        public var backend: Backend
        /// The path's mapping.
        public var node: YAMLNode
    }

    /// Metadata.
    public var metadata: ObjectMeta
    /// `spec.ingressClassName`.
    public var className: String?
    /// Where requests go that no path matches.
    public var defaultBackend: Backend?
    /// The paths of all rules, in the order written.
    public var paths: [Path]
    /// The hosts for which there is TLS, in the order written.
    public var tlsHosts: [String]

    /// Reads an Ingress.
    public init(_ metadata: ObjectMeta) {
        self.metadata = metadata
        let spec = metadata.node.field("spec")
        className = spec?.optionalString("ingressClassName")
        defaultBackend = (spec?.field("defaultBackend") ?? spec?.field("backend")).map(Backend.init)
        paths = (spec?.items("rules") ?? []).flatMap { rule in
            (rule.field("http")?.items("paths") ?? []).compactMap { Path($0, host: rule.string("host")) }
        }
        tlsHosts = (spec?.items("tls") ?? []).flatMap { $0.strings("hosts") }
    }

    /// Where requests go, each place as often as it is written.
    public var backends: [Backend] { paths.map(\.backend) + (defaultBackend.map { [$0] } ?? []) }
}

extension Ingress.Backend {
    fileprivate init(_ node: YAMLNode) {
        self.node = node
        if let service = node.field("service") {
            self.service = service.optionalString("name")
            let port = service.field("port")
            self.port = port?.integer("number").map { .int($0) } ?? port?.optionalString("name").map { .string($0) }
        } else {
            // Before networking.k8s.io/v1.
            service = node.optionalString("serviceName")
            port = node.field("servicePort").map { _ in node.intOrString("servicePort") }
        }
    }
}

extension Ingress.Path {
    fileprivate init?(_ node: YAMLNode, host: String) {
        guard let backend = node.field("backend") else { return nil }
        self.init(
            host: host.isEmpty ? nil : host, path: node.optionalString("path"), pathType: node.optionalString("pathType"),
            backend: Ingress.Backend(backend), node: node)
    }
}

/// An IngressClass.
public struct IngressClass: Sendable {
    /// Metadata.
    public var metadata: ObjectMeta
    /// `spec.controller`.
    public var controller: String

    /// Reads an IngressClass.
    public init(_ metadata: ObjectMeta) {
        self.metadata = metadata
        controller = metadata.node.field("spec")?.string("controller") ?? ""
    }

    /// Whether Ingresses without a class are of this one.
    public var isDefault: Bool { metadata.annotations["ingressclass.kubernetes.io/is-default-class"] == "true" }
}
