// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanManifest
import PortolanModel

/// An Ingress with its annotations as the controller understood them; what is `nil` or empty is the controller's default.
final class ParsedIngress: Sendable {
    let ingress: Ingress
    let annotations: Annotations
    /// Its paths as the controller stores them, in the order written; only those that lead to a Service.
    let rules: [HostRule]
    /// The Services of `spec.defaultBackend`.
    let defaultBackend: ServicePortReference?

    init(_ ingress: Ingress, annotations: Annotations) {
        self.ingress = ingress
        self.annotations = annotations
        let namespace = ingress.metadata.namespace
        rules = ingress.rules.map { HostRule($0, namespace: namespace) }
        defaultBackend = ingress.defaultBackend.flatMap { ServicePortReference($0, namespace: namespace) }
    }

    var reference: ObjectReference { ingress.metadata.reference }
    /// `namespace/name`, as the controller's messages have it.
    var key: String { "\(reference.namespace)/\(reference.name)" }
    var isCanary: Bool { annotations.canary?.isEnabled ?? false }

    /// A rule as the controller stores it.
    struct HostRule: Sendable {
        /// The host; `_` where none is written.
        let host: String
        let hasHTTP: Bool
        let paths: [HostPath]

        init(_ rule: Ingress.Rule, namespace: String) {
            host = rule.host ?? "_"
            hasHTTP = rule.hasHTTP
            paths = rule.paths.compactMap { path in
                ServicePortReference(path.backend, namespace: namespace).map { service in
                    let written = path.path ?? ""
                    return HostPath(
                        path: written.isEmpty ? "/" : written, isExact: path.pathType == "Exact", service: service,
                        location: path.node.location)
                }
            }
        }
    }

    /// A path that leads to a Service.
    struct HostPath: Sendable {
        let path: String
        /// `Exact`; every other type is read as `Prefix` (internal/k8s/main.go:168).
        let isExact: Bool
        let service: ServicePortReference
        let location: SourceLocation
    }
}

/// A Service's port as an Ingress names it: what the controller calls an upstream.
///
/// Source: ingress-nginx v1.15.1 internal/ingress/controller/util.go:48 (`upstreamName`).
struct ServicePortReference: Hashable, Sendable {
    let namespace: String
    /// Empty where the Ingress names no port: such an upstream has no Service.
    let service: String
    let port: String

    init?(_ backend: Ingress.Backend, namespace: String) {
        guard let name = backend.service else { return nil }
        self.namespace = namespace
        switch backend.port {
        case .int(let number)? where number > 0: (service, port) = (name, String(number))
        case .string(let text)? where !text.isEmpty: (service, port) = (name, text)
        default: (service, port) = ("", "")
        }
    }

    /// The name that the controller gives it.
    var upstream: String { service.isEmpty ? "\(namespace)-INVALID" : "\(namespace)-\(service)-\(port)" }
}

/// Annotations as the controller's parsers leave them.
struct Annotations: Sendable {
    var aliases: [String] = []
    var basicAuth: BasicAuth?
    var externalAuth: ExternalAuth?
    var certificateAuth: CertificateAuth?
    /// Why client certificates cannot be asked for: the whole host then answers 403.
    var certificateError: String?
    var allowed: [String] = []
    var denied: [String] = []
    /// `satisfy: any`.
    var isAnyEnough = false
    var canary: Canary?
    var redirect: RedirectRule?
    var rewrite = RewriteRule()
    var usesPortInRedirects = false
    var cors: CORS?
    var backendProtocol = "HTTP"
    var usesServiceAddress = false
    var upstreamHost: String?
    var forwardedPrefix: String?
    /// The Service of `default-backend`, where it exists.
    var fallbackService: String?
    var responseHeaders: [Header] = []
    /// The Service that gets a copy (`namespace/name`), or the URL.
    var mirror: String?
    /// nginx's directives, where they differ from the controller's defaults.
    var directives: Settings = [:]
    /// What the upstream of its Services gets: balancing and stickiness.
    var upstreamSettings: Settings = [:]
    /// Why its locations answer 503.
    var denial: String?
    /// What was dropped without a word.
    var losses: [String] = []
    /// What was to keep requests out and is dropped, so that they reach the Service.
    var lostGuards: [String] = []

    struct BasicAuth: Sendable {
        var kind: String
        var realm: String
        var secret: String
        var check: CredentialCheck
    }

    struct ExternalAuth: Sendable {
        var url: String
        var signIn: String?
        var settings: Settings
    }

    struct CertificateAuth: Sendable {
        var secret: String
        var hasAuthority: Bool
        var verify: String
        var depth: Int
        var errorPage: String?
        var matchedName: String?
    }

    struct Canary: Sendable {
        var isEnabled = false
        var weight = 0
        var total = 100
        var header: String?
        var headerValue: String?
        var headerPattern: String?
        var cookie: String?
    }

    struct RedirectRule: Sendable {
        var url: String?
        var code = 0
        var fromToWWW = false
        var isRelative = false
    }

    struct RewriteRule: Sendable {
        var target = ""
        var redirectsToTLS = true
        var alwaysRedirectsToTLS = false
        var keepsTrailingSlash = false
        var usesRegex = false
        var appRoot: String?
    }

    struct CORS: Sendable {
        /// `*` alone, or the origins.
        var origins: [String]
        var headers: [Header]
    }
}
