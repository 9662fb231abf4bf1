// SPDX-License-Identifier: Apache-2.0

public import PortolanManifest
public import PortolanModel

/// An Ingress, of any version that ever was.
public struct Ingress: Sendable {
    /// Where requests go: a Service's port, or another object.
    public struct Backend: Sendable {
        /// The Service; `nil` where the backend is another object.
        public var service: String?
        /// Its port, by number or name; `nil` where none is written.
        public var port: IntOrString?
        /// The other object that it is, where it is no Service.
        public var resource: ObjectReference?
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

    /// A rule: the paths of one host.
    public struct Rule: Sendable {
        /// The host as written; `nil` for all.
        public var host: String?
        /// The paths, in the order written; none where the rule has no `http`.
        public var paths: [Path]
        /// Whether `http` is there.
        public var hasHTTP: Bool
        /// The rule's mapping.
        public var node: YAMLNode
    }

    /// An entry of `spec.tls`.
    public struct TLS: Sendable {
        /// The hosts, in the order written.
        public var hosts: [String]
        /// The Secret with the certificate; `nil` where none is named.
        public var secretName: String?
        /// The entry's mapping.
        public var node: YAMLNode
    }

    /// Metadata.
    public var metadata: ObjectMeta
    /// `spec.ingressClassName`.
    public var className: String?
    /// Where requests go that no path matches.
    public var defaultBackend: Backend?
    /// The rules, in the order written.
    public var rules: [Rule]
    /// The entries of `spec.tls`, in the order written.
    public var tls: [TLS]

    /// Reads an Ingress.
    public init(_ metadata: ObjectMeta) {
        self.metadata = metadata
        let spec = metadata.node.field("spec")
        className = spec?.optionalString("ingressClassName")
        let namespace = metadata.namespace
        defaultBackend = (spec?.field("defaultBackend") ?? spec?.field("backend")).map { Backend($0, namespace: namespace) }
        rules = (spec?.items("rules") ?? []).map { rule in
            let http = rule.field("http")
            let host = rule.string("host")
            return Rule(
                host: host.isEmpty ? nil : host,
                paths: (http?.items("paths") ?? []).compactMap { Path($0, host: host, namespace: namespace) }, hasHTTP: http != nil,
                node: rule)
        }
        tls = (spec?.items("tls") ?? []).map { entry in
            let secret = entry.string("secretName")
            return TLS(hosts: entry.strings("hosts"), secretName: secret.isEmpty ? nil : secret, node: entry)
        }
    }

    /// The paths of all rules, in the order written.
    public var paths: [Path] { rules.flatMap(\.paths) }

    /// The default backend as a path of every host; `nil` where there is none.
    package var defaultPath: Path? {
        defaultBackend.map { Path(host: nil, path: nil, pathType: nil, backend: $0, node: $0.node) }
    }

    /// The hosts for which there is TLS, in the order written.
    public var tlsHosts: [String] { tls.flatMap(\.hosts) }

    /// Where requests go, each place as often as it is written.
    public var backends: [Backend] { paths.map(\.backend) + (defaultBackend.map { [$0] } ?? []) }
}

extension Ingress.Backend {
    fileprivate init(_ node: YAMLNode, namespace: String) {
        self.node = node
        resource = node.field("resource").map {
            ObjectReference(kind: $0.string("kind"), namespace: namespace, name: $0.string("name"))
        }
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
    fileprivate init?(_ node: YAMLNode, host: String, namespace: String) {
        guard let backend = node.field("backend") else { return nil }
        self.init(
            host: host.isEmpty ? nil : host, path: node.optionalString("path"), pathType: node.optionalString("pathType"),
            backend: Ingress.Backend(backend, namespace: namespace), node: node)
    }
}

/// An IngressClass.
public struct IngressClass: Sendable {
    /// Metadata.
    public var metadata: ObjectMeta
    /// `spec.controller`.
    public var controller: String
    /// `spec.parameters`: what the controller reads for all Ingresses of the class.
    public var parameters: YAMLNode?

    /// Reads an IngressClass.
    public init(_ metadata: ObjectMeta) {
        self.metadata = metadata
        let spec = metadata.node.field("spec")
        controller = spec?.string("controller") ?? ""
        parameters = spec?.field("parameters")
    }

    /// Whether Ingresses without a class are of this one.
    public var isDefault: Bool { metadata.annotations["ingressclass.kubernetes.io/is-default-class"] == "true" }
}
