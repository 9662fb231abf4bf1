// SPDX-License-Identifier: Apache-2.0

/// The rules of the Gateway API that its schemas cannot say, in CEL, by the names that `GatewaySchemas` uses.
// Source: kubernetes-sigs/gateway-api v1.6.1 config/crd/standard/*.yaml, x-kubernetes-validations; the messages are theirs.
enum GatewayRules {
    /// All rules by name.
    static let all: [String: SchemaRule] = {
        var rules: [String: SchemaRule] = [:]
        for (name, rule, message) in listeners + references + routes + paths + hosts + filters {
            rules[name] = SchemaRule(rule, message: message)
        }
        return rules
    }()

    private typealias Rule = (name: String, rule: String, message: String)

    // MARK: Gateways

    private static let apart =
        "self.all(a, !has(a.port) || self.exists_one(b, has(b.port) && a.port == b.port && a.protocol == b.protocol && "
        + "has(a.hostname) == has(b.hostname) && (!has(a.hostname) || a.hostname == b.hostname)))"

    private static let hostName = #"[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*"#

    private static let listeners: [Rule] = [
        ("immutable", "self == oldSelf", "Value is immutable"),
        ("addressOnce", once("IPAddress"), "IPAddress values must be unique"),
        ("hostnameOnce", once("Hostname"), "Hostname values must be unique"),
        (
            "hostnameForm", #"self.type != 'Hostname' || !has(self.value) || self.value.matches(r'^(\*\.)?\#(hostName)$')"#,
            #"Hostname value must be empty or contain only valid characters (matching ^(\*\.)?\#(hostName)$)"#
        ),
        (
            "plainTLS", "!self.exists(l, l.protocol in ['HTTP', 'TCP', 'UDP'] && has(l.tls))",
            "tls must not be specified for protocols ['HTTP', 'TCP', 'UDP']"
        ),
        (
            "httpsMode", "self.all(l, l.protocol != 'HTTPS' || !has(l.tls) || l.tls.mode in ['', 'Terminate'])",
            "tls mode must be Terminate for protocol HTTPS"
        ),
        (
            "tlsMode", "self.all(l, l.protocol != 'TLS' || has(l.tls) && has(l.tls.mode) && l.tls.mode != '')",
            "tls mode must be set for protocol TLS"
        ),
        (
            "plainHostname", "self.all(l, !(l.protocol in ['TCP', 'UDP']) || !has(l.hostname) || l.hostname == '')",
            "hostname must not be specified for protocols ['TCP', 'UDP']"
        ),
        ("listenerOnce", "self.all(a, self.exists_one(b, a.name == b.name))", "Listener name must be unique within the Gateway"),
        ("listenerApart", apart, "Combination of port, protocol and hostname must be unique for each listener"),
        (
            "certificates",
            "self.mode != 'Terminate' || has(self.certificateRefs) && size(self.certificateRefs) > 0 "
                + "|| has(self.options) && size(self.options) > 0",
            "certificateRefs or options must be specified when mode is Terminate"
        ),
        (
            "perPortOnce", "self.all(a, self.exists_one(b, a.port == b.port))",
            "Port for TLS configuration must be unique within the Gateway"
        ),
        ("annotationForm", keyForm, "Annotation keys must be in the form of an optional DNS subdomain prefix \(keyTail)"),
        ("labelForm", keyForm, "Label keys must be in the form of an optional DNS subdomain prefix \(keyTail)"),
        ("annotationPrefix", keyPrefix, "If specified, the annotation key's prefix must be a DNS subdomain \(prefixTail)"),
        ("labelPrefix", keyPrefix, "If specified, the label key's prefix must be a DNS subdomain \(prefixTail)"),
    ]

    private static func once(_ type: String) -> String {
        "self.all(a, a.type != '\(type)' || !has(a.value) || self.exists_one(b, b.type == a.type && has(b.value) && b.value == a.value))"
    }

    private static let keyForm = #"self.all(key, key.matches(r'^(\#(hostName)/)?([A-Za-z0-9][-A-Za-z0-9_.]{0,61})?[A-Za-z0-9]$'))"#
    private static let keyTail = "followed by a required name segment of up to 63 characters."
    private static let keyPrefix = "self.all(key, size(key.split('/')[0]) < 253)"
    private static let prefixTail = "not longer than 253 characters in total."

    // MARK: References

    private static func same(_ fields: String...) -> String {
        fields.map { "(has(a.\($0)) ? a.\($0) : '') == (has(b.\($0)) ? b.\($0) : '')" }.joined(separator: " && ")
    }

    private static let sections = "(has(a.sectionName) && a.sectionName != '') == (has(b.sectionName) && b.sectionName != '')"

    private static let references: [Rule] = [
        (
            "targetSection", "self.all(a, self.all(b, !(\(same("group", "kind", "name"))) || \(sections)))",
            "sectionName must be specified when targetRefs includes 2 or more references to the same target"
        ),
        (
            "targetOnce", "self.all(a, self.exists_one(b, \(same("group", "kind", "name", "sectionName"))))",
            "sectionName must be unique when targetRefs includes 2 or more references to the same target"
        ),
        (
            "parentSection", "self.all(a, self.all(b, !(\(same("group", "kind", "name", "__namespace__"))) || \(sections)))",
            "sectionName must be specified when parentRefs includes 2 or more references to the same parent"
        ),
        (
            "parentOnce", "self.all(a, self.exists_one(b, \(same("group", "kind", "name", "__namespace__", "sectionName"))))",
            "sectionName must be unique when parentRefs includes 2 or more references to the same parent"
        ),
        ("servicePort", "self.group != '' || self.kind != 'Service' || has(self.port)", "Must have port for Service reference"),
        ("caNotBoth", "!(\(hasCertificates) && \(hasWellKnown))", "must not contain both CACertificateRefs and WellKnownCACertificates"),
        ("caEither", "\(hasCertificates) || \(hasWellKnown)", "must specify either CACertificateRefs or WellKnownCACertificates"),
        ("sanHostname", filled("Hostname", "hostname"), "SubjectAltName element must contain Hostname, if Type is set to Hostname"),
        (
            "sanNoHostname", vacant("Hostname", "hostname"),
            "SubjectAltName element must not contain Hostname, if Type is not set to Hostname"
        ),
        ("sanURI", filled("URI", "uri"), "SubjectAltName element must contain URI, if Type is set to URI"),
        ("sanNoURI", vacant("URI", "uri"), "SubjectAltName element must not contain URI, if Type is not set to URI"),
    ]

    private static let hasCertificates = "(has(self.caCertificateRefs) && size(self.caCertificateRefs) > 0)"
    private static let hasWellKnown = "(has(self.wellKnownCACertificates) && self.wellKnownCACertificates != '')"

    private static func filled(_ type: String, _ field: String) -> String {
        "self.type != '\(type)' || has(self.\(field)) && self.\(field) != ''"
    }

    private static func vacant(_ type: String, _ field: String) -> String {
        "self.type == '\(type)' || !has(self.\(field)) || self.\(field) == ''"
    }
}
