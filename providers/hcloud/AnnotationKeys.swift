// SPDX-License-Identifier: Apache-2.0

/// Every annotation that the controller reads.
///
/// The rows of the catalogue say what each means. Source: hcloud-cloud-controller-manager v1.35.0 (6485324),
/// internal/annotation/load_balancer.go.
enum AnnotationKey: String, CaseIterable {
    case location = "load-balancer.hetzner.cloud/location"
    case networkZone = "load-balancer.hetzner.cloud/network-zone"
    case type = "load-balancer.hetzner.cloud/type"
    case algorithm = "load-balancer.hetzner.cloud/algorithm-type"
    case name = "load-balancer.hetzner.cloud/name"
    case disablePublicNetwork = "load-balancer.hetzner.cloud/disable-public-network"
    case disablePrivateIngress = "load-balancer.hetzner.cloud/disable-private-ingress"
    case usePrivateIP = "load-balancer.hetzner.cloud/use-private-ip"
    case privateIPv4 = "load-balancer.hetzner.cloud/private-ipv4"
    case privateSubnet = "load-balancer.hetzner.cloud/private-subnet-ip-range"
    case hostname = "load-balancer.hetzner.cloud/hostname"
    case disableIPv6 = "load-balancer.hetzner.cloud/ipv6-disabled"
    case ipv4ReverseDNS = "load-balancer.hetzner.cloud/ipv4-rdns"
    case ipv6ReverseDNS = "load-balancer.hetzner.cloud/ipv6-rdns"
    case nodeSelector = "load-balancer.hetzner.cloud/node-selector"
    case `protocol` = "load-balancer.hetzner.cloud/protocol"
    case proxyProtocol = "load-balancer.hetzner.cloud/uses-proxyprotocol"
    case cookieName = "load-balancer.hetzner.cloud/http-cookie-name"
    case cookieLifetime = "load-balancer.hetzner.cloud/http-cookie-lifetime"
    case idleTimeout = "load-balancer.hetzner.cloud/http-timeout-idle"
    case redirectHTTP = "load-balancer.hetzner.cloud/http-redirect-http"
    case stickySessions = "load-balancer.hetzner.cloud/http-sticky-sessions"
    case certificateType = "load-balancer.hetzner.cloud/certificate-type"
    case certificates = "load-balancer.hetzner.cloud/http-certificates"
    case managedCertificateName = "load-balancer.hetzner.cloud/http-managed-certificate-name"
    case managedCertificateDomains = "load-balancer.hetzner.cloud/http-managed-certificate-domains"
    case managedCertificateStaging = "load-balancer.hetzner.cloud/http-managed-certificate-acme-staging"
    case checkProtocol = "load-balancer.hetzner.cloud/health-check-protocol"
    case checkPort = "load-balancer.hetzner.cloud/health-check-port"
    case checkInterval = "load-balancer.hetzner.cloud/health-check-interval"
    case checkTimeout = "load-balancer.hetzner.cloud/health-check-timeout"
    case checkRetries = "load-balancer.hetzner.cloud/health-check-retries"
    case checkDomain = "load-balancer.hetzner.cloud/health-check-http-domain"
    case checkPath = "load-balancer.hetzner.cloud/health-check-http-path"
    case checkValidatesCertificate = "load-balancer.hetzner.cloud/health-check-http-validate-certificate"
    case checkStatusCodes = "load-balancer.hetzner.cloud/http-status-codes"
}
