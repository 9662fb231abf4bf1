// SPDX-License-Identifier: Apache-2.0

import PortolanManifest
import PortolanModel

/// A kind beside Services that lets clients from outside reach an app.
///
/// Which of them are planned is no property of the kind: an object counts as unjudged as long as the plan has no endpoint for it.
package struct ExposingKind: Sendable {
    let kind: String
    /// The API groups that have it.
    let groups: [String]
    /// One of them and many, in words.
    package let words: (one: String, many: String)

    private init(_ kind: String, _ groups: [String], _ one: String, _ many: String? = nil) {
        self.kind = kind
        self.groups = groups
        words = (one, many ?? one + "s")
    }

    /// The kind of an object; `nil` where it exposes nothing.
    package static func of(_ object: Inventory.Object) -> ExposingKind? {
        of(object.metadata.reference.kind, apiVersion: object.metadata.apiVersion)
    }

    /// The kind by its name and version; `nil` where its objects expose nothing.
    package static func of(_ kind: String, apiVersion: String) -> ExposingKind? {
        guard let candidates = byKind[kind] else { return nil }
        let group = apiGroup(apiVersion)
        return candidates.first { $0.groups.contains(group) }
    }

    /// The API group of an `apiVersion`; empty for the core group.
    package static func apiGroup(_ version: String) -> String { version.firstIndex(of: "/").map { String(version[..<$0]) } ?? "" }

    private static let byKind = Dictionary(grouping: all, by: \.kind)

    private static let all: [ExposingKind] = [
        ExposingKind("Ingress", ["networking.k8s.io", "extensions"], "Ingress", "Ingresses"),
        ExposingKind("Gateway", ["gateway.networking.k8s.io"], "Gateway"),
        ExposingKind("XListenerSet", ["gateway.networking.x-k8s.io"], "ListenerSet"),
        ExposingKind("Gateway", ["networking.istio.io"], "Istio Gateway"),
        ExposingKind("Service", ["serving.knative.dev"], "Knative Service"),
        ExposingKind("Route", ["serving.knative.dev"], "Knative Route"),
        ExposingKind("DomainMapping", ["serving.knative.dev"], "Knative DomainMapping"),
        ExposingKind("Route", ["route.openshift.io", ""], "OpenShift Route"),
        ExposingKind("IngressRoute", ["traefik.io", "traefik.containo.us"], "Traefik IngressRoute"),
        ExposingKind("IngressRouteTCP", ["traefik.io", "traefik.containo.us"], "Traefik IngressRouteTCP", "Traefik IngressRouteTCPs"),
        ExposingKind("IngressRouteUDP", ["traefik.io", "traefik.containo.us"], "Traefik IngressRouteUDP", "Traefik IngressRouteUDPs"),
        ExposingKind("HTTPProxy", ["projectcontour.io"], "Contour HTTPProxy", "Contour HTTPProxies"),
        ExposingKind("IngressRoute", ["contour.heptio.com"], "Contour IngressRoute"),
        ExposingKind("TCPIngress", ["configuration.konghq.com"], "Kong TCPIngress", "Kong TCPIngresses"),
        ExposingKind("UDPIngress", ["configuration.konghq.com"], "Kong UDPIngress", "Kong UDPIngresses"),
        ExposingKind("VirtualServer", ["k8s.nginx.org"], "NGINX VirtualServer"),
        ExposingKind("TransportServer", ["k8s.nginx.org"], "NGINX TransportServer"),
        ExposingKind("Host", ["getambassador.io", "x.getambassador.io"], "Emissary Host"),
        ExposingKind("Listener", ["getambassador.io", "x.getambassador.io"], "Emissary Listener"),
        ExposingKind("Mapping", ["getambassador.io", "x.getambassador.io"], "Emissary Mapping"),
        ExposingKind("TCPMapping", ["getambassador.io", "x.getambassador.io"], "Emissary TCPMapping"),
        ExposingKind("ApisixRoute", ["apisix.apache.org"], "APISIX route"),
        ExposingKind("RouteGroup", ["zalando.org"], "Skipper RouteGroup"),
        ExposingKind("VirtualService", ["gateway.solo.io"], "Gloo VirtualService"),
        ExposingKind("TargetGroupBinding", ["elbv2.k8s.aws"], "TargetGroupBinding"),
        ExposingKind("MultiClusterIngress", ["networking.gke.io"], "MultiClusterIngress", "MultiClusterIngresses"),
        ExposingKind("GameServer", ["agones.dev"], "Agones GameServer"),
        ExposingKind("Fleet", ["agones.dev"], "Agones Fleet"),
    ]
}

extension ExposingKind {
    /// Groups whose kinds are Kubernetes' own, or are known to expose nothing.
    package static func isKubernetes(group: String) -> Bool {
        guard group.contains(".") else { return true }
        return group.hasSuffix(".k8s.io") && !group.hasSuffix(".x-k8s.io")
    }
}
