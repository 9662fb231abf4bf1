// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanManifest

/// References of Traefik's own kinds to each other.
enum RouteReference {
    /// The name under which a middleware or TLSOption that an object of a namespace refers to is looked up.
    // Source: traefik 3.7.9, pkg/provider/kubernetes/crd/kubernetes.go:1656 resolveReference.
    static func resolve(_ node: YAMLNode, in namespace: String, flags: Flags) throws(MiddlewareFault) -> String {
        let name = node.string("name")
        if name.contains("@") {
            guard flags.allowsOtherNamespaces || !name.hasSuffix("@\(Provider.crd.name)") else {
                throw MiddlewareFault(message: "when allowCrossNamespace is disabled, @kubernetescrd references are disallowed (\(name))")
            }
            return name
        }
        let written = node.string("namespace")
        let other = written.isEmpty ? namespace : written
        guard flags.allowsOtherNamespaces || other == namespace else {
            throw MiddlewareFault(message: "allowCrossNamespace is disabled, cross-namespace are disallowed (\(other)/\(name))")
        }
        return normalized("\(other)-\(name)")
    }
}
