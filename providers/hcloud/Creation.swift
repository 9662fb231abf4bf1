// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel
import PortolanProvider

/// What is set when the load balancer is made, and put right afterwards.
///
/// Source: hcloud-cloud-controller-manager v1.35.0 (6485324), internal/hcops/load_balancer.go:175 (Create).
struct Creation {
    /// The types that Hetzner Cloud offers; the controller asks the API for them.
    ///
    /// Source: docs.hetzner.com, load balancers, overview.
    static let types = ["lb11", "lb21", "lb31"]

    let annotations: Annotations
    let configuration: Configuration
    let release: ControllerRelease

    /// The load balancer's properties under the API's names.
    func settings() throws(GoError) -> Settings {
        let operation = "hcops/LoadBalancerOps.Create"
        var settings: Settings = ["load_balancer_type": try type()]
        // An empty annotation takes the default back, so that a zone can count.
        let location = (annotations[.location] ?? configuration.location).flatMap { $0.isEmpty ? nil : $0 }
        let zone = (annotations[.networkZone] ?? configuration.networkZone).flatMap { $0.isEmpty ? nil : $0 }
        if let location {
            settings["location"] = location
        } else if let zone {
            settings["network_zone"] = zone
        } else {
            throw GoError("\(operation): neither \(AnnotationKey.location.rawValue) nor \(AnnotationKey.networkZone.rawValue) set")
        }
        try GoError.wrapping(operation) { () throws(GoError) in
            settings["algorithm"] = try annotations.algorithm(.algorithm) ?? configuration.algorithm
            if let isPublic = try explicitPublicInterface(), !isPublic || release.has(HCloudFeature.toldPublic) {
                settings["public_interface"] = String(isPublic)
            }
        }
        return settings
    }

    /// Source: internal/hcops/load_balancer.go:121 (getType).
    private func type() throws(GoError) -> String {
        let written = annotations[.type] ?? configuration.type ?? ""
        let type = written.isEmpty ? "lb11" : written
        guard Self.types.contains(type) else {
            throw GoError("error getting load balancer type: load balancer type not found: \(type)")
        }
        return type
    }

    /// Whether there is a public interface, where somebody says so.
    private func explicitPublicInterface() throws(GoError) -> Bool? {
        (try annotations.bool(.disablePublicNetwork) ?? configuration.disablesPublicNetwork).map { !$0 }
    }

    /// Whether there is a public interface: the API's default is yes.
    func isPublic() throws(GoError) -> Bool { try explicitPublicInterface() ?? true }
}
