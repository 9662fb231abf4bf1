// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanProvider

/// Every annotation of a Service that openstack-cloud-controller-manager reads.
///
/// Source: cloud-provider-openstack c453fb7, pkg/openstack/loadbalancer.go:61-97 and :2202.
enum AnnotationKey: String, CaseIterable {
    case isInternal = "service.beta.kubernetes.io/openstack-internal-load-balancer"
    case sourceRanges = "service.beta.kubernetes.io/load-balancer-source-ranges"
    case loadBalancerClass = "loadbalancer.openstack.org/class"
    case loadBalancerID = "loadbalancer.openstack.org/load-balancer-id"
    case hostname = "loadbalancer.openstack.org/hostname"
    case nodeSelector = "loadbalancer.openstack.org/node-selector"

    case portID = "loadbalancer.openstack.org/port-id"
    case subnetID = "loadbalancer.openstack.org/subnet-id"
    case networkID = "loadbalancer.openstack.org/network-id"
    case memberSubnetID = "loadbalancer.openstack.org/member-subnet-id"
    case floatingNetworkID = "loadbalancer.openstack.org/floating-network-id"
    case floatingSubnetID = "loadbalancer.openstack.org/floating-subnet-id"
    case floatingSubnet = "loadbalancer.openstack.org/floating-subnet"
    case floatingSubnetTags = "loadbalancer.openstack.org/floating-subnet-tags"
    case keepFloatingIP = "loadbalancer.openstack.org/keep-floatingip"

    case connectionLimit = "loadbalancer.openstack.org/connection-limit"
    case timeoutClientData = "loadbalancer.openstack.org/timeout-client-data"
    case timeoutMemberConnect = "loadbalancer.openstack.org/timeout-member-connect"
    case timeoutMemberData = "loadbalancer.openstack.org/timeout-member-data"
    case timeoutTCPInspect = "loadbalancer.openstack.org/timeout-tcp-inspect"
    case lbMethod = "loadbalancer.openstack.org/lb-method"
    case proxyProtocol = "loadbalancer.openstack.org/proxy-protocol"
    case xForwardedFor = "loadbalancer.openstack.org/x-forwarded-for"
    case tlsContainerRef = "loadbalancer.openstack.org/default-tls-container-ref"
    case flavorID = "loadbalancer.openstack.org/flavor-id"
    case availabilityZone = "loadbalancer.openstack.org/availability-zone"

    case enableHealthMonitor = "loadbalancer.openstack.org/enable-health-monitor"
    case healthMonitorDelay = "loadbalancer.openstack.org/health-monitor-delay"
    case healthMonitorTimeout = "loadbalancer.openstack.org/health-monitor-timeout"
    case healthMonitorMaxRetries = "loadbalancer.openstack.org/health-monitor-max-retries"
    case healthMonitorMaxRetriesDown = "loadbalancer.openstack.org/health-monitor-max-retries-down"
}

/// The controller's three ways to read an annotation: none of them ever fails.
/// Source: cloud-provider-openstack c453fb7, pkg/openstack/loadbalancer.go:422-477.
extension Service {
    /// An annotation's value, empty ones included, else the configuration's.
    func text(_ key: AnnotationKey, or configured: String? = nil) -> String { annotations[key.rawValue] ?? configured ?? "" }

    /// A whole number as `strconv.Atoi` reads it; what it refuses is the default.
    func number(_ key: AnnotationKey, or configured: Int) -> Int {
        annotations[key.rawValue].flatMap { GoValue.int($0) } ?? configured
    }

    /// Exactly `true` or `false`; anything else is the default.
    func flag(_ key: AnnotationKey, or configured: Bool = false) -> Bool {
        switch annotations[key.rawValue] {
        case "true": true
        case "false": false
        default: configured
        }
    }
}
