// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanManifest
import PortolanModel

/// An Ingress that names its class by annotation.
struct IngressClassAnnotation: Check {
    private static let key = "kubernetes.io/ingress.class"
    /// Values of the annotation that are no names of classes, with the class that stands for them.
    private static let classNames = ["azure/application-gateway": "azure-application-gateway"]

    let page = FindingPage(
        code: "ingress-class-annotation", severity: .info, title: "The Ingress names its class by annotation",
        meaning: """
            The annotation `kubernetes.io/ingress.class` is deprecated since Kubernetes 1.18. It never had a meaning of its own: each \
            controller decides whether it reads it, and some do not, or only beside no IngressClass. GKE's own controller still knows \
            nothing else.
            """,
        remedy:
            "Write spec.ingressClassName with an IngressClass's name; keep the annotation where GKE's own controller is meant.",
        triggering: """
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata:
              name: web
              annotations:
                kubernetes.io/ingress.class: nginx
            spec:
              defaultBackend:
                service:
                  name: web
                  port: {number: 80}
            """,
        passing: """
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata:
              name: web
            spec:
              ingressClassName: nginx
              defaultBackend:
                service:
                  name: web
                  port: {number: 80}
            """)

    func findings(in app: App) -> [Finding] {
        app.inventory.ingresses.compactMap { ingress in
            // Google's own classes exist as annotations only.
            guard let name = ingress.metadata.annotations[Self.key], !name.hasPrefix("gce") else { return nil }
            return finding(
                ingress.metadata, at: ingress.metadata.location(ofAnnotation: Self.key),
                "only controllers that still read the annotation \(Self.key) take it for one of class \(name)",
                remedy: "write ingressClassName: \(Self.classNames[name] ?? name)")
        }
    }
}
