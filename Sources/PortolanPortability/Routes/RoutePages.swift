// SPDX-License-Identifier: Apache-2.0

import PortolanModel

/// What the findings about Ingresses and Gateways mean.
enum RoutePages {
    static let all: [FindingPage] = [classNotServed, routeRefused, routeTaken, routeUnanswered, authLost] + troubles

    private static let classNotServed = FindingPage(
        code: "class-not-served", severity: .error, title: "No controller of the target takes the Ingress or Gateway",
        meaning: """
            An Ingress or Gateway does nothing by itself: a controller has to take it, and each takes only its own class. Where none does, \
            the object stays without an address for ever, and nothing in its status or events says why.
            """,
        remedy: "Name a class that a controller of the target takes; or, where one is installed, say so: `--set TARGET.routing=ID`.",
        triggering: ingress(fields: "ingressClassName: nginx"), passing: ingress(annotations: ["kubernetes.io/ingress.class: gce"]),
        target: "gke")

    private static let routeRefused = FindingPage(
        code: "route-refused", severity: .error, title: "A controller takes the Ingress or Gateway, and refuses it",
        meaning: """
            The controller that the class belongs to reads the object and stops at a mistake. Which of the others suffer with it differs: \
            some leave out this object alone, with some nothing new is served at all until it is mended.
            """,
        remedy: "Mend what the controller's own message names.",
        triggering: ingress(annotations: ["kubernetes.io/ingress.class: gce"], service: "gone"),
        passing: ingress(annotations: ["kubernetes.io/ingress.class: gce"]), target: "gke")

    private static let routeTaken = FindingPage(
        code: "route-taken", severity: .warning, title: "Another Ingress answers the requests of a path",
        meaning: """
            Several Ingresses of one proxy are merged into one configuration. Where two of them have the same host and path, or one's path \
            is tried before the other's, only one answers; which one is decided by the proxy's own order.
            """,
        remedy: "Give the two different hosts or paths, or take one of them away.",
        triggering: ingress(fields: "ingressClassName: public-iks-k8s-nginx") + "---\n"
            + ingress(name: "again", fields: "ingressClassName: public-iks-k8s-nginx"),
        passing: ingress(fields: "ingressClassName: public-iks-k8s-nginx"), target: "iks")

    private static let routeUnanswered = FindingPage(
        code: "route-unanswered", severity: .error, title: "A path of the manifest gets an error from the load balancer",
        meaning: """
            The controller serves the object, and yet the request that the path is for is answered by the load balancer itself: no rule \
            takes it, or there is nothing behind the Service.
            """,
        remedy: "Check that the Service exists, has the port, and selects pods; `portolan trace` shows the rule that decides.",
        triggering: ingress(fields: "ingressClassName: traefik", service: "gone"), passing: ingress(fields: "ingressClassName: traefik"),
        target: "k3s")

    private static let authLost = FindingPage(
        code: "auth-lost", severity: .critical, title: "A path that asks for credentials at home is open on another target",
        meaning: """
            Who may log in stands in an annotation that only one controller reads. Another one serves the same path without it: nobody is \
            asked for anything, and nothing says so.
            """,
        remedy: "Ask for credentials in the words of the target's own controller, or by a proxy before the app, before you serve it there.",
        triggering: ingress(annotations: ["traefik.ingress.kubernetes.io/router.middlewares: default-login@kubernetescrd"]) + "---\n"
            + login,
        passing: ingress(annotations: []), target: "gke")

    /// A Traefik middleware that asks for a password.
    private static let login = """
        apiVersion: traefik.io/v1alpha1
        kind: Middleware
        metadata:
          name: login
        spec:
          basicAuth:
            secret: users
        ---
        apiVersion: v1
        kind: Secret
        metadata:
          name: users
        stringData:
          users: "ops:$apr1$H6uskkkW$IgXLP6ewTrSuBkTrqE8wj/"

        """

    /// A web app behind an Ingress.
    ///
    /// - Parameters:
    ///   - path: The path that leads to the Service.
    ///   - first: A path that stands in front of it, and leads to the app.
    static func ingress(
        name: String = "shop", annotations: [String] = [], fields: String? = nil, path: String = "/shop", first: String? = nil,
        service: String = "shop"
    ) -> String {
        let words = annotations.isEmpty ? "" : "  annotations:\n" + annotations.map { "    \($0)\n" }.joined()
        let more = fields.map { "  \($0)\n" } ?? ""
        let before = first.map { Self.path($0, service: "shop") } ?? ""
        return """
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata:
              name: \(name)
            \(words)spec:
            \(more)  rules:
                - host: shop.example.com
                  http:
                    paths:
            \(before)\(Self.path(path, service: service))---
            apiVersion: v1
            kind: Service
            metadata:
              name: shop
            spec:
              selector:
                app: shop
              ports:
                - port: 80

            """
    }

    private static func path(_ path: String, service: String) -> String {
        """
                  - path: \(path)
                    pathType: Prefix
                    backend:
                      service:
                        name: \(service)
                        port:
                          number: 80

        """
    }
}
