// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanManifest
import PortolanModel

/// A host that two Ingresses of different classes name, or one path of it that is there twice.
struct HostTwice: Check {
    let page = FindingPage(
        code: "host-twice", severity: .warning, title: "A host is named twice, and its requests cannot go to both",
        meaning: """
            Where Ingresses of two classes name a host, two proxies with two addresses wait for its requests, and DNS can name one of \
            them: what the other one serves is not found. Where a host has the same path twice, one of the two answers, and which one \
            hangs on the controller. Canaries are meant to be there twice, and nothing is said of them.
            """,
        remedy: "Have one class serve the host, and each path of it stand once.",
        triggering: example(path: "/", className: "traefik"), passing: example(path: "/", className: "traefik", host: "api.example.com"))

    private static func example(path: String, className: String, host: String = "shop.example.com") -> String {
        let rule = { (host: String) in
            """
            rules:
                - host: \(host)
                  http:
                    paths:
                      - path: \(path)
                        pathType: Prefix
                        backend:
                          service:
                            name: web
                            port: {number: 80}
            """
        }
        return """
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata:
              name: web
            spec:
              ingressClassName: nginx
              \(rule("shop.example.com"))
            ---
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata:
              name: api
            spec:
              ingressClassName: \(className)
              \(rule(host))
            """
    }

    /// A path of a host with the class that serves it.
    private struct Place: Hashable {
        var host: String
        var path: String
        var type: String
    }

    func findings(in app: App) -> [Finding] {
        var classes: [String: (name: String?, ingress: Ingress)] = [:]
        var told: Set<ObjectReference> = []
        var places: [Place: (ingress: Ingress, path: Ingress.Path)] = [:]
        var findings: [Finding] = []
        for ingress in app.inventory.ingresses where !ingress.isCanary {
            let name = ingress.className ?? ingress.metadata.annotations["kubernetes.io/ingress.class"]
            for rule in ingress.rules {
                guard let host = rule.host?.lowercased(), !host.isEmpty else { continue }
                if let first = classes[host] {
                    if first.name != name, told.insert(ingress.metadata.reference).inserted {
                        findings.append(
                            finding(
                                ingress.metadata, at: rule.node.location,
                                "the host \(host) is of \(Self.words(name)) here, and of \(Self.words(first.name)) in the Ingress "
                                    + "\(first.ingress.metadata.namespace)/\(first.ingress.metadata.name) "
                                    + "(\(first.ingress.metadata.location)): its DNS name can lead to one of the two proxies only",
                                remedy: "have one class serve the host, or give the two different hosts"))
                    }
                } else {
                    classes[host] = (name, ingress)
                }
                for path in rule.paths {
                    let place = Place(host: host, path: path.path ?? "/", type: path.pathType ?? "")
                    guard let first = places[place] else {
                        places[place] = (ingress, path)
                        continue
                    }
                    guard classes[host]?.name == name, !first.path.leads(where: path, of: ingress, first.ingress) else { continue }
                    findings.append(
                        finding(
                            ingress.metadata, at: path.node.location,
                            "\(host)\(place.path) is there already (\(first.path.node.location)), with another backend: one of the two "
                                + "answers, and which one hangs on the controller", remedy: "take one of the two away"))
                }
            }
        }
        return findings
    }

    private static func words(_ name: String?) -> String { name.map { "class \($0)" } ?? "no class" }
}

extension Ingress {
    /// Whether it is to take some of the requests of another Ingress, in the words of any controller.
    var isCanary: Bool {
        metadata.annotations.entries.contains { $0.key.hasSuffix("/canary") && $0.value == "true" }
    }
}

extension Ingress.Path {
    /// Whether another path leads to the same Service and port.
    fileprivate func leads(where other: Self, of ingress: Ingress, _ own: Ingress) -> Bool {
        ingress.metadata.namespace == own.metadata.namespace && backend.service == other.backend.service
            && backend.port == other.backend.port
    }
}
