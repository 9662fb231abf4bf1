// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanProvider

/// Every annotation of a Service that linode-cloud-controller-manager reads.
///
/// Source: linode-cloud-controller-manager b9aa901, cloud/annotations/annotations.go and cloud/linode/loadbalancers_deprecated.go.
enum AnnotationKey: String, CaseIterable {
    case defaultProtocol = "service.beta.kubernetes.io/linode-loadbalancer-default-protocol"
    case defaultProxyProtocol = "service.beta.kubernetes.io/linode-loadbalancer-default-proxy-protocol"
    case proxyProtocol = "service.beta.kubernetes.io/linode-loadbalancer-proxy-protocol"
    case defaultAlgorithm = "service.beta.kubernetes.io/linode-loadbalancer-default-algorithm"
    case defaultStickiness = "service.beta.kubernetes.io/linode-loadbalancer-default-stickiness"
    /// Any port's number stands where the star is.
    case port = "service.beta.kubernetes.io/linode-loadbalancer-port-*"

    case checkType = "service.beta.kubernetes.io/linode-loadbalancer-check-type"
    case checkPath = "service.beta.kubernetes.io/linode-loadbalancer-check-path"
    case checkBody = "service.beta.kubernetes.io/linode-loadbalancer-check-body"
    case checkInterval = "service.beta.kubernetes.io/linode-loadbalancer-check-interval"
    case checkTimeout = "service.beta.kubernetes.io/linode-loadbalancer-check-timeout"
    case checkAttempts = "service.beta.kubernetes.io/linode-loadbalancer-check-attempts"
    case checkPassive = "service.beta.kubernetes.io/linode-loadbalancer-check-passive"
    case udpCheckPort = "service.beta.kubernetes.io/linode-loadbalancer-udp-check-port"

    case throttle = "service.beta.kubernetes.io/linode-loadbalancer-throttle"
    case nodebalancerType = "service.beta.kubernetes.io/linode-loadbalancer-nodebalancer-type"
    case nodebalancerID = "service.beta.kubernetes.io/linode-loadbalancer-nodebalancer-id"
    case preserve = "service.beta.kubernetes.io/linode-loadbalancer-preserve"
    case tags = "service.beta.kubernetes.io/linode-loadbalancer-tags"
    case firewallID = "service.beta.kubernetes.io/linode-loadbalancer-firewall-id"
    case firewallACL = "service.beta.kubernetes.io/linode-loadbalancer-firewall-acl"

    case reservedIPv4 = "service.beta.kubernetes.io/linode-loadbalancer-reserved-ipv4"
    case retainReservedIPv4 = "service.beta.kubernetes.io/linode-loadbalancer-retain-reserved-ipv4"
    case hostnameOnlyIngress = "service.beta.kubernetes.io/linode-loadbalancer-hostname-only-ingress"
    case enableIPv6Ingress = "service.beta.kubernetes.io/linode-loadbalancer-enable-ipv6-ingress"
    case enableIPv6Backends = "service.beta.kubernetes.io/linode-loadbalancer-enable-ipv6-backends"

    case backendIPv4Range = "service.beta.kubernetes.io/linode-loadbalancer-backend-ipv4-range"
    case backendVPCName = "service.beta.kubernetes.io/linode-loadbalancer-backend-vpc-name"
    case backendSubnetName = "service.beta.kubernetes.io/linode-loadbalancer-backend-subnet-name"
    case backendSubnetID = "service.beta.kubernetes.io/linode-loadbalancer-backend-subnet-id"
    case frontendIPv4Range = "service.beta.kubernetes.io/linode-loadbalancer-frontend-ipv4-range"
    case frontendIPv6Range = "service.beta.kubernetes.io/linode-loadbalancer-frontend-ipv6-range"
    case frontendVPCName = "service.beta.kubernetes.io/linode-loadbalancer-frontend-vpc-name"
    case frontendSubnetName = "service.beta.kubernetes.io/linode-loadbalancer-frontend-subnet-name"
    case frontendSubnetID = "service.beta.kubernetes.io/linode-loadbalancer-frontend-subnet-id"
}

extension Service {
    /// An annotation's value, empty ones included.
    func value(_ key: AnnotationKey) -> String? { annotations[key.rawValue] }

    /// The settings of one port as JSON.
    func configuration(ofPort port: Int) -> String? { annotations[AnnotationKey.port.rawValue.dropLast() + String(port)] }

    /// A boolean annotation: `nil` where absent, false where it cannot be parsed.
    ///
    /// Source: linode-cloud-controller-manager b9aa901, cloud/linode/loadbalancers.go:1458 getServiceBoolAnnotation.
    func flag(_ key: AnnotationKey) -> Bool? { value(key).map { GoValue.bool($0) ?? false } }

    /// A whole number as `strconv.Atoi` reads it; `nil` where the annotation is absent.
    func number(_ key: AnnotationKey) throws(GoError) -> Int? {
        guard let text = value(key) else { return nil }
        guard let number = GoValue.int(text) else { throw GoValue.atoiError(text) }
        return number
    }
}
