// SPDX-License-Identifier: Apache-2.0

/// Every annotation that oci-cloud-controller-manager reads from a Service.
///
/// Code reads annotations through these keys only.
enum AnnotationKey: String, CaseIterable {
    // Read for both kinds of load balancer.
    case loadBalancerType = "oci.oraclecloud.com/load-balancer-type"
    case compartment = "oci.oraclecloud.com/compartment-id"
    case workloadServiceAccount = "oci.oraclecloud.com/workload-service-account"
    case securityRuleManagementMode = "oci.oraclecloud.com/security-rule-management-mode"
    case backendNetworkSecurityGroups = "oci.oraclecloud.com/oci-backend-network-security-group"
    case ingressIPMode = "oci.oraclecloud.com/ingress-ip-mode"
    case ruleSets = "oci.oraclecloud.com/oci-load-balancer-rule-sets"
    case sourceRanges = "service.beta.kubernetes.io/load-balancer-source-ranges"

    // Load balancer.
    case isInternal = "service.beta.kubernetes.io/oci-load-balancer-internal"
    case shape = "service.beta.kubernetes.io/oci-load-balancer-shape"
    case shapeMinimum = "service.beta.kubernetes.io/oci-load-balancer-shape-flex-min"
    case shapeMaximum = "service.beta.kubernetes.io/oci-load-balancer-shape-flex-max"
    case subnet1 = "service.beta.kubernetes.io/oci-load-balancer-subnet1"
    case subnet2 = "service.beta.kubernetes.io/oci-load-balancer-subnet2"
    case sslPorts = "service.beta.kubernetes.io/oci-load-balancer-ssl-ports"
    case tlsSecret = "service.beta.kubernetes.io/oci-load-balancer-tls-secret"
    case tlsBackendSetSecret = "service.beta.kubernetes.io/oci-load-balancer-tls-backendset-secret"
    case idleTimeout = "service.beta.kubernetes.io/oci-load-balancer-connection-idle-timeout"
    case proxyProtocolVersion = "service.beta.kubernetes.io/oci-load-balancer-connection-proxy-protocol-version"
    case securityListManagementMode = "service.beta.kubernetes.io/oci-load-balancer-security-list-management-mode"
    case healthCheckRetries = "service.beta.kubernetes.io/oci-load-balancer-health-check-retries"
    case healthCheckInterval = "service.beta.kubernetes.io/oci-load-balancer-health-check-interval"
    case healthCheckTimeout = "service.beta.kubernetes.io/oci-load-balancer-health-check-timeout"
    case backendProtocol = "service.beta.kubernetes.io/oci-load-balancer-backend-protocol"
    case networkSecurityGroups = "oci.oraclecloud.com/oci-network-security-groups"
    case policy = "oci.oraclecloud.com/loadbalancer-policy"
    case freeformTags = "oci.oraclecloud.com/initial-freeform-tags-override"
    case definedTags = "oci.oraclecloud.com/initial-defined-tags-override"
    case nodeSelector = "oci.oraclecloud.com/node-label-selector"
    case listenerSSLConfiguration = "oci.oraclecloud.com/oci-load-balancer-listener-ssl-config"
    case backendSetSSLConfiguration = "oci.oraclecloud.com/oci-load-balancer-backendset-ssl-config"

    // Network load balancer.
    case networkIsInternal = "oci-network-load-balancer.oraclecloud.com/internal"
    case networkSubnet = "oci-network-load-balancer.oraclecloud.com/subnet"
    case networkNetworkSecurityGroups = "oci-network-load-balancer.oraclecloud.com/oci-network-security-groups"
    case networkHealthCheckRetries = "oci-network-load-balancer.oraclecloud.com/health-check-retries"
    case networkHealthCheckInterval = "oci-network-load-balancer.oraclecloud.com/health-check-interval"
    case networkHealthCheckTimeout = "oci-network-load-balancer.oraclecloud.com/health-check-timeout"
    case networkPolicy = "oci-network-load-balancer.oraclecloud.com/backend-policy"
    case networkSecurityListManagementMode = "oci-network-load-balancer.oraclecloud.com/security-list-management-mode"
    case networkDefinedTags = "oci-network-load-balancer.oraclecloud.com/initial-defined-tags-override"
    case networkFreeformTags = "oci-network-load-balancer.oraclecloud.com/initial-freeform-tags-override"
    case networkOldDefinedTags = "oci-network-load-balancer.oraclecloud.com/defined-tags"
    case networkOldFreeformTags = "oci-network-load-balancer.oraclecloud.com/freeform-tags"
    case networkNodeSelector = "oci-network-load-balancer.oraclecloud.com/node-label-selector"
    case preserveSource = "oci-network-load-balancer.oraclecloud.com/is-preserve-source"
    case proxyProtocolV2 = "oci-network-load-balancer.oraclecloud.com/is-ppv2-enabled"
    case externalIPOnly = "oci-network-load-balancer.oraclecloud.com/external-ip-only"
    case assignedPrivateIPv4 = "oci-network-load-balancer.oraclecloud.com/assigned-private-ipv4"
    case assignedIPv6 = "oci-network-load-balancer.oraclecloud.com/assigned-ipv6"
}
