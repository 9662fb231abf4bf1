// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanManifest
import PortolanModel

/// An annotation with lines of a proxy's own configuration.
struct SnippetAnnotation: Check {
    /// The ends of keys whose value goes into a proxy's configuration as it is.
    private static let names = [
        "/configuration-snippet", "/server-snippet", "/stream-snippet", "/auth-snippet", "/modsecurity-snippet", "/location-snippets",
        "/server-snippets", "/backend-config-snippet", "/frontend-config-snippet", "/config-backend",
    ]

    let page = FindingPage(
        code: "snippet-annotation", severity: .warning, title: "An annotation writes into the proxy's configuration",
        meaning: """
            Whoever may write such an Ingress writes the proxy's configuration: with nginx that is enough to read its service account's \
            token, and so every Secret of the cluster (CVE-2021-25742), and one mistake in it keeps the whole configuration from being \
            loaded. ingress-nginx refuses snippets since 1.9 unless `allow-snippet-annotations` says otherwise. No other controller reads \
            them, so that what they do is lost wherever the app goes next.
            """,
        remedy: "Say it by an annotation that is made for it, or have the app do it.",
        triggering: example("nginx.ingress.kubernetes.io/configuration-snippet: \"more_set_headers 'X-Frame-Options: DENY';\""),
        passing: example("nginx.ingress.kubernetes.io/custom-headers: default/frame-options"))

    private static func example(_ annotation: String) -> String {
        """
        apiVersion: networking.k8s.io/v1
        kind: Ingress
        metadata:
          name: web
          annotations:
            \(annotation)
        spec:
          ingressClassName: nginx
          defaultBackend:
            service:
              name: web
              port: {number: 80}
        """
    }

    func findings(in app: App) -> [Finding] {
        app.inventory.ingresses.flatMap { ingress in
            ingress.metadata.annotations.entries.filter { entry in Self.names.contains { entry.key.hasSuffix($0) } }.map { entry in
                finding(
                    ingress.metadata, at: ingress.metadata.location(ofAnnotation: entry.key),
                    "\(entry.key) writes lines into the proxy's own configuration, for which whoever may write the Ingress can read its Secrets",
                    remedy: "say it by an annotation that is made for it, or have the app do it")
            }
        }
    }
}
