// SPDX-License-Identifier: Apache-2.0

import PortolanManifest
import TestSupport
import Testing

/// Ingresses in the words of a target's own controller: `portolan adapt --to`.
@Suite struct RouteAdaptTests {
    private static func setup(_ name: String) -> String { GatewayMoveTests.setup(name) }

    private func adapted(_ name: String, _ target: [String]) -> RunResult {
        portolan.run(["adapt", Self.setup(name), "--stdout", "--to"] + target)
    }

    private func answers(_ path: String, _ requests: [String], _ target: [String]) throws -> [String] {
        var arguments = ["trace", path, "--format", "json", "--target"] + target
        for request in requests { arguments += ["--request", request] }
        let run = portolan.run(arguments)
        #expect(run.status == 0, "\(run.errors)")
        let traces = try #require(YAMLTree.compose(Array(run.output.utf8), file: "trace.json").0.documents.first?.value("traces"))
        return traces.elements.map { trace in
            ["service", "port", "status", "path", "host", "refused"].compactMap { key in
                trace.at("answer", key)?.text.map { "\(key) \($0)" }
            }.joined(separator: " ")
        }
    }

    /// What ingress-nginx answered is what the target's own controller answers to the adapted manifests.
    private func comparison(_ name: String, _ requests: [String], on target: [String]) throws {
        let folder = TemporaryFolder()
        let run = adapted(name, target)
        #expect(run.status == 0 && !run.output.contains("ingressClassName: nginx"), "\(run.errors)")
        let file = folder.write(run.output, to: "adapted.yaml")
        let before = try answers(Self.setup(name), requests, ["kind", "--set", "kind.routing=ingress-nginx"])
        #expect(try answers(file, requests, target) == before)
        #expect(!before.contains(""))
    }

    static let own: [[String]] = [
        ["eks"], ["gke"], ["k3s"], ["aks", "--set", "aks.routing=agic"], ["kind", "--set", "kind.routing=haproxy"],
    ]

    @Test(arguments: own) func `paths over TLS lead to the same Services`(_ target: [String]) throws {
        try comparison(
            "01-storefront",
            ["GET https://shop.example.com/", "GET https://shop.example.com/api/x", "GET https://shop.example.com/api/health"], on: target)
    }

    @Test(arguments: [["eks"], ["k3s"]]) func `a rewrite is said in the controller's own words`(_ target: [String]) throws {
        try comparison(
            "03-moved-prefix",
            ["GET https://api.example.com/v1/", "GET https://api.example.com/v1/a?b=c", "GET https://api.example.com/v2"],
            on: target)
    }

    @Test func `an Application Load Balancer keeps shares and conditions`() throws {
        let text = adapted("06-canary-header", ["eks"]).output
        #expect(text.contains("\\\"weight\\\":95") && text.contains("\\\"httpHeaderName\\\":\\\"X-Beta\\\""), "\(text)")
        #expect(
            adapted("05-canary-weight", ["gke"]).errors.contains(
                "its shares (80 to default/web, 20 to default/web-next) cannot be told gce"))
    }

    @Test func `GKE gets its FrontendConfig, BackendConfig and NEG annotations`() {
        #expect(adapted("01-storefront", ["gke"]).output.contains("responseCodeName: PERMANENT_REDIRECT"))
        let sticky = adapted("12-sticky-sessions", ["gke"]).output
        #expect(sticky.contains("affinityType: GENERATED_COOKIE") && sticky.contains("affinityCookieTtlSec: 3600"), "\(sticky)")
        #expect(sticky.contains("cloud.google.com/neg: \"{\\\"ingress\\\": true}\""))
    }

    @Test(arguments: own) func `nobody gets in who could not before`(_ target: [String]) throws {
        let folder = TemporaryFolder()
        let run = adapted("07-basic-auth", target)
        #expect(run.errors.contains("DANGER: tools.example.com/admin: it asks for a user and a password"), "\(run.errors)")
        let file = folder.write(run.output, to: "adapted.yaml")
        let found = try answers(file, ["GET http://tools.example.com/admin", "GET http://tools.example.com/"], target)
        #expect(found.count == 2 && !found[0].contains("service") && found[1] == "service default/tools port 80", "\(found)")
    }

    @Test func `an overlay builds, and takes the place of the Ingress and not of the Service`() throws {
        let folder = TemporaryFolder()
        let run = portolan.run(["adapt", Self.setup("12-sticky-sessions"), "--to", "gke", "--output", "\(folder.path)/out"])
        #expect(run.status == 0, "\(run.errors)")
        func text(_ name: String) throws -> String {
            String(decoding: try #require(TextFile.read("\(folder.path)/out/gke/\(name)")), as: UTF8.self)
        }
        #expect(try text("kustomization.yaml").contains("routes.yaml") && text("kustomization.yaml").contains("$patch"))
        #expect(try text("routes.yaml").contains("name: erp-gce"))
        #expect(try text("service-erp.yaml").contains("cloud.google.com/backend-config"))
        #expect(try text("README.md").contains("in the words of gce"))
    }

    @Test func `an Ingress of the target's own class is left alone`() {
        let text = """
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata:
              name: web
            spec:
              ingressClassName: traefik
              rules:
                - host: web.example.com
                  http:
                    paths:
                      - {path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}

            """
        let run = portolan.run(["adapt", "-", "--to", "k3s", "--stdout"], input: text)
        #expect(run.output == text, "\(run.output)")
        let nowhere = portolan.run(["adapt", "-", "--to", "kind", "--stdout"], input: text)
        #expect(nowhere.output == text && nowhere.errors.contains("--set kind.routing=ID names one"), "\(nowhere.errors)")
    }

    @Test func `diff says which requests get another answer, and which are harmful`() throws {
        let folder = TemporaryFolder()
        let old = String(decoding: try #require(TextFile.read(Self.setup("07-basic-auth"))), as: UTF8.self)
        let new = old.split(separator: "\n", omittingEmptySubsequences: false).filter { !$0.contains("auth-") }.joined(separator: "\n")
        let files = [folder.write(old, to: "old.yaml"), folder.write(new, to: "new.yaml")]
        let run = portolan.run(["diff"] + files + ["--target", "kind", "--set", "kind.routing=ingress-nginx"])
        #expect(run.output.contains("Requests that get another answer"), "\(run.output)")
        #expect(run.output.contains("  ! GET http://tools.example.com/admin: 401 → default/tools:80 (kind)"), "\(run.output)")
        let json = portolan.run(["diff"] + files + ["--target", "kind", "--set", "kind.routing=ingress-nginx", "--format", "json"]).output
        #expect(json.contains("\"isHarm\": true"), "\(json)")
        let same = portolan.run(["diff", files[0], files[0], "--target", "kind", "--set", "kind.routing=ingress-nginx"])
        #expect(same.output == "nothing has changed\n")
    }
}
