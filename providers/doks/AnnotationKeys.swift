// SPDX-License-Identifier: Apache-2.0

/// Every annotation that digitalocean-cloud-controller-manager reads from a Service.
///
/// Code reads annotations through these keys only.
enum AnnotationKey: String, CaseIterable {
    case loadBalancerID = "kubernetes.digitalocean.com/load-balancer-id"
    case disown = "service.kubernetes.io/do-loadbalancer-disown"
    case type = "service.beta.kubernetes.io/do-loadbalancer-type"
    case network = "service.beta.kubernetes.io/do-loadbalancer-network"
    case networkStack = "service.beta.kubernetes.io/do-loadbalancer-network-stack"
    case name = "service.beta.kubernetes.io/do-loadbalancer-name"
    case ip = "service.beta.kubernetes.io/do-loadbalancer-ip"
    case hostname = "service.beta.kubernetes.io/do-loadbalancer-hostname"
    case subnet = "service.beta.kubernetes.io/do-loadbalancer-subnet-uuid"
    case allowRules = "service.beta.kubernetes.io/do-loadbalancer-allow-rules"
    case denyRules = "service.beta.kubernetes.io/do-loadbalancer-deny-rules"

    // Forwarding rules.
    case defaultProtocol = "service.beta.kubernetes.io/do-loadbalancer-protocol"
    case httpPorts = "service.beta.kubernetes.io/do-loadbalancer-http-ports"
    case tlsPorts = "service.beta.kubernetes.io/do-loadbalancer-tls-ports"
    case http2Ports = "service.beta.kubernetes.io/do-loadbalancer-http2-ports"
    case http3Port = "service.beta.kubernetes.io/do-loadbalancer-http3-port"
    case tlsPassthrough = "service.beta.kubernetes.io/do-loadbalancer-tls-passthrough"
    case certificateID = "service.beta.kubernetes.io/do-loadbalancer-certificate-id"
    case certificateName = "service.beta.kubernetes.io/do-loadbalancer-certificate-name"

    // Health checks.
    case revertToOldHealthCheck = "service.beta.kubernetes.io/do-loadbalancer-revert-to-old-health-check"
    case overrideHealthCheck = "service.beta.kubernetes.io/do-loadbalancer-override-health-check"
    case healthCheckPath = "service.beta.kubernetes.io/do-loadbalancer-healthcheck-path"
    case healthCheckPort = "service.beta.kubernetes.io/do-loadbalancer-healthcheck-port"
    case healthCheckProtocol = "service.beta.kubernetes.io/do-loadbalancer-healthcheck-protocol"
    case healthCheckInterval = "service.beta.kubernetes.io/do-loadbalancer-healthcheck-check-interval-seconds"
    case healthCheckTimeout = "service.beta.kubernetes.io/do-loadbalancer-healthcheck-response-timeout-seconds"
    case healthCheckUnhealthy = "service.beta.kubernetes.io/do-loadbalancer-healthcheck-unhealthy-threshold"
    case healthCheckHealthy = "service.beta.kubernetes.io/do-loadbalancer-healthcheck-healthy-threshold"

    // The load balancer's other properties.
    case algorithm = "service.beta.kubernetes.io/do-loadbalancer-algorithm"
    case sizeSlug = "service.beta.kubernetes.io/do-loadbalancer-size-slug"
    case sizeUnit = "service.beta.kubernetes.io/do-loadbalancer-size-unit"
    case stickySessions = "service.beta.kubernetes.io/do-loadbalancer-sticky-sessions-type"
    case cookieName = "service.beta.kubernetes.io/do-loadbalancer-sticky-sessions-cookie-name"
    case cookieTTL = "service.beta.kubernetes.io/do-loadbalancer-sticky-sessions-cookie-ttl"
    case redirectToHTTPS = "service.beta.kubernetes.io/do-loadbalancer-redirect-http-to-https"
    case proxyProtocol = "service.beta.kubernetes.io/do-loadbalancer-enable-proxy-protocol"
    case backendKeepalive = "service.beta.kubernetes.io/do-loadbalancer-enable-backend-keepalive"
    case noDNSRecords = "service.beta.kubernetes.io/do-loadbalancer-disable-lets-encrypt-dns-records"
    case idleTimeout = "service.beta.kubernetes.io/do-loadbalancer-http-idle-timeout-seconds"
}
