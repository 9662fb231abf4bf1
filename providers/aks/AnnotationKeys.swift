// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes

/// Every annotation that the controller reads.
///
/// The rows of the catalogue say what each means.
enum AnnotationKey: String, CaseIterable {
    case `internal` = "service.beta.kubernetes.io/azure-load-balancer-internal"
    case internalSubnet = "service.beta.kubernetes.io/azure-load-balancer-internal-subnet"
    case ipv4 = "service.beta.kubernetes.io/azure-load-balancer-ipv4"
    case ipv6 = "service.beta.kubernetes.io/azure-load-balancer-ipv6"
    case publicIPName = "service.beta.kubernetes.io/azure-pip-name"
    case publicIPNameIPv6 = "service.beta.kubernetes.io/azure-pip-name-ipv6"
    case publicIPPrefix = "service.beta.kubernetes.io/azure-pip-prefix-id"
    case publicIPPrefixIPv6 = "service.beta.kubernetes.io/azure-pip-prefix-id-ipv6"
    case publicIPTags = "service.beta.kubernetes.io/azure-pip-tags"
    case publicIPIPTags = "service.beta.kubernetes.io/azure-pip-ip-tags"
    case resourceGroup = "service.beta.kubernetes.io/azure-load-balancer-resource-group"
    case dnsLabel = "service.beta.kubernetes.io/azure-dns-label-name"
    case additionalPublicIPs = "service.beta.kubernetes.io/azure-additional-public-ips"
    case allowedIPRanges = "service.beta.kubernetes.io/azure-allowed-ip-ranges"
    case sourceRanges = "service.beta.kubernetes.io/load-balancer-source-ranges"
    case allowedServiceTags = "service.beta.kubernetes.io/azure-allowed-service-tags"
    case denyAllExceptSourceRanges = "service.beta.kubernetes.io/azure-deny-all-except-load-balancer-source-ranges"
    case disableSecurityRules = "service.beta.kubernetes.io/azure-disable-load-balancer-nsg-rule"
    case idleTimeout = "service.beta.kubernetes.io/azure-load-balancer-tcp-idle-timeout"
    case disableTCPReset = "service.beta.kubernetes.io/azure-load-balancer-disable-tcp-reset"
    case highAvailabilityPorts = "service.beta.kubernetes.io/azure-load-balancer-enable-high-availability-ports"
    case disableFloatingIP = "service.beta.kubernetes.io/azure-disable-load-balancer-floating-ip"
    case probeProtocol = "service.beta.kubernetes.io/azure-load-balancer-health-probe-protocol"
    case probePath = "service.beta.kubernetes.io/azure-load-balancer-health-probe-request-path"
    case probeInterval = "service.beta.kubernetes.io/azure-load-balancer-health-probe-interval"
    case probeCount = "service.beta.kubernetes.io/azure-load-balancer-health-probe-num-of-probe"
    case portNoRule = "service.beta.kubernetes.io/port_*_no_lb_rule"
    case portNoProbe = "service.beta.kubernetes.io/port_*_no_probe_rule"
    case portProbePort = "service.beta.kubernetes.io/port_*_health-probe_port"
    case portProbeProtocol = "service.beta.kubernetes.io/port_*_health-probe_protocol"
    case portProbePath = "service.beta.kubernetes.io/port_*_health-probe_request-path"
    case portProbeInterval = "service.beta.kubernetes.io/port_*_health-probe_interval"
    case portProbeCount = "service.beta.kubernetes.io/port_*_health-probe_num-of-probe"
    case privateLink = "service.beta.kubernetes.io/azure-pls-create"
    case privateLinkName = "service.beta.kubernetes.io/azure-pls-name"
    case privateLinkResourceGroup = "service.beta.kubernetes.io/azure-pls-resource-group"
    case privateLinkSubnet = "service.beta.kubernetes.io/azure-pls-ip-configuration-subnet"
    case privateLinkIPCount = "service.beta.kubernetes.io/azure-pls-ip-configuration-ip-address-count"
    case privateLinkIPs = "service.beta.kubernetes.io/azure-pls-ip-configuration-ip-address"
    case privateLinkDomainNames = "service.beta.kubernetes.io/azure-pls-fqdns"
    case privateLinkProxyProtocol = "service.beta.kubernetes.io/azure-pls-proxy-protocol"
    case privateLinkVisibility = "service.beta.kubernetes.io/azure-pls-visibility"
    case privateLinkAutoApproval = "service.beta.kubernetes.io/azure-pls-auto-approval"

    /// The key that is looked up: the `*` of a key that belongs to one port is the port's number.
    func text(port: Int?) -> String {
        guard let port, let star = rawValue.firstIndex(of: "*") else { return rawValue }
        return rawValue[..<star] + String(port) + rawValue[rawValue.index(after: star)...]
    }
}
