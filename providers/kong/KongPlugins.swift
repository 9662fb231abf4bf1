// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanManifest
import PortolanModel

/// The plugins of the input, which Ingresses name by an annotation.
struct KongPlugins: Sendable {
    private let byPlace: [String: YAMLNode]
    private let ofCluster: [String: YAMLNode]

    init(_ inventory: Inventory) {
        byPlace = Dictionary(
            inventory.objects(kind: "KongPlugin", group: "configuration.konghq.com")
                .map { ("\($0.metadata.namespace)/\($0.metadata.name)", $0.metadata.node) }, uniquingKeysWith: { _, last in last })
        ofCluster = Dictionary(
            inventory.objects(kind: "KongClusterPlugin", group: "configuration.konghq.com")
                .map { ($0.metadata.name, $0.metadata.node) }, uniquingKeysWith: { _, last in last })
    }

    /// A plugin of the namespace, else of the cluster; `ns:name` is one of another namespace.
    private func plugin(_ name: String, in namespace: String) -> YAMLNode? {
        let parts = name.split(separator: ":", maxSplits: 1).map(String.init)
        if parts.count == 2 { return byPlace["\(parts[0])/\(parts[1])"] }
        return byPlace["\(namespace)/\(name)"] ?? ofCluster[name]
    }

    /// Names that the input has no plugin for.
    func missing(_ names: [String], in namespace: String) -> [String] { names.filter { plugin($0, in: namespace) == nil } }

    /// Those that ask who the client is.
    private static let credentials: Set<String> = [
        "basic-auth", "key-auth", "key-auth-enc", "hmac-auth", "jwt", "ldap-auth", "ldap-auth-advanced", "oauth2", "oauth2-introspection",
        "openid-connect", "mtls-auth", "saml", "vault-auth", "session",
    ]

    /// What the plugins make of a rule.
    func apply(_ names: [String], in namespace: String, to rule: inout Rule) {
        var shown: [String] = []
        for name in names {
            guard let node = plugin(name, in: namespace), !(node.boolean("disabled") ?? false) else { continue }
            let kind = node.string("plugin")
            let config = node.field("config")
            shown.append(kind)
            if Self.credentials.contains(kind) {
                let isWeb = ["openid-connect", "saml"].contains(kind)
                rule.auth = Authentication(kind == "basic-auth" ? "basic" : kind, challenge: isWeb ? nil : 401)
            } else if kind == "ip-restriction" {
                let allowed = config?.strings("allow") ?? []
                if !allowed.isEmpty { rule.sourceRanges = allowed }
                rule.deniedRanges += config?.strings("deny") ?? []
            } else if kind == "request-termination" {
                rule.fixed = FixedAnswer(status: config?.integer("status_code") ?? 503)
                rule.backends = []
            }
        }
        if !shown.isEmpty { rule.settings["plugins"] = shown.joined(separator: ",") }
    }
}
