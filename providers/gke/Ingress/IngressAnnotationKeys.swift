// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes

/// Every annotation of an Ingress that ingress-gce or the managed certificate controller reads, and the only way in which this module
/// reads one.
enum IngressAnnotationKey: String, CaseIterable {
    case ingressClass = "kubernetes.io/ingress.class"
    case allowHTTP = "kubernetes.io/ingress.allow-http"
    case globalAddress = "kubernetes.io/ingress.global-static-ip-name"
    case regionalAddress = "kubernetes.io/ingress.regional-static-ip-name"
    case preSharedCertificates = "ingress.gcp.kubernetes.io/pre-shared-cert"
    case managedCertificates = "networking.gke.io/managed-certificates"
    case frontendConfig = "networking.gke.io/v1beta1.FrontendConfig"
}

/// The same of a Service behind an Ingress.
enum BackendAnnotationKey: String, CaseIterable {
    case networkEndpointGroups = "cloud.google.com/neg"
    case appProtocols = "cloud.google.com/app-protocols"
    case alphaAppProtocols = "service.alpha.kubernetes.io/app-protocols"
    case backendConfig = "cloud.google.com/backend-config"
    case betaBackendConfig = "beta.cloud.google.com/backend-config"
    case maxRatePerEndpoint = "networking.gke.io/max-rate-per-endpoint"
    case capacityScaler = "networking.gke.io/capacity-scaler"
    case transparentHealthChecker = "networking.gke.io/transparent-health-checker"
}

extension Ingress {
    /// The value of an annotation; `nil` where it is absent.
    func annotation(_ key: IngressAnnotationKey) -> String? { metadata.annotations[key.rawValue] }
}

extension Service {
    /// The value of an annotation that counts behind an Ingress; `nil` where it is absent.
    func annotation(_ key: BackendAnnotationKey) -> String? { annotations[key.rawValue] }
}
