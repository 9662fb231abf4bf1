// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanManifest
import PortolanModel

/// A Service that claims addresses by writing them down.
struct ExternalIPs: Check {
    let page = FindingPage(
        code: "external-ips", severity: .warning, title: "The Service claims addresses with externalIPs",
        meaning: """
            Every node takes packets to these addresses for the Service's, but nobody routes the addresses to the nodes: that is left to \
            the network around the cluster, and no cloud does it. Whoever may write Services can claim any address and intercept what \
            pods send there (CVE-2020-8554), so many clusters refuse the field by admission. It is deprecated since Kubernetes 1.36.
            """,
        remedy: "Use a Service of type LoadBalancer; on your own hardware MetalLB, Cilium or kube-vip hand out addresses.",
        triggering: """
            apiVersion: v1
            kind: Service
            metadata:
              name: web
            spec:
              selector: {app: web}
              externalIPs: [192.0.2.10]
              ports:
                - port: 80
            """,
        passing: """
            apiVersion: v1
            kind: Service
            metadata:
              name: web
            spec:
              type: LoadBalancer
              selector: {app: web}
              ports:
                - port: 80
            """)

    func findings(in app: App) -> [Finding] {
        app.services.filter { !$0.externalIPs.isEmpty }.map { service in
            finding(
                service.metadata, at: service.metadata.node.at("spec", "externalIPs")?.location,
                "nodes take packets to \(service.externalIPs.listed), but no cloud routes them there; the field is deprecated"
                    + " since Kubernetes 1.36",
                remedy: "use type LoadBalancer")
        }
    }
}
