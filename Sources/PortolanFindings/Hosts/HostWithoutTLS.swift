// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanManifest
import PortolanModel

/// A host that stands beside others with a certificate and has none.
struct HostWithoutTLS: Check {
    let page = FindingPage(
        code: "host-without-tls", severity: .warning, title: "The Ingress has certificates for some of its hosts, and none for another",
        meaning: """
            `spec.tls` names hosts, and a rule is for a host that is not among them. Over https that host gets the controller's own \
            certificate, which no browser trusts, or no answer; over http it is answered in the clear where the others are redirected. \
            Nothing is said of an Ingress without spec.tls, nor where another Ingress has the certificate.
            """,
        remedy: "Name the host in spec.tls, with a Secret whose certificate is for it.",
        triggering: """
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata:
              name: web
            spec:
              tls:
                - hosts: [shop.example.com]
                  secretName: shop
              rules:
                - host: shop.example.com
                  http:
                    paths:
                      - path: /
                        pathType: Prefix
                        backend:
                          service:
                            name: web
                            port: {number: 80}
                - host: www.example.com
                  http:
                    paths:
                      - path: /
                        pathType: Prefix
                        backend:
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
              tls:
                - hosts: [shop.example.com, www.example.com]
                  secretName: shop
              rules:
                - host: shop.example.com
                  http:
                    paths:
                      - path: /
                        pathType: Prefix
                        backend:
                          service:
                            name: web
                            port: {number: 80}
                - host: www.example.com
                  http:
                    paths:
                      - path: /
                        pathType: Prefix
                        backend:
                          service:
                            name: web
                            port: {number: 80}
            """)

    func findings(in app: App) -> [Finding] {
        let secured = Set(app.inventory.ingresses.flatMap(\.tlsHosts).map { $0.lowercased() })
        return app.inventory.ingresses.flatMap { ingress -> [Finding] in
            guard !ingress.tls.isEmpty, ingress.tls.allSatisfy({ !$0.hosts.isEmpty }) else { return [] }
            var told: Set<String> = []
            return ingress.rules.compactMap { rule in
                guard let host = rule.host?.lowercased(), !host.isEmpty, !secured.contains(where: { Ingress.covers($0, host) }),
                    told.insert(host).inserted
                else { return nil }
                return finding(
                    ingress.metadata, at: rule.node.location,
                    "the Ingress has certificates, and none for \(host): over https it gets one that no client trusts, or no answer",
                    remedy: "name \(host) in spec.tls")
            }
        }
    }
}
