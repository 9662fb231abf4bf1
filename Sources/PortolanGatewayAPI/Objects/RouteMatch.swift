// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanManifest
package import PortolanModel

/// One of a rule's alternative conditions, with what ranks it among others.
package struct RouteMatch: Sendable {
    /// The path; `nil` for any, which a prefix of `/` is too.
    package var path: PathMatch?
    /// The method of an HTTPRoute; `nil` for any.
    package var method: String?
    /// Headers that must all match, names in lower case; of one name only the first counts.
    package var headers: [ValueMatch]
    /// Query parameters that must all match; of one name only the first counts.
    package var query: [ValueMatch]
    /// How many characters of a gRPC service's name are matched.
    package var serviceLength: Int
    /// How many characters of a gRPC method's name are matched.
    package var methodLength: Int
    /// Where it is written; the rule's place where the rule has no matches.
    package var location: SourceLocation

    /// The match of a rule without matches: it takes everything.
    init(location: SourceLocation) {
        headers = []
        query = []
        serviceLength = 0
        methodLength = 0
        self.location = location
    }

    /// Reads an HTTPRoute's match.
    init(http node: YAMLNode) {
        self.init(location: node.location)
        if let written = node.field("path") {
            let value = written.optionalString("value") ?? "/"
            switch written.optionalString("type") ?? "PathPrefix" {
            case "Exact": path = PathMatch(.exact, value)
            case "RegularExpression": path = PathMatch(.regex, value)
            default:
                // Source: gateway-api v1.6, apis/v1/httproute_types.go:515: trailing slashes of a prefix do not count.
                let base = value.hasSuffix("/") ? String(value.dropLast()) : value
                path = base.isEmpty ? nil : PathMatch(.segments, base)
            }
        }
        method = node.optionalString("method")
        headers = Self.conditions(node.items("headers"), lowercased: true)
        query = Self.conditions(node.items("queryParams"), lowercased: false)
    }

    /// Reads a GRPCRoute's match.
    init(grpc node: YAMLNode) {
        self.init(location: node.location)
        headers = Self.conditions(node.items("headers"), lowercased: true)
        guard let written = node.field("method") else { return }
        let service = written.optionalString("service").flatMap { $0.isEmpty ? nil : $0 }
        let method = written.optionalString("method").flatMap { $0.isEmpty ? nil : $0 }
        serviceLength = service?.utf8.count ?? 0
        methodLength = method?.utf8.count ?? 0
        if written.optionalString("type") == "RegularExpression" {
            path = PathMatch(.regex, "/\(service.map { "(?:\($0))" } ?? "[^/]+")/\(method.map { "(?:\($0))" } ?? "[^/]+")")
            return
        }
        switch (service, method) {
        case (let service?, let method?): path = PathMatch(.exact, "/\(service)/\(method)")
        case (let service?, nil): path = PathMatch(.segments, "/\(service)")
        case (nil, let method?): path = PathMatch(.regex, "/[^/]+/\(method)")
        case (nil, nil): break
        }
    }

    private static func conditions(_ nodes: [YAMLNode], lowercased: Bool) -> [ValueMatch] {
        var seen: Set<String> = []
        return nodes.compactMap { node in
            let written = node.string("name")
            let name = lowercased ? written.lowercased() : written
            guard seen.insert(name).inserted else { return nil }
            return ValueMatch(
                name: name, node.optionalString("type") == "RegularExpression" ? .regex : .exact, node.string("value"))
        }
    }
}
