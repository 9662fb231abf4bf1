// SPDX-License-Identifier: Apache-2.0

import PortolanModel

/// A GatewayClass that GKE installs.
///
/// Source: Google Cloud, GatewayClass capabilities (Documentation: gatewayclass-capabilities).
struct GKEGatewayClass: Sendable {
    /// The product that a Gateway of the class becomes.
    var product: String
    /// Who can reach it.
    var scope: Scope
    /// Whether backends are ServiceImports of a fleet.
    var isMultiCluster: Bool

    /// The class of a name; `nil` where GKE has none.
    init?(_ name: String) {
        let isMultiCluster = name.hasSuffix("-mc")
        switch isMultiCluster ? String(name.dropLast(3)) : name {
        case "gke-l7-global-external-managed": (product, scope) = ("gcp-global-external-application-lb", .public)
        case "gke-l7-regional-external-managed": (product, scope) = ("gcp-regional-external-application-lb", .public)
        case "gke-l7-rilb": (product, scope) = ("gcp-internal-application-lb", .private)
        case "gke-l7-gxlb": (product, scope) = ("gcp-external-application-lb", .public)
        case "gke-l7-cross-regional-internal-managed" where isMultiCluster:
            (product, scope) = ("gcp-cross-region-internal-application-lb", .private)
        default: return nil
        }
        self.isMultiCluster = isMultiCluster
    }

    /// All names.
    static let names: Set<String> = Set(
        ["gke-l7-global-external-managed", "gke-l7-regional-external-managed", "gke-l7-rilb", "gke-l7-gxlb"].flatMap { [$0, "\($0)-mc"] }
            + ["gke-l7-cross-regional-internal-managed-mc"])
}
