// SPDX-License-Identifier: Apache-2.0

/// Kinds of other projects that set up a controller or say more about an object, and expose nothing by themselves.
///
/// Source: the projects' own API references, read 2026-11. What is missing here is counted as unknown, never as harmless.
package enum ConfigurationKind {
    /// Whether a kind is one of them.
    package static func contains(_ kind: String, group: String) -> Bool { byGroup[group]?.contains(kind) ?? false }

    private static let byGroup: [String: Set<String>] = [
        "metallb.io": ["BFDProfile", "BGPAdvertisement", "BGPPeer", "Community", "IPAddressPool", "L2Advertisement"],
        "cilium.io": [
            "CiliumBGPAdvertisement", "CiliumBGPClusterConfig", "CiliumBGPPeerConfig", "CiliumBGPPeeringPolicy",
            "CiliumClusterwideNetworkPolicy",
            "CiliumL2AnnouncementPolicy", "CiliumLoadBalancerIPPool", "CiliumNetworkPolicy",
        ],
        "loadbalancer.harvesterhci.io": ["IPPool"],
        "elbv2.k8s.aws": ["ALBTargetControlConfig", "IngressClassParams"],
        "gateway.k8s.aws": ["ListenerRuleConfiguration", "LoadBalancerConfiguration", "TargetGroupConfiguration"],
        "cloud.google.com": ["BackendConfig"],
        "networking.gke.io": ["FrontendConfig", "GCPBackendPolicy", "GCPGatewayPolicy", "HealthCheckPolicy", "ManagedCertificate"],
        "appgw.ingress.azure.io": ["AzureApplicationGatewayRewrite"],
        "gateway.envoyproxy.io": [
            "Backend", "BackendTrafficPolicy", "ClientTrafficPolicy", "EnvoyExtensionPolicy", "EnvoyPatchPolicy", "EnvoyProxy",
            "HTTPRouteFilter", "SecurityPolicy",
        ],
        "traefik.io": [
            "Middleware", "MiddlewareTCP", "ServersTransport", "ServersTransportTCP", "TLSOption", "TLSStore", "TraefikService",
        ],
        "cert-manager.io": ["Certificate", "CertificateRequest", "ClusterIssuer", "Issuer"],
        "monitoring.coreos.com": ["PodMonitor", "Probe", "PrometheusRule", "ServiceMonitor"],
        "external-secrets.io": ["ClusterSecretStore", "ExternalSecret", "SecretStore"],
        "bitnami.com": ["SealedSecret"],
    ]
}
