// SPDX-License-Identifier: Apache-2.0

import PortolanProvider

/// Traefik's static configuration: the flags of its Kubernetes providers, as the target's options have them.
struct Flags {
    let allowsEmptyServices: Bool
    let allowsExternalNames: Bool
    let allowsOtherNamespaces: Bool
    let matchesPrefixesStrictly: Bool
    let prefersClusterIP: Bool
    /// The class that the providers are bound to; empty for none.
    let ingressClass: String
    /// The entry point to which `web` redirects everything; `nil` for none.
    let redirectsWebTo: String?
    let hasGateways: Bool
    /// Whether it is Traefik 3.7 or later; 3.6 reads wildcard hosts as expressions and has no order of providers.
    let isAtLeast37: Bool

    init(_ options: TargetOptions) {
        allowsEmptyServices = options.isOn("allowEmptyServices")
        allowsExternalNames = options.isOn("allowExternalNameServices")
        allowsOtherNamespaces = options.isOn("allowCrossNamespace")
        matchesPrefixesStrictly = options.isOn("strictPrefixMatching")
        prefersClusterIP = options.isOn("nativeLBByDefault")
        ingressClass = options["ingressClass"] ?? ""
        redirectsWebTo = options["webRedirectTo"].flatMap { $0.isEmpty ? nil : $0 }
        hasGateways = options.isOn("kubernetesGateway")
        isAtLeast37 = options["traefikVersion"] != "3.6"
    }
}

/// The chart's entry points for HTTP: a port with a name that routers ask for.
enum EntryPoint: String, CaseIterable {
    /// Port 80, plain.
    case web
    /// Port 443; each router on it serves TLS (`http.tls.enabled` of the chart).
    case websecure

    var port: Int { self == .web ? 80 : 443 }
}
