// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel
import PortolanProvider

/// What the controller makes of a Service's annotations and its own configuration before it asks Octavia for anything.
///
/// Source: cloud-provider-openstack c453fb7, pkg/openstack/loadbalancer.go:1357 checkService, :1540 makeSvcConf.
struct ServiceConfiguration {
    /// The first of the Service's families: a load balancer has one.
    let family: IPFamily
    let isInternal: Bool
    let networks: Networks
    /// The class, which counts for external load balancers only once networks are chosen.
    let section: LoadBalancerClass?
    let floatingIP: FloatingIPSource?
    /// Empty where listeners do not end TLS.
    let tlsContainerRef: String
    /// `v1` or `v2`.
    let proxyProtocol: String?
    let insertsForwardedFor: Bool
    let sourceRanges: [String]?
    let monitor: HealthMonitor?

    init(_ service: Service, in cluster: Cluster) throws(Refusal) {
        family = cluster.families(of: service).first ?? .ipv4
        let isInternalIPv6 = family == .ipv6 && !cluster.release.has(OpenStackFeature.externalIPv6)
        isInternal = cluster.options.isOn("internalLb") || isInternalIPv6 || service.flag(.isInternal)
        tlsContainerRef = service.text(.tlsContainerRef, or: cluster.options["defaultTlsContainerRef"])
        try Certificates.check(tlsContainerRef, of: service, in: cluster)
        networks = try Networks(service, in: cluster)
        section = isInternal ? nil : try LoadBalancerClass.named(by: service, in: cluster)
        floatingIP = isInternal ? nil : FloatingIPSource(service, in: cluster, class: section)
        proxyProtocol = Self.proxyProtocol(service, cluster.release)
        insertsForwardedFor = service.flag(.xForwardedFor)
        guard proxyProtocol == nil || !insertsForwardedFor else {
            let keys = (AnnotationKey.proxyProtocol.rawValue, AnnotationKey.xForwardedFor.rawValue)
            throw Refusal("annotation \(keys.0) and \(keys.1) cannot be used together")
        }
        sourceRanges = try SourceRanges.ranges(of: service, in: cluster)
        monitor = try HealthMonitor(service, in: cluster)
    }

    /// Source: cloud-provider-openstack c453fb7, pkg/openstack/loadbalancer.go:481 getProxyProtocolFromServiceAnnotation.
    private static func proxyProtocol(_ service: Service, _ release: ControllerRelease) -> String? {
        guard release.has(OpenStackFeature.proxyProtocolVersions) else { return service.flag(.proxyProtocol) ? "v1" : nil }
        return switch service.text(.proxyProtocol) {
        case "true", "v1": "v1"
        case "v2": "v2"
        default: nil
        }
    }

    /// Whether the provider takes timeouts, flavors and zones: all but Open Virtual Network's do.
    ///
    /// Octavia's API is taken to be 2.16 or later. Source: cloud-provider-openstack c453fb7, pkg/util/openstack/loadbalancer.go:93
    /// IsOctaviaFeatureSupported.
    static func hasFullProvider(_ cluster: Cluster) -> Bool { cluster.options["lbProvider"] != "ovn" }

    /// The load balancer's own properties, its front end apart.
    static func loadBalancerSettings(_ service: Service, in cluster: Cluster) -> Settings {
        var settings: Settings = [:]
        settings["provider"] = cluster.options["lbProvider"]
        if hasFullProvider(cluster) {
            settings["flavor_id"] = service.text(.flavorID, or: cluster.options["flavorId"])
            settings["availability_zone"] = service.text(.availabilityZone, or: cluster.options["availabilityZone"])
        }
        // The API client leaves empty texts out.
        return Settings(settings.filter { !$0.value.isEmpty }.map { ($0.name, $0.value) })
    }
}
