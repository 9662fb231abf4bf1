// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanManifest
package import PortolanModel

/// A feature of the Gateway API that an object needs, and where it says so.
package struct FeatureUse: Hashable, Sendable {
    /// The name in the Gateway API's `pkg/features`.
    package var feature: String
    /// The Gateway or route.
    package var object: ObjectReference
    /// Where it says so.
    package var location: SourceLocation
}

extension GatewayOutcome {
    /// The features that the Gateway and the routes on its listeners need, each once an object, in the order of the input.
    package var featureUses: [FeatureUse] {
        var uses = FeatureUses()
        uses.gateway(self)
        var seen: Set<ObjectReference> = []
        for served in listeners {
            for binding in served.bindings where seen.insert(binding.route.metadata.reference).inserted { uses.route(binding.route) }
        }
        return uses.all
    }
}

/// Gathers features, each once an object.
private struct FeatureUses {
    private(set) var all: [FeatureUse] = []
    private var seen: Set<String> = []

    private mutating func add(_ feature: String, _ object: ObjectReference, at location: SourceLocation) {
        guard seen.insert("\(feature) \(object.kind) \(object.namespace) \(object.name)").inserted else { return }
        all.append(FeatureUse(feature: feature, object: object, location: location))
    }

    mutating func gateway(_ outcome: GatewayOutcome) {
        let metadata = outcome.gateway.metadata
        let spec = metadata.node.field("spec")
        for address in spec?.items("addresses") ?? [] {
            add(
                address.string("value").isEmpty ? "GatewayAddressEmpty" : "GatewayStaticAddresses", metadata.reference, at: address.location
            )
        }
        if let infrastructure = spec?.field("infrastructure"),
            infrastructure.field("annotations") ?? infrastructure.field("labels") != nil
        {
            add("GatewayInfrastructurePropagation", metadata.reference, at: infrastructure.location)
        }
        if let client = metadata.node.at("spec", "tls", "backend", "clientCertificateRef") {
            add("GatewayBackendClientCertificate", metadata.reference, at: client.location)
        }
        if let frontend = metadata.node.at("spec", "tls", "frontend") {
            add("GatewayFrontendClientCertificateValidation", metadata.reference, at: frontend.location)
        }
        var hosts: [Int: Set<String>] = [:]
        for served in outcome.listeners {
            let listener = served.listener
            if listener.port == 8080 { add("GatewayPort8080", metadata.reference, at: listener.node.location) }
            if served.owner.kind == "ListenerSet" { add("ListenerSet", metadata.reference, at: listener.node.location) }
            if listener.protocol == "TLS", listener.tls?.mode == .terminate {
                add("TLSRouteModeTerminate", metadata.reference, at: listener.node.location)
            }
            if listener.protocol == "HTTP", hosts[listener.port, default: []].insert(listener.section).inserted,
                let known = hosts[listener.port], known.count > 1,
                known.contains(where: { $0 != listener.section && Hostnames.overlap($0, listener.section) })
            {
                add("GatewayHTTPListenerIsolation", metadata.reference, at: listener.node.location)
            }
        }
    }

    mutating func route(_ route: Route) {
        let object = route.metadata.reference
        add(route.kind.rawValue, object, at: route.metadata.location)
        for parent in route.parents where parent.port != nil { add("HTTPRouteParentRefPort", object, at: parent.node.location) }
        for rule in route.rules {
            if rule.name != nil, route.kind.isHTTP { add("\(route.kind.rawValue)NamedRouteRule", object, at: rule.node.location) }
            for match in rule.matches {
                if match.method != nil { add("HTTPRouteMethodMatching", object, at: match.location) }
                if !match.query.isEmpty { add("HTTPRouteQueryParamMatching", object, at: match.location) }
            }
            filters(rule, of: route)
            for backend in rule.backends { self.backend(backend, of: object) }
            settings(rule, of: object)
        }
    }

    private mutating func settings(_ rule: RouteRule, of object: ObjectReference) {
        if let timeouts = rule.node.field("timeouts") {
            if timeouts.field("request") != nil { add("HTTPRouteRequestTimeout", object, at: timeouts.location) }
            if timeouts.field("backendRequest") != nil { add("HTTPRouteBackendTimeout", object, at: timeouts.location) }
        }
        if let retry = rule.node.field("retry") { add("HTTPRouteRetry", object, at: retry.location) }
    }

    private mutating func filters(_ rule: RouteRule, of route: Route) {
        let object = route.metadata.reference
        var mirrors = 0
        for filter in rule.filters {
            let place = filter.node.location
            switch filter.action {
            case .requestHeaders: if route.kind == .grpc { add("GRPCRouteRequestHeaderModifier", object, at: place) }
            case .responseHeaders: if route.kind == .http { add("HTTPRouteResponseHeaderModification", object, at: place) }
            case .redirect(let redirect):
                if redirect.scheme != nil { add("HTTPRouteSchemeRedirect", object, at: place) }
                if redirect.port != nil { add("HTTPRoutePortRedirect", object, at: place) }
                if redirect.path != nil { add("HTTPRoutePathRedirect", object, at: place) }
                if [303, 307, 308].contains(redirect.status) { add("HTTPRoute\(redirect.status)RedirectStatusCode", object, at: place) }
            case .rewrite(let host, let path):
                if host != nil { add("HTTPRouteHostRewrite", object, at: place) }
                if path != nil { add("HTTPRoutePathRewrite", object, at: place) }
            case .mirror(_, let percent):
                mirrors += 1
                add(mirrors > 1 ? "HTTPRouteRequestMultipleMirrors" : "HTTPRouteRequestMirror", object, at: place)
                if percent != nil { add("HTTPRouteRequestPercentageMirror", object, at: place) }
            case .cors: add("HTTPRouteCORS", object, at: place)
            case .externalAuth, .extensionRef, .unknown: break
            }
        }
    }

    private mutating func backend(_ backend: RouteBackend, of object: ObjectReference) {
        for filter in backend.filters {
            switch filter.action {
            case .requestHeaders: add("HTTPRouteBackendRequestHeaderModification", object, at: filter.node.location)
            case .rewrite: add("HTTPRouteBackendURLRewrite", object, at: filter.node.location)
            case .redirect: add("HTTPRouteBackendRequestRedirect", object, at: filter.node.location)
            default: break
            }
        }
    }
}

extension SupportReports.Implementation {
    /// What a Gateway and its routes need that the implementation lacks, or was never tested for: one sentence each.
    package func notes(on outcome: GatewayOutcome) -> [String] {
        outcome.featureUses.compactMap { use in
            let object = "\(use.object.kind) \(use.object.namespace)/\(use.object.name)"
            switch support(of: use.feature) {
            case .supported: return nil
            case .unsupported:
                return "\(object) needs \(use.feature), which the implementation reports as unsupported (\(source))."
            case .unknown:
                return "\(object) needs \(use.feature); whether the implementation has it is unknown, it was never tested (\(source))."
            }
        }
    }
}
