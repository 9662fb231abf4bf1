// SPDX-License-Identifier: Apache-2.0

import PortolanModel

extension RoutePages {
    /// What goes wrong between several objects, or between an object and its controller.
    static let troubles: [FindingPage] = [
        oneStopsAll, classNotRead, serviceTypeNotUsable, regexSpreads, guardFallsAway, tieByChance, ruleNeverReached, prefixOpensMore,
        redirectLoop,
    ]

    private static let oneStopsAll = FindingPage(
        code: "one-stops-all", severity: .critical, title: "One mistake keeps everything that shares a load balancer from being served",
        meaning: """
            A load balancer has one configuration, and many controllers hand it over as a whole or not at all. nginx does not load a \
            configuration with two locations of one name or an expression that does not compile, Azure refuses a gateway with one bad \
            path, the AWS controller builds a group with its worst member or not, and Google's changes nothing of an Ingress while one of \
            its Services is missing. What ran before runs on, so that the mistake shows days later, when somebody else's change, a new \
            certificate say, does not arrive.
            """,
        remedy: "Mend the object that the finding is about first. Have the controller's admission webhook installed where it has one.",
        triggering: ingress(annotations: ["kubernetes.io/ingress.class: gce"], path: "/cart", first: "/shop", service: "gone"),
        passing: ingress(annotations: ["kubernetes.io/ingress.class: gce"], path: "/cart", first: "/shop"), target: "gke")

    private static let classNotRead = FindingPage(
        code: "class-not-read", severity: .error, title: "The class is written where its controller does not read it",
        meaning: """
            There are two places for an Ingress's class, the field `ingressClassName` and the older annotation, and controllers differ over \
            which of them they read. GKE's own reads the annotation alone, Oracle's the field alone. An Ingress with its class in the other \
            place stays without an address, and nothing says why.
            """,
        remedy: "Write the class where the finding says.",
        triggering: ingress(fields: "ingressClassName: gce"), passing: ingress(annotations: ["kubernetes.io/ingress.class: gce"]),
        target: "gke")

    private static let serviceTypeNotUsable = FindingPage(
        code: "service-type-not-usable", severity: .error, title: "The load balancer has no way to a Service of this type",
        meaning: """
            A proxy in the cluster reaches every Service. A cloud's load balancer reaches nodes, by a port that only NodePort and \
            LoadBalancer Services have, or pods directly, where the controller is told so: `target-type: ip` on AWS, NEGs on GKE. For a \
            ClusterIP Service in the first mode it refuses the whole Ingress.
            """,
        remedy: "Have the load balancer dial the pods (`target-type: ip`, NEGs), or make the Service of type NodePort.",
        triggering: ingress(fields: "ingressClassName: alb"),
        passing: ingress(
            annotations: ["alb.ingress.kubernetes.io/target-type: ip"], fields: "ingressClassName: alb"), target: "eks")

    private static let regexSpreads = FindingPage(
        code: "regex-spreads", severity: .warning, title: "One Ingress turns the paths of another into regular expressions",
        meaning: """
            In ingress-nginx `use-regex`, or a `rewrite-target` that changes something, holds for the whole host: every path of it, of any \
            Ingress, becomes a regular expression that is not anchored at its end and does not heed capitals. `/api` then takes `/apiary` \
            and `/API`, and a dot takes any character.
            """,
        remedy: "Give the paths with expressions or rewrites a host of their own, or end the others with an expression too.",
        triggering: ingress(fields: "ingressClassName: public-iks-k8s-nginx") + "---\n"
            + ingress(
                name: "old", annotations: ["nginx.ingress.kubernetes.io/use-regex: \"true\""],
                fields: "ingressClassName: public-iks-k8s-nginx", path: "/v[0-9]+"
            ).replacing("Prefix", with: "ImplementationSpecific"),
        passing: ingress(fields: "ingressClassName: public-iks-k8s-nginx") + "---\n"
            + ingress(
                name: "old", annotations: ["nginx.ingress.kubernetes.io/use-regex: \"true\""],
                fields: "ingressClassName: public-iks-k8s-nginx", path: "/v[0-9]+"
            ).replacing("Prefix", with: "ImplementationSpecific").replacing("shop.example.com", with: "old.example.com"), target: "iks")

    private static let guardFallsAway = FindingPage(
        code: "guard-falls-away", severity: .critical, title: "What was to keep requests out is not there, and they are let in",
        meaning: """
            Controllers differ over an authentication that cannot be set up: some answer 503 until it can, some leave it out and serve \
            the path to everybody, some drop the rule, and the next one that fits answers, without what was to guard it. Authentication \
            by an Application Load Balancer exists on HTTPS listeners alone, and the HTTP listener beside it lets everybody in. None of \
            this is an error to the controller.
            """,
        remedy: "Mend what the finding names, and ask for the path without credentials to see it refused.",
        triggering: ingress(annotations: cognito(ports: "[{\"HTTP\": 80}, {\"HTTPS\": 443}]"), fields: "ingressClassName: alb"),
        passing: ingress(annotations: cognito(ports: "[{\"HTTPS\": 443}]"), fields: "ingressClassName: alb"), target: "eks")

