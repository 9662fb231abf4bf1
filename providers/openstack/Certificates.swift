// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanProvider

/// The reference to the certificate with which every listener ends TLS.
enum Certificates {
    /// Containers and secrets that a reference names are taken to exist.
    ///
    /// Source: cloud-provider-openstack c453fb7, pkg/openstack/loadbalancer.go:1384-1416.
    static func check(_ reference: String, of service: Service, in cluster: Cluster) throws(Refusal) {
        guard !reference.isEmpty, cluster.options["containerStore"] == "barbican" else { return }
        let name = "\(service.namespace)/\(service.name)"
        let parts = GoValue.split(reference, "/")
        if parts.count < 2, !cluster.release.has(OpenStackFeature.secretReferences) { return }
        guard parts.count >= 2 else { throw Refusal("invalid tlsContainerRef for service \(name)") }
        let kind = parts[parts.count - 2]
        guard cluster.release.has(OpenStackFeature.secretReferences) else {
            // The last part is looked up among the containers, whatever stands before it; no secret is one.
            if kind == "secrets" { throw Refusal("failed to get tls container \(GoValue.quoted(reference)): Resource not found") }
            return
        }
        guard kind == "containers" || kind == "secrets" else {
            throw Refusal("failed to validate tlsContainerRef for service \(name): tlsContainerRef type \(kind) unknown")
        }
    }
}
