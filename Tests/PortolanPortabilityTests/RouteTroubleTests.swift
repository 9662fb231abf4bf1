// SPDX-License-Identifier: Apache-2.0

import PortolanManifest
import PortolanModel
import PortolanPlan
import PortolanPortability
import PortolanProvider
import PortolanProviders
import Testing

/// What goes wrong between several Ingresses of one load balancer is a finding at the one to blame.
@Suite struct RouteTroubleTests {
    /// A case: Ingresses, the controller, and the codes that each Ingress gets.
    struct Case: CustomTestStringConvertible, Sendable {
        var testDescription: String
        var target = "eks"
        var routing: String
        var ingresses: String
        var codes: [String]
    }

    /// An Ingress with one rule.
    private static func ingress(
        _ name: String, _ className: String, host: String = "w.example.com", _ paths: [(path: String, type: String)],
        _ annotations: String = ""
    ) -> String {
        let rules = paths.map { "{path: '\($0.path)', pathType: \($0.type), backend: {service: {name: a, port: {number: 80}}}}" }
        return """
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata: {name: \(name), annotations: {\(annotations)}}
            spec: {ingressClassName: \(className), rules: [{host: \(host), http: {paths: [\(rules.joined(separator: ", "))]}}]}
            ---

            """
    }

    static let cases: [Case] = [
        Case(
            testDescription: "nginx loads no configuration with two locations of one name", routing: "ingress-nginx",
            ingresses: ingress("i", "nginx", [("/x", "Prefix"), ("/x/", "Prefix")])
                + ingress("j", "nginx", host: "o.example.com", [("/", "Prefix")]),
            codes: ["i one-stops-all", "j route-refused"]),
        Case(
            testDescription: "nginx loads no expression that does not compile", routing: "ingress-nginx",
            ingresses: ingress("i", "nginx", [("/x(", "ImplementationSpecific")], "nginx.ingress.kubernetes.io/use-regex: 'true'")
                + ingress("j", "nginx", host: "o.example.com", [("/", "Prefix")]),
            codes: ["i one-stops-all", "j route-refused"]),
        Case(
            testDescription: "Azure refuses a gateway with one bad path", target: "aks", routing: "agic",
            ingresses: ingress("i", "azure-application-gateway", [("/a*b", "Prefix")])
                + ingress("j", "azure-application-gateway", host: "o.example.com", [("/", "Prefix")]),
            codes: ["i one-stops-all", "j route-refused"]),
        Case(
            testDescription: "a group of the ALB stops with its worst member", routing: "alb",
            ingresses: ingress(
                "i", "alb", [("/", "Prefix")],
                "alb.ingress.kubernetes.io/group.name: g, alb.ingress.kubernetes.io/target-type: ip, alb.ingress.kubernetes.io/backend-protocol: FTP"
            )
                + ingress(
                    "j", "alb", host: "o.example.com", [("/", "Prefix")],
                    "alb.ingress.kubernetes.io/group.name: g, alb.ingress.kubernetes.io/target-type: ip"),
            codes: ["i one-stops-all", "j route-refused"]),
        Case(
            testDescription: "members of a group that disagree stop each other", routing: "alb",
            ingresses: ingress(
                "i", "alb", [("/", "Prefix")], "alb.ingress.kubernetes.io/group.name: g, alb.ingress.kubernetes.io/scheme: internal")
                + ingress(
                    "j", "alb", host: "o.example.com", [("/", "Prefix")],
                    "alb.ingress.kubernetes.io/group.name: g, alb.ingress.kubernetes.io/scheme: internet-facing"),
            codes: ["i one-stops-all", "j one-stops-all"]),
        Case(
            testDescription: "nginx drops auth-url beside a cache duration that its validator refuses", routing: "ingress-nginx",
            ingresses: ingress(
                "i", "nginx", [("/", "Prefix")],
                "nginx.ingress.kubernetes.io/auth-url: 'https://auth.example.com/', nginx.ingress.kubernetes.io/auth-cache-duration: '200 1h; }'"
            ),
            codes: ["i guard-falls-away"]),
        Case(
            testDescription: "Traefik drops a rule whose middleware is not there, and the next one answers", routing: "traefik",
            ingresses: ingress(
                "i", "traefik", [("/admin", "Prefix")], "traefik.ingress.kubernetes.io/router.middlewares: default-login@kubernetescrd")
                + ingress("j", "traefik", [("/", "Prefix")]),
            codes: ["i guard-falls-away"]),
        Case(
            testDescription: "a rule that is dropped where nothing else answers opens nothing", routing: "traefik",
            ingresses: ingress(
                "i", "traefik", [("/", "Prefix")], "traefik.ingress.kubernetes.io/router.middlewares: default-login@kubernetescrd"),
            codes: ["i route-unanswered"]),
        Case(
            testDescription: "an expression in one Ingress makes those of another of its host", routing: "ingress-nginx",
            ingresses: ingress("i", "nginx", [("/api", "Prefix")])
                + ingress("j", "nginx", [("/v[0-9]+", "ImplementationSpecific")], "nginx.ingress.kubernetes.io/use-regex: 'true'"),
            codes: ["i prefix-opens-more", "j regex-spreads"]),
        Case(
            testDescription: "a prefix of whole elements opens nothing more", routing: "ingress-nginx",
            ingresses: ingress("i", "nginx", [("/api", "Prefix"), ("/", "Prefix")]), codes: []),
        Case(
            testDescription: "Contour leaves equal paths of two Ingresses to chance", routing: "contour",
            ingresses: ingress("i", "contour", [("/x", "Prefix")]) + ingress("j", "contour", [("/x", "Prefix")]),
            codes: ["i tie-by-chance", "j tie-by-chance"]),
        Case(
            testDescription: "haproxy-ingress lets everybody in without the Secret", routing: "haproxy-ingress",
            ingresses: ingress("i", "haproxy", [("/", "Prefix")], "haproxy-ingress.github.io/auth-secret: users"),
            codes: ["i guard-falls-away"]),
    ]

    @Test("the one to blame has the finding", arguments: cases) func finding(_ one: Case) throws {
        let backend = """
            apiVersion: v1
            kind: Service
            metadata: {name: a}
            spec: {selector: {app: a}, ports: [{port: 80}]}
            ---
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: a}
            spec:
              selector: {matchLabels: {app: a}}
              template:
                metadata: {labels: {app: a}}
                spec: {containers: [{name: a, image: a, ports: [{containerPort: 80}]}]}
            """
        let target = try #require(Providers.target(one.target))
        let manifest = ManifestReader.read(Array((one.ingresses + backend).utf8), path: "app.yaml")
        let assignment = Planner.Assignment(target: target, set: ["routing": one.routing], modules: Providers.allRouting)
        let plan = Planner([assignment]).plan(manifest.documents)
        let findings = Assessor(homes: Judged.homes).assess(plan).dangerFindings
        let codes = findings.filter { $0.subject.kind == "Ingress" && Self.judged.contains($0.code) }.map {
            "\($0.subject.name) \($0.code)"
        }
        #expect(codes.sorted() == one.codes, "\(findings.map(\.message))")
    }

    /// The codes that are looked at.
    private static let judged: Set<String> = [
        "one-stops-all", "class-not-read", "class-not-served", "route-refused", "route-taken", "route-unanswered",
        "service-type-not-usable",
        "regex-spreads", "guard-falls-away", "tie-by-chance", "rule-never-reached", "prefix-opens-more", "redirect-loop",
    ]
}
