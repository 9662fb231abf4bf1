// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
package import PortolanManifest
package import PortolanModel

/// What a rule, or one of its backends, does with a request or its answer.
package struct RouteFilter: Sendable {
    /// What it does.
    package enum Action: Sendable {
        /// `RequestHeaderModifier`.
        case requestHeaders(HeaderChanges)
        /// `ResponseHeaderModifier`.
        case responseHeaders(HeaderChanges)
        /// `RequestRedirect`.
        case redirect(RouteRedirect)
        /// `URLRewrite`.
        case rewrite(host: String?, path: RoutePathChange?)
        /// `RequestMirror`: where copies go, and how many of a hundred where not all.
        case mirror(RouteBackend, percent: Double?)
        /// `CORS`.
        case cors(CrossOrigin)
        /// `ExternalAuth`.
        case externalAuth(RouteBackend?)
        /// `ExtensionRef`: an object of the implementation's own.
        case extensionRef(TypedReference)
        /// Another type, or one whose own field is missing.
        case unknown(String)
    }

    /// What it does.
    package var action: Action
    /// `type` as written.
    package var type: String
    /// The filter's mapping.
    package var node: YAMLNode

    init(_ node: YAMLNode, in namespace: String) {
        self.node = node
        type = node.string("type")
        action = Self.action(node, in: namespace) ?? .unknown(type)
    }

    private static func action(_ node: YAMLNode, in namespace: String) -> Action? {
        switch node.string("type") {
        case "RequestHeaderModifier": node.field("requestHeaderModifier").map { .requestHeaders(HeaderChanges(filter: $0)) }
        case "ResponseHeaderModifier": node.field("responseHeaderModifier").map { .responseHeaders(HeaderChanges(filter: $0)) }
        case "RequestRedirect": node.field("requestRedirect").map { .redirect(RouteRedirect($0)) }
        case "URLRewrite":
            node.field("urlRewrite").map { .rewrite(host: $0.optionalString("hostname"), path: RoutePathChange($0.field("path"))) }
        case "RequestMirror":
            node.field("requestMirror").flatMap { mirror in
                mirror.field("backendRef").map { .mirror(RouteBackend($0, in: namespace), percent: Self.percent(mirror)) }
            }
        case "CORS": node.field("cors").map { .cors(CrossOrigin(filter: $0)) }
        case "ExternalAuth": .externalAuth(node.field("externalAuth")?.field("backendRef").map { RouteBackend($0, in: namespace) })
        case "ExtensionRef":
            node.field("extensionRef").map { .extensionRef(TypedReference($0, kind: "", namespace: namespace)) }
        default: nil
        }
    }

    private static func percent(_ mirror: YAMLNode) -> Double? {
        if let percent = mirror.integer("percent") { return Double(percent) }
        guard let fraction = mirror.field("fraction"), let numerator = fraction.integer("numerator") else { return nil }
        let denominator = fraction.integer("denominator") ?? 100
        return denominator > 0 ? 100 * Double(numerator) / Double(denominator) : nil
    }
}

/// `requestRedirect`; what is `nil` is the request's own.
package struct RouteRedirect: Sendable {
    /// `statusCode`, 302 where none is written.
    package var status: Int
    /// `scheme`.
    package var scheme: String?
    /// `hostname`.
    package var host: String?
    /// `port`.
    package var port: Int?
    /// `path`.
    package var path: RoutePathChange?

    init(_ node: YAMLNode) {
        status = node.integer("statusCode") ?? 302
        scheme = node.optionalString("scheme").flatMap { $0.isEmpty ? nil : $0 }
        host = node.optionalString("hostname").flatMap { $0.isEmpty ? nil : $0 }
        port = node.integer("port")
        path = RoutePathChange(node.field("path"))
    }
}

/// How a redirect or rewrite changes the path.
package enum RoutePathChange: Sendable {
    /// `ReplaceFullPath`.
    case full(String)
    /// `ReplacePrefixMatch`.
    case prefix(String)

    init?(_ node: YAMLNode?) {
        guard let node else { return nil }
        switch node.string("type") {
        case "ReplaceFullPath": self = .full(node.string("replaceFullPath"))
        case "ReplacePrefixMatch": self = .prefix(node.string("replacePrefixMatch"))
        default: return nil
        }
    }

    /// The change of a rule with a path, by whole path elements.
    ///
    /// Source: gateway-api v1.6, apis/v1/httproute_types.go:1173 (the table of replaced prefixes).
    package func rewrite(of path: PathMatch?) -> PathRewrite {
        switch self {
        case .full(let value): return PathRewrite(.full, value.isEmpty ? "/" : value)
        case .prefix(let value): return PathRewrite(.prefix, value, replaced: path?.value ?? "", isByElements: true)
        }
    }
}

extension HeaderChanges {
    init(filter node: YAMLNode) {
        func headers(_ name: String) -> [Header] { node.items(name).map { Header($0.string("name"), $0.string("value")) } }
        self.init(set: headers("set"), add: headers("add"), remove: node.strings("remove"))
    }
}

extension CrossOrigin {
    init(filter node: YAMLNode) {
        self.init(
            origins: node.strings("allowOrigins"), methods: node.strings("allowMethods"), headers: node.strings("allowHeaders"),
            exposedHeaders: node.strings("exposeHeaders"), allowsCredentials: node.boolean("allowCredentials") ?? false,
            maxAge: node.integer("maxAge"))
    }
}
