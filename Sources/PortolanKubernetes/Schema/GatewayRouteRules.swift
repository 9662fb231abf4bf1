// SPDX-License-Identifier: Apache-2.0

/// The rules of routes.
// Source: kubernetes-sigs/gateway-api v1.6.1 config/crd/standard/*routes.yaml, x-kubernetes-validations; the messages are theirs.
extension GatewayRules {
    typealias RouteRule = (name: String, rule: String, message: String)

    static let routes: [RouteRule] = [
        (
            "matchTotal", "self.map(rule, has(rule.matches) ? size(rule.matches) : 0).sum() <= 128",
            "While 16 rules and 64 matches per rule are allowed, the total number of matches across all rules in a route must be less than 128"
        ),
        (
            "grpcEither", "!has(self.type) || has(self.service) || has(self.method)",
            "One or both of 'service' or 'method' must be specified"
        ),
        (
            "grpcService", exactly("service", #"^(?i)\.?[a-z_][a-z_0-9]*(\.[a-z_][a-z_0-9]*)*$"#),
            #"service must only contain valid characters (matching ^(?i)\.?[a-z_][a-z_0-9]*(\.[a-z_][a-z_0-9]*)*$)"#
        ),
        (
            "grpcMethod", exactly("method", "^[A-Za-z_][A-Za-z_0-9]*$"),
            "method must only contain valid characters (matching ^[A-Za-z_][A-Za-z_0-9]*$)"
        ),
        (
            "redirectAlone",
            "!has(self.backendRefs) || size(self.backendRefs) == 0 || !has(self.filters) || !self.filters.exists(f, has(f.requestRedirect))",
            "RequestRedirect filter must not be used together with backendRefs"
        ),
        ("redirectPrefix", onePrefix(of: "self", "requestRedirect"), "When using RequestRedirect filter with \(prefixTail)"),
        ("rewritePrefix", onePrefix(of: "self", "urlRewrite"), "When using URLRewrite filter with \(prefixTail)"),
        (
            "backendRedirectPrefix", onePrefix(ofBackends: "requestRedirect"),
            "Within backendRefs, when using RequestRedirect filter with \(prefixTail)"
        ),
        (
            "backendRewritePrefix", onePrefix(ofBackends: "urlRewrite"),
            "Within backendRefs, When using URLRewrite filter with \(prefixTail)"
        ),
        (
            "timeouts",
            "!has(self.request) || !has(self.backendRequest) || duration(self.request) == duration('0s') "
                + "|| duration(self.backendRequest) <= duration(self.request)",
            "backendRequest timeout cannot be longer than request timeout"
        ),
    ]

    private static func exactly(_ field: String, _ pattern: String) -> String {
        "has(self.type) && self.type != 'Exact' || !has(self.\(field)) || self.\(field).matches(r'\(pattern)')"
    }

    private static let prefixTail = "path.replacePrefixMatch, exactly one PathPrefix match must be specified"

    private static let isOnePrefix = "size(self.matches) == 1 && has(self.matches[0].path) && self.matches[0].path.type == 'PathPrefix'"

    private static func replaces(_ filter: String) -> String {
        "has(f.\(filter)) && has(f.\(filter).path) && f.\(filter).path.type == 'ReplacePrefixMatch' "
            + "&& has(f.\(filter).path.replacePrefixMatch)"
    }

    private static func onePrefix(of holder: String, _ filter: String) -> String {
        "!(has(\(holder).filters) && \(holder).filters.exists_one(f, \(replaces(filter)))) || \(isOnePrefix)"
    }

    private static func onePrefix(ofBackends filter: String) -> String {
        let backend = "has(b.filters) && b.filters.exists_one(f, \(replaces(filter)))"
        return "!(has(self.backendRefs) && self.backendRefs.exists_one(b, \(backend))) || \(isOnePrefix)"
    }

    // MARK: Paths

    private static let isPlain = "self.type in ['Exact', 'PathPrefix']"
    private static let plainTail = "when type one of ['Exact', 'PathPrefix']"

    static let paths: [RouteRule] =
        [
            (
                "pathAbsolute", "!(\(isPlain)) || self.value.startsWith('/')",
                "value must be an absolute path and start with '/' \(plainTail)"
            ),
            (
                "pathType", "self.type in ['Exact', 'PathPrefix', 'RegularExpression']",
                "type must be one of ['Exact', 'PathPrefix', 'RegularExpression']"
            ),
            (
                "pathForm", "!(\(isPlain)) || self.value.matches(r\"^(?:[-A-Za-z0-9/._~!$&'()*+,;=:@]|[%][0-9a-fA-F]{2})+$\")",
                "must only contain valid characters (matching ^(?:[-A-Za-z0-9/._~!$&'()*+,;=:@]|[%][0-9a-fA-F]{2})+$) for types "
                    + "['Exact', 'PathPrefix']"
            ),
        ]
        + [
            ("pathDoubleSlash", "//"), ("pathDot", "/./"), ("pathDots", "/../"), ("pathEscaped", "%2f"), ("pathEscapedToo", "%2F"),
            ("pathFragment", "#"),
        ].map { name, part in (name, "!(\(isPlain)) || !self.value.contains('\(part)')", "must not contain '\(part)' \(plainTail)") }
        + [("pathEndDots", "/.."), ("pathEndDot", "/.")].map { name, part in
            (name, "!(\(isPlain)) || !self.value.endsWith('\(part)')", "must not end with '\(part)' \(plainTail)")
        }
        + [("fullPath", "ReplaceFullPath"), ("prefix", "ReplacePrefixMatch")].flatMap { name, type -> [RouteRule] in
            let field = type.prefix(1).lowercased() + type.dropFirst()
            return [
                ("\(name)Set", "self.type != '\(type)' || has(self.\(field))", "\(field) must be specified when type is set to '\(type)'"),
                ("\(name)Type", "!has(self.\(field)) || self.type == '\(type)'", "type must be '\(type)' when \(field) is set"),
            ]
        }

    // MARK: Hosts

    private static let hostName = #"^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*)$"#

    static let hosts: [RouteRule] = [
        ("noIP", "!self.exists(host, isIP(host))", "Hostnames cannot contain an IP"),
        (
            "hostForm", "self.all(host, host.contains('*') || host.matches(r'\(hostName)'))", "Hostnames must be valid based on RFC-1123"
        ),
        (
            "wildcardForm",
            "self.all(host, !host.contains('*') || host.startsWith('*.') && host.substring(2).matches(r'\(hostName)'))",
            "Wildcards on hostnames must be the first label, and the rest of hostname must be valid based on RFC-1123"
        ),
    ]

    // MARK: Filters

    private static let filterTypes = [
        ("RequestHeaderModifier", "requestHeaderModifier"), ("ResponseHeaderModifier", "responseHeaderModifier"),
        ("RequestMirror", "requestMirror"), ("ExtensionRef", "extensionRef"), ("CORS", "cors"), ("RequestRedirect", "requestRedirect"),
        ("URLRewrite", "urlRewrite"),
    ]

    static let filters: [RouteRule] =
        filterTypes.flatMap { type, field -> [RouteRule] in
            [
                ("once\(type)", "size(self.filter(f, f.type == '\(type)')) <= 1", "\(type) filter cannot be repeated"),
                (
                    "nil\(type)", "!has(self.\(field)) || self.type == '\(type)'",
                    "filter.\(field) must be nil if the filter.type is not \(type)"
                ),
                (
                    "set\(type)", "has(self.\(field)) || self.type != '\(type)'",
                    "filter.\(field) must be specified for \(type) filter.type"
                ),
            ]
        }
        + [("Headers", "methods"), ("Methods", "methods"), ("Origins", "origins")].map { name, others in
            ("allow\(name)", "!('*' in self) || size(self) == 1", "Allow\(name) cannot contain '*' alongside other \(others)")
        }
        + [
            (
                "redirectOrRewrite", "!self.exists(f, f.type == 'RequestRedirect') || !self.exists(f, f.type == 'URLRewrite')",
                "May specify either httpRouteFilterRequestRedirect or httpRouteFilterRequestRewrite, but not both"
            ),
            (
                "mirrorShare", "!has(self.percent) || !has(self.fraction)",
                "Only one of percent or fraction may be specified in HTTPRequestMirrorFilter"
            ),
            ("fraction", "self.numerator <= self.denominator", "numerator must be less than or equal to denominator"),
        ]
}
