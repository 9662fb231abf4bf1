// SPDX-License-Identifier: Apache-2.0

import PortolanGraph
import PortolanKubernetes
import PortolanManifest
import PortolanModel
import PortolanProvider
import PortolanProviders
import Testing

@testable import PortolanAWS

@Suite struct ALBTests {
    private static let prefix = "alb.ingress.kubernetes.io/"

    @Test func `the catalogue and the code know the same annotations`() throws {
        let catalogue = try #require(Providers.routing("alb")).catalogue
        let read = catalogue.annotations.filter { $0.state == .read || $0.state == .deprecated }.map(\.key)
        #expect(Set(read) == Set(ALBAnnotation.allCases.map(\.rawValue)))
        #expect(read.count == ALBAnnotation.allCases.count)
    }

    @Test func `every source of a row is listed`() throws {
        let catalogue = try #require(Providers.routing("alb")).catalogue
        let known = Set(catalogue.sources.map(\.id))
        let named =
            catalogue.annotations.map(\.source) + catalogue.options.map(\.source) + catalogue.products.flatMap(\.limits).map(\.source)
        for source in named { #expect(known.contains(String(source.prefix { $0 != " " && $0 != "," })), "\(source)") }
    }

    @Test func `no text in an annotation crashes, and a refusal has a reason`() throws {
        let catalogue = try #require(Providers.routing("alb")).catalogue
        let texts = [
            "", " ", ",", "=", "a", "a=b,", "\\", "-1", "99999999999999999999", "true", "::/0", "null", "{", "{\"type\":null}", "[[[[",
            "[{}]",
            "{}", "[]", "é", "\u{0}", "80", "[{\"HTTP\": 80.5}]", "[{\"HTTP\": null}]", "[null]", "traffic-port", "ip", "oidc", "verify",
            "[{\"field\":\"host-header\",\"hostHeaderConfig\":{\"regexValues\":[\"(\"]}}]",
            "{\"type\":\"forward\",\"forwardConfig\":{\"targetGroups\":[]}}",
            "{\"type\":\"redirect\",\"redirectConfig\":{\"statusCode\":\"x\"}}",
        ]
        for annotation in catalogue.annotations {
            for ending in ["web", "HTTP-80", "web.80"] where annotation.key.hasSuffix("*") || ending == "web" {
                let key = annotation.key.hasSuffix("*") ? annotation.key.dropLast() + ending : annotation.key
                for text in texts {
                    let exposure = try plan(annotations: [(key, text)])
                    #expect(![.failed, .invalid].contains(exposure.status) || exposure.reason?.isEmpty == false, "\(key): \(text)")
                }
            }
        }
    }

    @Test func `authentication over plain HTTP is said to be none`() throws {
        let annotations = [
            ("listen-ports", #"[{"HTTP": 80}, {"HTTPS": 443}]"#), ("certificate-arn", "arn:a"), ("auth-type", "oidc"),
            ("auth-idp-oidc", #"{"issuer": "https://id.example.com", "secretName": "oidc"}"#),
        ].map { (Self.prefix + $0.0, $0.1) }
        let exposure = try plan(annotations: annotations)
        let listeners = try #require(exposure.loadBalancers.first).listeners
        #expect(listeners.map { $0.rules.map { $0.auth?.kind } } == [[nil], ["oidc"]])
        #expect(exposure.notes.contains("over plain HTTP everybody is let in: authentication holds on HTTPS listeners only"))
    }

    @Test func `an OIDC client's Secret that the manifest has needs both of its keys`() throws {
        let secret = "---\napiVersion: v1\nkind: Secret\nmetadata: {name: oidc}\nstringData: {clientID: a}\n"
        let annotations = [
            ("certificate-arn", "arn:a"), ("auth-type", "oidc"), ("auth-idp-oidc", #"{"secretName": "oidc"}"#),
        ].map { (Self.prefix + $0.0, $0.1) }
        let exposure = try plan(annotations: annotations, further: secret)
        #expect(exposure.status == .failed)
        #expect(exposure.reason == "Failed build model due to ingress: default/shop: missing clientSecret, secret: default/oidc")
    }

    @Test func `a group that stops says who is in it`() throws {
        let other = """
            ---
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata: {name: other, annotations: {alb.ingress.kubernetes.io/group.name: g, alb.ingress.kubernetes.io/scheme: open}}
            spec: {ingressClassName: alb, defaultBackend: {service: {name: web, port: {number: 80}}}}

            """
        let exposure = try plan(annotations: [(Self.prefix + "group.name", "g")], further: other)
        #expect(exposure.reason == "Failed build model due to unknown scheme: open")
        #expect(exposure.notes.first?.hasSuffix("it shares a load balancer with default/other") == true)
    }

    @Test func `ports that are open to different ranges are told apart`() throws {
        let other = """
            ---
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata:
              name: other
              annotations:
                alb.ingress.kubernetes.io/group.name: g
                alb.ingress.kubernetes.io/listen-ports: '[{"HTTP": 8080}]'
                alb.ingress.kubernetes.io/inbound-cidrs: 10.0.0.0/8
            spec: {ingressClassName: alb, defaultBackend: {service: {name: web, port: {number: 80}}}}

            """
        let exposure = try plan(annotations: [(Self.prefix + "group.name", "g")], further: other)
        #expect(exposure.loadBalancers.first?.listeners.map(\.port) == [80, 8080])
        #expect(exposure.notes.contains("each port is open to ranges of its own: 80 to 0.0.0.0/0, ::/0; 8080 to 10.0.0.0/8"))
    }

    @Test func `annotations that nothing reads are named`() throws {
        let exposure = try plan(annotations: [
            ("alb.ingress.kubernetes.io/target-typ", "ip"), ("nginx.ingress.kubernetes.io/rewrite-target", "/"),
            ("alb.ingress.kubernetes.io/actions.gone", "{}"), ("example.com/team", "a"),
        ])
        #expect(
            exposure.notes == [
                "the annotation actions.gone has no effect: no backend has this name",
                "the annotation alb.ingress.kubernetes.io/target-typ is not read by this controller",
                "the annotation nginx.ingress.kubernetes.io/rewrite-target is not read by this controller",
            ])
    }

    @Test(arguments: [
        ("scheme: open", "spec.scheme: Unsupported value: \"open\""), ("sheme: internal", "unknown field \"spec.sheme\""),
        ("inboundCIDRs: [10.0.0.1/8]", "Network contains bits outside prefix (did you mean \"10.0.0.0/8\")"),
        ("subnets: {}", "must have either `ids` or `tags`"), ("tags: [{key: a}]", "spec.tags[0].value: Required value"),
    ])
    func `IngressClassParams that the API server refuses do not exist for the controller`(_ spec: String, _ fault: String) throws {
        let objects = """
            ---
            apiVersion: networking.k8s.io/v1
            kind: IngressClass
            metadata: {name: alb}
            spec: {controller: ingress.k8s.aws/alb, parameters: {apiGroup: elbv2.k8s.aws, kind: IngressClassParams, name: p}}
            ---
            apiVersion: elbv2.k8s.aws/v1beta1
            kind: IngressClassParams
            metadata: {name: p}
            spec: {\(spec)}

            """
        let exposure = try plan(annotations: [], further: objects)
        #expect(exposure.status == .failed)
        #expect(exposure.reason?.contains("ingressclassparams.elbv2.k8s.aws \"p\" not found") == true)
        #expect(exposure.reason?.contains(fault) == true, "\(exposure.reason ?? "")")
    }

    @Test func `thousands of redirects are held against each other in one walk`() {
        let rules = (0..<20_000).map { index in
            ALBRule(
                conditions: ALBConditions(hosts: ["h\(index % 10).example.com"], paths: [PathMatch(.segments, "/\(index)")]),
                action: .redirect(ALBRedirect(host: "www.example.com", status: 301)))
        }
        let kept = ALBRuleOptimizer(port: 80, protocol: "HTTP", release: .newest).optimized(rules + rules)
        #expect(kept.count == rules.count)
    }

    @Test func `a rule with more alternatives than AWS takes is refused before it is spread`() {
        let conditions = ALBConditions(
            paths: (0..<1000).map { PathMatch(.pattern, "/\($0)") },
            further: [.header(name: "a", values: (0..<1000).map(String.init), isExpression: false)])
        let rule = ALBRule(conditions: conditions, action: .fixed(FixedAnswer(status: 200)))
        #expect(throws: Refusal.self) { try rule.elements() }
    }

    // MARK: One Ingress

    private func plan(annotations: [(String, String)], further: String = "") throws -> Exposure {
        let text = """
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata: {name: shop}
            spec:
              ingressClassName: alb
              rules: [{host: shop.example.com, http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}]}}]
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: web}
            spec: {type: NodePort, selector: {app: web}, ports: [{port: 80}]}

            """ + further
        let file = ManifestReader.read(Array(text.utf8), path: "-")
        #expect(file.errors.isEmpty)
        var reader = ObjectReader(clusterFamilies: [.ipv4])
        for document in file.documents { reader.read(document) }
        let inventory = reader.inventory
        let cluster = Cluster(
            families: [.ipv4], options: TargetOptions(), inventory: inventory, graph: ServiceGraph(inventory),
            classes: ClassObjects(inventory))
        var entrances = inventory.ingresses.map { Entrance.ingress($0) }
        if case .ingress(var first)? = entrances.first {
            first.metadata.annotations = StringMap(annotations.map { .init(key: $0.0, value: $0.1) })
            entrances[0] = .ingress(first)
        }
        return try #require(ALBController().exposures(of: entrances, in: cluster).first)
    }
}
