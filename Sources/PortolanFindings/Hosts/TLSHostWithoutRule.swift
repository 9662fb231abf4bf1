// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanManifest
import PortolanModel

/// A host that has a certificate and no rule.
struct TLSHostWithoutRule: Check {
    let page = FindingPage(
        code: "tls-host-without-rule", severity: .warning, title: "A host has a certificate in the Ingress and no rule",
        meaning: """
            `spec.tls` names a host for which the Ingress has no rule: clients that ask for it get a certificate, and then an error. \
            Mostly one of the two names is misspelt, and then the host of the rule has no certificate. Where the Ingress has a default \
            backend, that one answers, and nothing is said.
            """,
        remedy: "Spell both alike, or take the host from spec.tls.",
        triggering: """
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
            """,
        passing: """
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
            """)

    func findings(in app: App) -> [Finding] {
        // Several Ingresses may share a host: one has its certificate, another its rule.
        var ruled: Set<String> = []
        for ingress in app.inventory.ingresses { ruled.formUnion(ingress.rules.compactMap { $0.host?.lowercased() }) }
        return app.inventory.ingresses.flatMap { ingress -> [Finding] in
            guard ingress.defaultBackend == nil, ingress.rules.contains(where: { !$0.paths.isEmpty }),
                !ingress.rules.contains(where: { ($0.host ?? "").isEmpty })
            else { return [] }
            return ingress.tls.flatMap { tls in
                tls.hosts.compactMap { host -> Finding? in
                    let name = host.lowercased()
                    guard !ruled.contains(name), !ruled.contains(where: { Ingress.covers(name, $0) || Ingress.covers($0, name) }) else {
                        return nil
                    }
                    return finding(
                        ingress.metadata, at: tls.node.location, "spec.tls has a certificate for \(host), for which there is no rule",
                        remedy: "spell it as a rule has it, or take it from spec.tls")
                }
            }
        }
    }
}