    private static func cognito(ports: String) -> [String] {
        [
            "alb.ingress.kubernetes.io/target-type: ip", "alb.ingress.kubernetes.io/listen-ports: '\(ports)'",
            "alb.ingress.kubernetes.io/certificate-arn: arn:aws:acm:eu-central-1:123456789012:certificate/shop",
            "alb.ingress.kubernetes.io/auth-type: cognito",
            "alb.ingress.kubernetes.io/auth-idp-cognito: '{\"userPoolARN\": \"arn\", \"userPoolClientID\": \"id\", \"userPoolDomain\": \"shop\"}'",
        ]
    }

    private static let tieByChance = FindingPage(
        code: "tie-by-chance", severity: .warning, title: "Chance decides which of two rules answers",
        meaning: """
            Where two Ingresses have rules of one rank for the same requests, most controllers have an order, by age or by name. Some have \
            none: which rule is tried first then hangs on the order in which a map is walked, and changes from one restart to the next.
            """,
        remedy: "Give the two different hosts or paths, or one of them a priority where the controller has such a word.",
        triggering: ingress(fields: "ingressClassName: traefik") + "---\n" + ingress(name: "again", fields: "ingressClassName: traefik"),
        passing: ingress(fields: "ingressClassName: traefik"), target: "k3s")

    private static let ruleNeverReached = FindingPage(
        code: "rule-never-reached", severity: .warning, title: "No request reaches a path, since another path of the object takes them all",
        meaning: """
            Where a controller tries rules in the order in which they are written, as the AWS Load Balancer Controller does with \
            everything that is not Prefix or Exact, a broad path in front takes what is meant for those behind it. Where a host comes \
            twice, some controllers read one of the two only.
            """,
        remedy: "Put the more specific path first, or take one of the two away.",
        triggering: paths("/*", "/cart"), passing: paths("/cart", "/*"), target: "eks")

    /// Two paths that are tried in the order in which they are written.
    private static func paths(_ first: String, _ second: String) -> String {
        ingress(annotations: ["alb.ingress.kubernetes.io/target-type: ip"], fields: "ingressClassName: alb", path: second, first: first)
            .replacing("Prefix", with: "ImplementationSpecific")
    }

    private static let prefixOpensMore = FindingPage(
        code: "prefix-opens-more", severity: .warning, title: "A path takes requests that its type does not say",
        meaning: """
            By Kubernetes' terms a path of type Prefix takes whole path elements: `/shop` takes `/shop` and `/shop/cart`, not `/shops`. Some \
            controllers compare bytes, or do not heed capitals, and then it takes those too, though they are nobody's, or another path's. \
            The finding is a warning where another path of the same object should have taken the request, else good to know.
            """,
        remedy: "Do not rely on paths to keep requests away from a Service.",
        triggering: ingress(fields: "ingressClassName: traefik", path: "/shop", first: "/"),
        passing: ingress(fields: "ingressClassName: traefik", path: "/"), target: "k3s")

    private static let redirectLoop = FindingPage(
        code: "redirect-loop", severity: .error, title: "The proxy redirects to https what has come by https",
        meaning: """
            TLS ends at the load balancer in front of the proxy, and what it carried goes to the proxy's plain port. The proxy sees plain \
            HTTP, and redirects it to https, again and again: browsers say that there were too many redirects. It only knows better where \
            the load balancer sets X-Forwarded-Proto and the proxy is told to believe it; one that passes on connections sets no headers.
            """,
        remedy: "Let the proxy end TLS; or have it believe X-Forwarded-Proto of a load balancer that sets it; or switch the redirect off.",
        triggering: proxy(plainPort: "http") + "---\n" + securedShop, passing: proxy(plainPort: "https") + "---\n" + securedShop,
        target: "eks")

    private static let securedShop = ingress(fields: "ingressClassName: nginx")
        .replacing("  rules:", with: "  tls:\n    - hosts: [shop.example.com]\n      secretName: shop\n  rules:")

    /// ingress-nginx behind a Network Load Balancer that ends TLS, or hands it on where its port 443 goes to the proxy's https.
    private static func proxy(plainPort: String) -> String {
        let certificate =
            plainPort == "https"
            ? ""
            : """
                service.beta.kubernetes.io/aws-load-balancer-ssl-cert: arn:aws:acm:eu-central-1:123456789012:certificate/shop
                service.beta.kubernetes.io/aws-load-balancer-ssl-ports: https

            """
        return """
            apiVersion: networking.k8s.io/v1
            kind: IngressClass
            metadata:
              name: nginx
            spec:
              controller: k8s.io/ingress-nginx
            ---
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: proxy
            spec:
              selector:
                matchLabels:
                  app: proxy
              template:
                metadata:
                  labels:
                    app: proxy
                spec:
                  containers:
                    - name: controller
                      image: registry.k8s.io/ingress-nginx/controller:v1.15.1
                      ports:
                        - name: http
                          containerPort: 80
                        - name: https
                          containerPort: 443
            ---
            apiVersion: v1
            kind: Service
            metadata:
              name: proxy
              annotations:
                service.beta.kubernetes.io/aws-load-balancer-scheme: internet-facing
            \(certificate)spec:
              type: LoadBalancer
              selector:
                app: proxy
              ports:
                - name: http
                  port: 80
                  targetPort: http
                - name: https
                  port: 443
                  targetPort: \(plainPort)

            """
    }
}
